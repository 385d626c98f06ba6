/** Several market-data streams against the paper exchange, and what becomes of streams when it has no room. */
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import type { MarketDataRequest } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { createGrpcClients } from '../../../broker/grpc/client.js';
import { HUB_LIMITS, HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createMarketDataHub } from '../../../broker/hubs/market-data-hub.js';
import type { Broker } from '../../../broker/index.js';
import { createInstruments } from '../../../broker/instruments.js';
import type { Instrument } from '../../../domain/instrument.js';
import { connect, type PaperClient } from '../../paper/paper-client.js';
import { type Collected, collect } from '../../paper/stream-reader.js';
import { eventually } from '../../support/eventually.js';
import { type PaperBroker, SILENT, startPaperBroker } from '../paper-broker.js';

let paper: PaperBroker;
let client: PaperClient;
let shares: readonly Instrument[];
let market: Broker['market'];
const ends: (() => void)[] = [];
const others: Collected<unknown>[] = [];

beforeAll(async () => {
  paper = await startPaperBroker();
  client = connect(paper.exchange);
  const { instruments } = await client.instruments.shares({
    instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL,
  });
  const listed = instruments.slice(0, 40).map(({ uid }) => paper.broker.instruments.byUid(uid));
  shares = (await Promise.all(listed)).flatMap((each) => (each ? [each] : []));
});
afterAll(async () => {
  client?.close();
  await paper?.stop();
});
beforeEach(async () => {
  ({ market } = await paper.connect({
    hubTimes: { refusedMs: 100 },
    hubLimits: { subscriptionsAStream: 10, marketStreams: 3 },
  }));
});
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  for (const stream of others.splice(0)) stream.end();
  await streamsAre(0);
});

const watch = (from: number, to: number) =>
  shares.slice(from, to).map((share) => {
    const end = market.watch(share, () => undefined);
    ends.push(end);
    return end;
  });
const known = () => shares.filter(({ uid }) => market.book(uid) && market.status(uid)).length;
const openStreams = async () => {
  const { streamLimits } = await client.users.getUserTariff({});
  return streamLimits.find(({ streams }) => streams.some((each) => each.endsWith('/MarketDataStream')))?.open;
};
const streamsAre = (count: number) =>
  eventually(async () => (await openStreams()) === count, { what: `${count} streams` });
const knownAre = (count: number) =>
  eventually(() => known() === count, { what: `${count} known instruments` });

/** Streams of other programs of the same user. */
async function takeStreams(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const stream = collect((signal) =>
      client.marketDataStream.marketDataStream(pingEvery(signal), { signal }),
    );
    others.push(stream);
    await stream.until((messages) => messages.length > 0);
  }
}
async function* pingEvery(signal: AbortSignal): AsyncGenerator<MarketDataRequest> {
  yield { ping: { time: new Date() } } as MarketDataRequest;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

test('instruments are spread over streams, and streams end with their last instrument', async () => {
  watch(0, 10);
  const later = watch(10, 25);
  await knownAre(25);
  await streamsAre(3);
  for (const end of later) end();
  await streamsAre(1);
  expect(known()).toBe(10);
});

test('a break of all streams leaves nothing known until all of them tell again', async () => {
  watch(0, 25);
  await knownAre(25);
  let leastKnown = 25;
  const [first] = shares;
  if (!first) throw new Error('no share is listed');
  ends.push(
    market.watch(first, () => {
      leastKnown = Math.min(leastKnown, known());
    }),
  );
  await paper.control.fault({ method: 'MarketDataStream', kind: 'cut-stream' });
  await eventually(() => leastKnown < 25, { what: 'the break' });
  await knownAre(25);
  await streamsAre(3);
});

test('a stream that the broker refuses (80001) waits for room, and nobody who has a place notices', async () => {
  await takeStreams(15);
  watch(0, 10);
  await knownAre(10);
  let isDisturbed = false;
  const [first] = shares;
  if (!first) throw new Error('no share is listed');
  ends.push(
    market.watch(first, () => {
      isDisturbed ||= !market.book(first.uid) || !market.status(first.uid);
    }),
  );
  const refusedSince = performance.now();
  watch(10, 15);
  await eventually(() => performance.now() - refusedSince > 300, { what: 'some refusals' });
  expect(known()).toBe(10);
  others.pop()?.end();
  await knownAre(15);
  expect(isDisturbed).toBe(false);
});

test('a stream given up in the moment it is opened is not left open at the broker', async () => {
  const clients = createGrpcClients({ endpoint: `localhost:${paper.exchange.port}`, token: 'full' });
  const instruments = createInstruments({ clients, logger: SILENT });
  for (let n = 0; n < 60; n += 1) {
    const hub = createMarketDataHub({
      clients,
      instruments,
      times: { ...HUB_TIMES, lingerMs: 0 },
      limits: HUB_LIMITS,
      logger: SILENT,
    });
    const end = hub.watch(paper.sber, () => undefined);
    for (let turns = 0; turns < n % 4; turns += 1) await turn();
    end();
    hub.close();
    await turn();
  }
  await streamsAre(0);
  clients.close();
});
