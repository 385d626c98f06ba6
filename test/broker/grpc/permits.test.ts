/** When a call is known to have arrived: what the budget hears of streams, and of calls that are given up. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createServer, type Server } from 'nice-grpc';
import { MarketDataStreamServiceDefinition } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { createGrpcClients, type GrpcClients } from '../../../broker/grpc/client.js';
import type { CallEnd, RateBudget } from '../../../broker/limits/index.js';
import { eventually } from '../../support/eventually.js';
import { startTcpProxy } from '../../support/tcp-proxy.js';

const { marketDataServerSideStream } = MarketDataStreamServiceDefinition.methods;
const streams = { ...MarketDataStreamServiceDefinition, methods: { marketDataServerSideStream } } as const;
const { getAccounts } = UsersServiceDefinition.methods;
const users = { ...UsersServiceDefinition, methods: { getAccounts } } as const;

let server: Server;
let clients: GrpcClients;
let endpoint: string;
let reached = 0;
/** Each permit's first end is what counts. */
let ends: CallEnd[] = [];
let breaks = 0;
/** What holds the server back before its first word. */
let speak: () => void = () => undefined;
let silence = Promise.resolve();

const budget: RateBudget = {
  take: async () => {
    let hasEnded = false;
    return {
      end(how) {
        if (!hasEnded) ends.push(how);
        hasEnded = true;
      },
    };
  },
  setTariff: () => undefined,
  perMinute: () => 50,
  disconnected() {
    breaks += 1;
  },
  close: () => undefined,
};

beforeAll(async () => {
  server = createServer();
  server.add(users, {
    async getAccounts() {
      await silence;
      return { accounts: [] };
    },
  });
  server.add(streams, {
    async *marketDataServerSideStream() {
      reached += 1;
      await silence;
      yield {};
    },
  });
  endpoint = `127.0.0.1:${await server.listen('127.0.0.1:0')}`;
  clients = createGrpcClients({ endpoint, token: 'full', budget, deadlineMs: { read: 200 } });
});
afterEach(() => {
  speak();
  ends = [];
});
afterAll(async () => {
  clients?.close();
  await server?.shutdown();
});

const beSilent = () => {
  silence = new Promise((resolve) => {
    speak = resolve;
  });
};

test('the opening of a stream is under way until its first word, not longer', async () => {
  beSilent();
  const before = reached;
  const stream = clients.streamsOf(MarketDataStreamServiceDefinition).marketDataServerSideStream({});
  const messages = stream[Symbol.asyncIterator]();
  const first = messages.next();
  await eventually(() => reached === before + 1, { what: 'the stream reaches the server' });
  expect(ends).toEqual([]);
  speak();
  await first;
  expect(ends).toEqual([expect.objectContaining({ isGivenUp: false })]);
  await messages.return?.();
  expect(ends).toHaveLength(1);
});

test('a stream that is left before a word came is given up: it may still be on its way', async () => {
  beSilent();
  const before = reached;
  const leaving = new AbortController();
  const stream = clients
    .streamsOf(MarketDataStreamServiceDefinition)
    .marketDataServerSideStream({}, { signal: leaving.signal });
  const first = stream[Symbol.asyncIterator]().next();
  const ended = expect(first).rejects.toThrow();
  await eventually(() => reached === before + 1, { what: 'the stream reaches the server' });
  leaving.abort();
  await ended;
  expect(ends).toEqual([expect.objectContaining({ isGivenUp: true })]);
});

test('so is a call whose deadline passed, and not one that was answered', async () => {
  const reader = clients.of(UsersServiceDefinition, 'read');
  await reader.getAccounts({});
  beSilent();
  await expect(reader.getAccounts({})).rejects.toMatchObject({ code: 'unavailable' });
  expect(ends.map(({ isGivenUp }) => isGivenUp)).toEqual([false, true]);
});

test('a call whose connection broke may have arrived; one that found none surely did not', async () => {
  const proxy = await startTcpProxy(endpoint);
  const breaking = createGrpcClients({ endpoint: `127.0.0.1:${proxy.port}`, token: 'full', budget });
  const writer = breaking.of(UsersServiceDefinition, 'write');
  await writer.getAccounts({});
  beSilent();
  const breaksBefore = breaks;
  const underWay = expect(writer.getAccounts({})).rejects.toMatchObject({ code: 'outcome-unknown' });
  await eventually(() => ends.length === 1, { what: 'the first answer' });
  await proxy.close();
  await underWay;
  await expect(writer.getAccounts({})).rejects.toMatchObject({ code: 'outcome-unknown' });
  expect(ends.map(({ arrived, isBroken }) => ({ arrived, isBroken }))).toEqual([
    { arrived: true, isBroken: false },
    { arrived: false, isBroken: true },
    { arrived: false, isBroken: false },
  ]);
  expect(breaks).toBe(breaksBefore + 1);
  breaking.close();
});

test('neither did one to a name that nobody knows', async () => {
  const lost = createGrpcClients({ endpoint: 'no-such-host.invalid:443', token: 'full', budget });
  await expect(lost.of(UsersServiceDefinition, 'write').getAccounts({})).rejects.toThrow();
  expect(ends).toEqual([expect.objectContaining({ arrived: false, isBroken: false, isGivenUp: false })]);
  lost.close();
});

test.each(['before', 'after'])(
  'nor an order that was called off %s it asked, before it was sent',
  async (when) => {
    const caller = new AbortController();
    if (when === 'before') caller.abort();
    const call = clients.of(UsersServiceDefinition, 'write').getAccounts({}, { signal: caller.signal });
    const refused = expect(call).rejects.toMatchObject({ code: 'rate-limited', wasSent: false });
    caller.abort();
    await refused;
    expect(ends).toEqual([expect.objectContaining({ arrived: false, isBroken: false })]);
  },
);
