import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ClientError, Metadata, Status } from 'nice-grpc';
import { brokerErrorOf, type CallKind } from '../../../broker/grpc/errors-of-calls.js';

const PATH = '/tinkoff.public.invest.api.contract.v1.OrdersService/PostOrder';

function errorOf(
  status: Status,
  message: string,
  { kind = 'write', headers = {} }: { kind?: CallKind; headers?: Record<string, string> } = {},
) {
  const error = new ClientError(PATH, status, message);
  return brokerErrorOf({ error, method: 'PostOrder', kind, headers: new Metadata(headers) });
}

describe('a post or cancel', () => {
  test.each([
    [Status.UNAVAILABLE, '14'],
    [Status.DEADLINE_EXCEEDED, 'no answer'],
    [Status.CANCELLED, 'gone'],
    [Status.INTERNAL, '70001'],
    [Status.UNKNOWN, 'what'],
    [Status.INVALID_ARGUMENT, '30049'],
    [Status.INVALID_ARGUMENT, '30058'],
    [Status.INVALID_ARGUMENT, '30095'],
    [Status.INVALID_ARGUMENT, '30096'],
    [Status.RESOURCE_EXHAUSTED, 'Bandwidth exhausted or memory limit exceeded'],
  ])('with status %s and message %s may have been carried out', (status, message) => {
    expect(errorOf(status, message)).toMatchObject({ code: 'outcome-unknown', remedy: 'ask-first' });
  });

  test('that failed for no reason of gRPC may have been carried out', () => {
    const error = brokerErrorOf({
      error: new Error('broken'),
      method: 'PostOrder',
      kind: 'write',
      headers: undefined,
    });
    expect(error).toMatchObject({ code: 'outcome-unknown', brokerMessage: 'broken' });
  });

  test.each([
    [Status.INVALID_ARGUMENT, '30057', 'duplicate', 'ask-first'],
    [Status.INVALID_ARGUMENT, '30079', 'not-trading', 'wait-for-market'],
    [Status.INVALID_ARGUMENT, '30092', 'not-trading', 'wait-for-market'],
    [Status.INVALID_ARGUMENT, '30097', 'not-trading', 'wait-for-market'],
    [Status.INVALID_ARGUMENT, '30098', 'not-trading', 'wait-for-market'],
    [Status.INVALID_ARGUMENT, '30059', 'not-found', 'final'],
    [Status.INVALID_ARGUMENT, '30060', 'not-found', 'final'],
    [Status.NOT_FOUND, '50005', 'not-found', 'final'],
    [Status.PERMISSION_DENIED, '40002', 'access-denied', 'final'],
    [Status.UNAUTHENTICATED, '40003', 'access-denied', 'final'],
    [Status.UNAUTHENTICATED, 'no such token', 'access-denied', 'final'],
    [Status.INVALID_ARGUMENT, '30042', 'refused', 'final'],
    [Status.INVALID_ARGUMENT, '30240', 'refused', 'final'],
    [Status.UNIMPLEMENTED, '12001', 'not-served', 'final'],
    [Status.UNIMPLEMENTED, 'unknown service', 'not-served', 'final'],
    [Status.UNAVAILABLE, '12002', 'not-served', 'final'],
    [Status.RESOURCE_EXHAUSTED, '80002', 'rate-limited', 'retry-later'],
  ])('with status %s and code %s is %s: %s', (status, message, code, remedy) => {
    expect(errorOf(status, message)).toMatchObject({ code, remedy });
  });
});

test.each([
  [Status.UNAVAILABLE, '14'],
  [Status.DEADLINE_EXCEEDED, 'no answer'],
  [Status.INTERNAL, '70001'],
  [Status.CANCELLED, ''],
])('a read with status %s is simply unavailable', (status, message) => {
  expect(errorOf(status, message, { kind: 'read' })).toMatchObject({
    code: 'unavailable',
    remedy: 'retry-later',
  });
});

test.each([
  ['7', 7_000],
  ['0', 0],
  [undefined, 60_000],
  ['soon', 60_000],
  ['', 60_000],
  ['-1', 60_000],
])('a used-up limit whose reset is told as %s waits %s ms', (reset, resetMs) => {
  const headers: Record<string, string> = reset === undefined ? {} : { 'x-ratelimit-reset': reset };
  expect(errorOf(Status.RESOURCE_EXHAUSTED, '80002', { headers })).toMatchObject({ resetMs });
});

test("an error says the method, the broker's code and words, and the tracking id", () => {
  const error = errorOf(Status.INVALID_ARGUMENT, '30042', {
    headers: { message: 'not enough assets', 'x-tracking-id': 'abc' },
  });
  expect(error.message).toBe('PostOrder: 30042 not enough assets (tracking id abc)');
  expect(error).toMatchObject({
    name: 'RefusedError',
    brokerCode: '30042',
    brokerMessage: 'not enough assets',
    trackingId: 'abc',
  });
});

test('every published code that ends for good on a read does so on a post, and no code is left without a cause', () => {
  const url = new URL('../../fixtures/broker/api_errors.json', import.meta.url);
  const published = JSON.parse(readFileSync(url, 'utf8')) as Record<string, { type: keyof typeof Status }>;
  const codes = Object.entries(published).filter(([code]) => /^\d+$/.test(code));
  expect(codes.length).toBeGreaterThan(100);
  for (const [brokerCode, { type }] of codes) {
    const [onRead, onWrite] = (['read', 'write'] as const).map((kind) =>
      errorOf(Status[type], brokerCode, { kind }),
    );
    expect(onWrite?.brokerCode).toBe(brokerCode);
    expect(onWrite?.remedy).toBe(onRead?.code === 'unavailable' ? 'ask-first' : onRead?.remedy);
  }
});

/** The class of a post's error for every published code, by the contract; the first row that fits. */
const CLASSES: readonly (readonly [RegExp, string])[] = [
  [/^1200[12]$/, 'NotServedError'],
  [/^300(49|58|95|96)$/, 'OutcomeUnknownError'],
  [/^30057$/, 'DuplicateOrderError'],
  [/^300(59|60)$/, 'NotFoundError'],
  [/^300(79|92|97|98)$/, 'NotTradingError'],
  [/^3/, 'RefusedError'],
  [/^4/, 'AccessDeniedError'],
  [/^5/, 'NotFoundError'],
  [/^7/, 'OutcomeUnknownError'],
  [/^8/, 'RateLimitedError'],
  [/^9/, 'RefusedError'],
];

test('every published code has the class of its cause', () => {
  const url = new URL('../../fixtures/broker/api_errors.json', import.meta.url);
  const published = JSON.parse(readFileSync(url, 'utf8')) as Record<string, { type: keyof typeof Status }>;
  const wrong = Object.entries(published)
    .filter(([code]) => /^\d+$/.test(code))
    .map(([code, { type }]) => ({ code, is: errorOf(Status[type], code).name }))
    .filter(({ code, is }) => is !== CLASSES.find(([codes]) => codes.test(code))?.[1]);
  expect(wrong).toEqual([]);
});
