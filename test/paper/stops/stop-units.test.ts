import { describe, expect, test } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { hasEnded, type PaperInstrument, priceOf, roublesOf } from '../../../paper/instruments/instrument.js';
import { formatNano } from '../../../paper/money.js';
import { nano } from '../paper-client.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

const traded = loadCatalogue().all.filter(
  (each) =>
    each.stepNano !== each.tickValueNano &&
    each.details.message.apiTradeAvailableFlag &&
    !hasEnded(each, Date.now() + 86_400_000),
);
const first = (kind: 'bond' | 'future'): PaperInstrument => {
  const found = traded.find(({ details }) => details.kind === kind);
  if (!found) throw new Error(`no ${kind} whose points are not roubles is traded`);
  return found;
};

describe.each([
  ['a bond', first('bond')],
  ['a future', first('future')],
])('%s', (_, instrument) => {
  const middle = instrument.startTicks;
  const points = (ticks: number) => formatNano(priceOf(instrument, ticks));
  const roubles = (ticks: number) => formatNano(roublesOf(instrument, ticks));
  const book = (bid: number) =>
    market.client.control('PUT', `/book/${instrument.ticker}`, {
      bids: [[points(bid), 50]],
      asks: [[points(bid + 2), 50]],
    });
  const sell = (ticks: number) =>
    market.client.control('POST', `/trade/${instrument.ticker}`, {
      side: 'sell',
      lots: 1,
      price: points(ticks),
    });

  test('has its stops in roubles, or in points where they are asked for; the list says roubles', async () => {
    const { client } = market;
    await book(middle);
    await sell(middle);
    const fields = { type: 'stopLimit', confirmMarginTrade: true } as const;
    const inRoubles = await client.post(instrument.uid, {
      ...fields,
      stopPrice: roubles(middle - 5),
      price: roubles(middle - 9),
      priceType: PriceType.PRICE_TYPE_CURRENCY,
    });
    const unsaid = await client.post(instrument.uid, {
      ...fields,
      stopPrice: roubles(middle - 5),
      price: roubles(middle - 9),
    });
    const inPoints = await client.post(instrument.uid, {
      ...fields,
      stopPrice: points(middle - 5),
      price: points(middle - 9),
      priceType: PriceType.PRICE_TYPE_POINT,
    });
    for (const stopOrderId of [inRoubles, unsaid, inPoints]) {
      const stop = await client.stop(stopOrderId);
      expect(nano(stop.stopPrice)).toBe(roublesOf(instrument, middle - 5));
      expect(nano(stop.price)).toBe(roublesOf(instrument, middle - 9));
    }
    await client.control('PUT', '/account', { positions: { [instrument.ticker]: 3 * instrument.lot } });
    await book(middle - 5);
    await sell(middle - 5);
    for (const stopOrderId of [inRoubles, unsaid, inPoints]) {
      expect((await client.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_EXECUTED);
      expect(nano((await market.childOf(stopOrderId)).averagePositionPrice)).toBe(
        roublesOf(instrument, middle - 5),
      );
    }
  });

  test('trails by roubles or points, and is told of in roubles', async () => {
    const { client } = market;
    await book(middle);
    await sell(middle);
    const trailing = { type: 'takeProfit', child: 'limit' } as const;
    const inPoints = await client.post(instrument.uid, {
      ...trailing,
      stopPrice: points(middle),
      trailing: { indent: points(4), spread: points(3) },
      priceType: PriceType.PRICE_TYPE_POINT,
    });
    const inRoubles = await client.post(instrument.uid, {
      ...trailing,
      stopPrice: roubles(middle),
      trailing: { indent: roubles(4), spread: roubles(3) },
    });
    for (const stopOrderId of [inPoints, inRoubles]) {
      const { trailingData } = await client.stop(stopOrderId);
      expect(nano(trailingData?.indent)).toBe(roublesOf(instrument, 4));
      expect(nano(trailingData?.spread)).toBe(roublesOf(instrument, 3));
      expect(nano(trailingData?.extr)).toBe(roublesOf(instrument, middle));
    }
  });
});
