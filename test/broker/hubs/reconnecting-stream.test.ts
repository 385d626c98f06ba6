/** When a stream is opened again, and when it is given up. */
import { afterEach, expect, test } from '@jest/globals';
import { RateLimitedError, UnavailableError } from '../../../broker/errors.js';
import { HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import {
  type Break,
  keepStreamOpen,
  type ReconnectingStreamOptions,
} from '../../../broker/hubs/reconnecting-stream.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import { eventually } from '../../support/eventually.js';
import { SILENT } from '../paper-broker.js';

const streams: { close(): void }[] = [];
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});

/** A stream that ends as the test says, and when it was opened. */
function kept(
  script: (opening: number, signal: AbortSignal) => AsyncIterable<string>,
  times: Partial<ReconnectingStreamOptions<string>['times']> = {},
) {
  const openedAtMs: number[] = [];
  const breaks: Break[] = [];
  const messages: string[] = [];
  streams.push(
    keepStreamOpen<string>({
      name: 'of the test',
      open(signal) {
        openedAtMs.push(performance.now());
        return script(openedAtMs.length, signal);
      },
      onMessage: (message) => messages.push(message),
      onBreak: (how) => breaks.push(how),
      times: { ...HUB_TIMES, ...times },
      logger: SILENT,
    }),
  );
  const pauses = () => openedAtMs.slice(1).map((at, n) => at - (openedAtMs[n] ?? 0));
  return { openedAtMs, breaks, messages, pauses };
}

/** Fails before its first word. */
const failing = (error: Error): AsyncIterable<string> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }),
});
function silent(signal: AbortSignal): RequestQueue<string> {
  const queue = new RequestQueue<string>();
  signal.addEventListener('abort', () => queue.end());
  return queue;
}
const away = () => failing(new UnavailableError({ method: 'Stream' }));
const tooMany = () =>
  failing(new RateLimitedError({ method: 'Stream', brokerCode: '80001', resetMs: 60_000 }));

test('many streams that broke in the same moment do not come back in step', async () => {
  const all = Array.from({ length: 30 }, () => kept((n, signal) => (n === 1 ? away() : silent(signal))));
  await eventually(() => all.every(({ openedAtMs }) => openedAtMs.length === 2), { what: 'all of them' });
  const pauses = all.flatMap((each) => each.pauses());
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(49);
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(40);
});

test('a stream that goes on failing is opened ever more seldom', async () => {
  const { openedAtMs, pauses } = kept(away, { backoffMs: 20 });
  await eventually(() => openedAtMs.length === 5, { what: 'five openings', everyMs: 5 });
  for (const [n, pause] of pauses().entries()) expect(pause).toBeGreaterThanOrEqual(20 * 2 ** n * 0.5 - 1);
});

test('a stream that the broker has no room for waits longer, and not less than was meant', async () => {
  expect(HUB_TIMES.refusedMs).toBeGreaterThanOrEqual(10_000);
  const { openedAtMs, breaks, pauses } = kept(tooMany, { backoffMs: 1, refusedMs: 60 });
  await eventually(() => openedAtMs.length === 3, { what: 'three openings', everyMs: 5 });
  expect(breaks.slice(0, 2)).toEqual([{ refused: true }, { refused: true }]);
  expect(pauses()[0]).toBeGreaterThanOrEqual(59);
  expect(pauses()[1]).toBeGreaterThanOrEqual(119);
});

test('the end of a stream that had spoken is no refusal, whatever the broker calls it', async () => {
  const { breaks } = kept(async function* (): AsyncGenerator<string> {
    yield 'a word';
    throw new RateLimitedError({ method: 'Stream', brokerCode: '80005', resetMs: 60_000 });
  });
  await eventually(() => breaks.length > 0, { what: 'a break' });
  expect(breaks[0]).toEqual({ refused: false });
});

test('a stream that never says a word is given up as one that falls silent', async () => {
  const { openedAtMs, pauses, messages } = kept(
    (n, signal) => {
      const words = silent(signal);
      if (n > 1) words.push('a word');
      return words;
    },
    { silenceMs: 150, backoffMs: 1 },
  );
  await eventually(() => openedAtMs.length === 3, { what: 'the third opening', everyMs: 5 });
  expect(messages[0]).toBe('a word');
  for (const pause of pauses()) expect(pause).toBeGreaterThanOrEqual(149);
});
