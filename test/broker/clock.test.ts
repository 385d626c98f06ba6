/** What answers tell of the broker's time, and what follows of it. */
import { expect, test } from '@jest/globals';
import { type CallContext, createServer } from 'nice-grpc';
import {
  AccessLevel,
  AccountStatus,
  AccountType,
  UsersServiceDefinition,
} from 'tinkoff-invest-api/dist/generated/users.js';
import { createBrokerClock } from '../../broker/clock.js';
import { connectBroker } from '../../broker/index.js';

const TOLD = Date.parse('2026-11-30T10:00:00Z');
const DATE = new Date(TOLD).toUTCString();

function readingAfter(ours: { sentMs: number; receivedMs: number }) {
  const warnings: string[] = [];
  const clock = createBrokerClock({ warn: (_, message) => void warnings.push(message) });
  expect(clock.reading().status).toBe('unknown');
  for (let times = 0; times < 2; times += 1)
    clock.heard({ date: DATE, sentMs: TOLD + ours.sentMs, receivedMs: TOLD + ours.receivedMs });
  return { ...clock.reading(), warnings };
}

test.each([
  ['the same second', { sentMs: 0, receivedMs: 40 }, { status: 'ok', aheadMs: 0 }],
  ['the end of that second', { sentMs: 990, receivedMs: 1_030 }, { status: 'ok', aheadMs: 0 }],
  [
    'behind within what is tolerated',
    { sentMs: -4_900, receivedMs: -4_800 },
    { status: 'ok', aheadMs: -4_800 },
  ],
  ['behind', { sentMs: -5_100, receivedMs: -5_001 }, { status: 'off', aheadMs: -5_001 }],
  ['ahead within what is tolerated', { sentMs: 6_000, receivedMs: 6_100 }, { status: 'ok', aheadMs: 5_000 }],
  ['ahead', { sentMs: 6_001, receivedMs: 6_100 }, { status: 'off', aheadMs: 5_001 }],
  [
    'an answer that took long says little',
    { sentMs: -9_000, receivedMs: 9_000 },
    { status: 'ok', aheadMs: 0 },
  ],
])('%s', (_, ours, expected) => {
  const { warnings, ...reading } = readingAfter(ours);
  expect(reading).toEqual(expected);
  expect(warnings).toHaveLength(expected.status === 'off' ? 1 : 0);
});

test.each([
  ['ahead', -60_000, /(59|60|61) s ahead of the broker's/],
  ['behind', 60_000, /(59|60|61) s behind the broker's/],
  ['right', 0, undefined],
])('real money is not traded by a clock that is %s', async (_, byMs, sentence) => {
  const server = createServer();
  const tell = ({ header }: CallContext) => header.set('date', new Date(Date.now() + byMs).toUTCString());
  const account = {
    ...{
      id: '1',
      name: '',
      type: AccountType.ACCOUNT_TYPE_TINKOFF,
      openedDate: undefined,
      closedDate: undefined,
    },
    status: AccountStatus.ACCOUNT_STATUS_OPEN,
    accessLevel: AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS,
  };
  server.add(UsersServiceDefinition, {
    async getAccounts(_request, context) {
      tell(context);
      return { accounts: [account] };
    },
    getMarginAttributes: async () => ({}) as never,
    async getUserTariff(_request, context) {
      tell(context);
      return { unaryLimits: [], streamLimits: [] };
    },
    getInfo: async () => ({}) as never,
  });
  const port = await server.listen('localhost:0');
  const silent = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const options = { endpoint: `localhost:${port}`, token: 't', logger: silent };
  const live = connectBroker({ ...options, mode: 'live' });
  if (sentence) {
    await expect(live).rejects.toMatchObject({ code: 'clock-off', message: expect.stringMatching(sentence) });
  } else await (await live).close();
  // Elsewhere it is told, and stops nothing.
  const paper = await connectBroker({ ...options, mode: 'paper' });
  expect(paper.clock().status).toBe(sentence ? 'off' : 'ok');
  await paper.close();
  server.forceShutdown();
});
