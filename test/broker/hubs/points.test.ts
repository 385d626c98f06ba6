/** Books of what is quoted in points come out of the hub in roubles, of the value a step has when they are read. */
import { afterEach, expect, test } from '@jest/globals';
import { MarketDataResponse, OrderBookType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { GrpcClients } from '../../../broker/grpc/client.js';
import { HUB_TIMES } from '../../../broker/hubs/hub-times.js';
import { createMarketDataHub } from '../../../broker/hubs/market-data-hub.js';
import { RequestQueue } from '../../../broker/hubs/request-queue.js';
import { tellStepValue } from '../../../broker/instrument-conversions.js';
import { Decimal } from '../../../domain/decimal.js';
import { eventually } from '../../support/eventually.js';
import { bond, future } from '../../support/instruments.js';
import { SILENT } from '../paper-broker.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function hubOf(stream: RequestQueue<MarketDataResponse>) {
  const client = {
    marketDataStream(_: unknown, { signal }: { signal: AbortSignal }) {
      signal.addEventListener('abort', () => stream.end());
      return stream;
    },
  };
  const hub = createMarketDataHub({
    clients: { streamsOf: () => client } as unknown as GrpcClients,
    instruments: { book: () => new Promise(() => undefined), statuses: async () => new Map() },
    times: { ...HUB_TIMES, lingerMs: 0 },
    logger: SILENT,
  });
  closing.push(() => hub.close());
  return hub;
}

const book = (instrumentUid: string, units: number, nano: number) =>
  MarketDataResponse.fromJSON({
    orderbook: {
      instrumentUid,
      isConsistent: true,
      orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
      bids: [{ price: { units, nano }, quantity: 5 }],
      limitUp: { units: units * 2, nano: 0 },
    },
  });

test('a bond is told in roubles, and a future by the newest value of its step', async () => {
  const stream = new RequestQueue<MarketDataResponse>();
  const hub = hubOf(stream);
  const stepValues = new Map<string, Decimal>();
  const [ofz, oil] = [bond(), future({ step: '0.01', stepValue: '7.64845', stepValues })];
  for (const instrument of [ofz, oil]) hub.watch(instrument, () => undefined);
  stream.push(book(ofz.uid, 95, 510_000_000));
  stream.push(book(oil.uid, 104, 920_000_000));
  await eventually(() => hub.book(oil.uid), { what: 'both books' });
  const bidOf = (uid: string) => hub.book(uid)?.bids[0]?.price.toFixed();
  expect([bidOf(ofz.uid), hub.book(ofz.uid)?.limitUp?.toFixed()]).toEqual(['955.1', '1900']);
  expect(bidOf(oil.uid)).toBe('80247.5374');
  expect(hub.book(oil.uid)).toBe(hub.book(oil.uid));

  tellStepValue(stepValues, oil.uid, new Decimal('7.66'));
  expect(bidOf(oil.uid)).toBe('80368.72');
});
