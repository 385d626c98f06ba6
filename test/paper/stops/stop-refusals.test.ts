import { describe, expect, test } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type ExchangeOrderType,
  StopOrderDirection,
  StopOrderExpirationType,
  StopOrderType,
  TakeProfitType,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import { toQuotation } from '../../../paper/money.js';
import { newDataDir, start } from '../paper-client.js';
import { connectStops, type StopFields, stopOrder } from './stop-client.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

/** A number that no enum of the contract has. */
const UNKNOWN = 9;
const one = toQuotation(1_000_000_000n);
const absolute = TrailingValueType.TRAILING_VALUE_ABSOLUTE;
const takeProfit = { type: 'takeProfit', stopPrice: '310', child: 'limit' } as const;
const trailingStop = { ...takeProfit, takeProfitType: TakeProfitType.TAKE_PROFIT_TYPE_TRAILING };
const byDate = { expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_GOOD_TILL_DATE };

describe('a stop order is refused', () => {
  test.each<[why: string, fields: StopFields, code: string]>([
    ['without an account', { accountId: '' }, '30021'],
    ['for another account', { accountId: '1' }, '50004'],
    ['without a key', { key: '' }, '30027'],
    ['with a key that is too long', { key: `${uuidv4()}0` }, '30055'],
    ['with a key that is no UUID', { key: 'mine' }, '30028'],
    ['without an instrument', { instrumentId: '' }, '30093'],
    ['for an instrument that is not listed', { instrumentId: 'nothing' }, '50002'],
    ['for no lots', { quantity: 0 }, '30015'],
    ['for negative lots', { quantity: -1 }, '30080'],
    ['without a direction', { direction: StopOrderDirection.STOP_ORDER_DIRECTION_UNSPECIFIED }, '30019'],
    ['with an unknown direction', { direction: UNKNOWN as StopOrderDirection }, '30020'],
    ['without a type', { stopOrderType: StopOrderType.STOP_ORDER_TYPE_UNSPECIFIED }, '30037'],
    ['with an unknown type', { stopOrderType: UNKNOWN as StopOrderType }, '30038'],
    ['without a stop price', { stopPrice: undefined }, '30036'],
    ['with a stop price of nothing', { stopPrice: '0' }, '30100'],
    ['with a negative stop price', { stopPrice: '-290' }, '30100'],
    ['with a stop price between two steps', { stopPrice: '290.005' }, '30078'],
    ['with a stop-limit without its limit', { type: 'stopLimit' }, '30017'],
    ['with a stop-limit at nothing', { type: 'stopLimit', price: '0' }, '30100'],
    ['with a stop-limit between two steps', { type: 'stopLimit', price: '289.999' }, '30078'],
    ['with a sale below the limits of the day', { type: 'stopLimit', price: '200' }, '30099'],
    [
      'with a purchase above the limits of the day',
      { type: 'stopLimit', sell: false, stopPrice: '310', price: '400' },
      '30099',
    ],
    ['with a limit take-profit without its limit', { ...takeProfit }, '30017'],
    ['with an unknown child', { exchangeOrderType: UNKNOWN as ExchangeOrderType }, '30105'],
    ['with a limit child of a stop-loss', { child: 'limit', price: '289' }, '30105'],
    ['with a market child of a stop-limit', { type: 'stopLimit', child: 'market', price: '289' }, '30105'],
    ['where the last price would trigger it at once', { stopPrice: '300' }, '30053'],
    ['on the wrong side of the price', { type: 'takeProfit', stopPrice: '299', child: 'market' }, '30053'],
    [
      'without an expiration type',
      { expirationType: StopOrderExpirationType.STOP_ORDER_EXPIRATION_TYPE_UNSPECIFIED },
      '30043',
    ],
    ['with an unknown expiration type', { expirationType: UNKNOWN as StopOrderExpirationType }, '30044'],
    ['till a date that is left out', byDate, '30040'],
    ['till a date that has passed', { until: new Date(Date.now() - 1000) }, '30063'],
    ['till a date after the last one', { until: new Date('2100-01-01T00:00:00Z') }, '30063'],
    ['in points for a share', { priceType: PriceType.PRICE_TYPE_POINT }, '30085'],
    ['with an unknown price type', { priceType: UNKNOWN as PriceType }, '30104'],
    ['trailing a stop-loss', { trailing: { indent: '1', spread: '1' } }, '30241'],
    ['with an unknown take-profit type', { takeProfitType: UNKNOWN as TakeProfitType }, '30241'],
    ['trailing by nothing', trailingStop, '30210'],
    [
      'trailing without a spread',
      { ...trailingStop, trailingData: { indent: one, indentType: absolute, spreadType: absolute } },
      '30210',
    ],
    [
      'trailing by an indent of no type',
      { ...trailingStop, trailingData: { indent: one, indentType: 0, spread: one, spreadType: absolute } },
      '30211',
    ],
    [
      'trailing with a spread of no type',
      { ...trailingStop, trailingData: { indent: one, indentType: absolute, spread: one, spreadType: 0 } },
      '30212',
    ],
    [
      'trailing by an indent of an unknown type',
      {
        ...trailingStop,
        trailingData: {
          indent: one,
          indentType: UNKNOWN as TrailingValueType,
          spread: one,
          spreadType: absolute,
        },
      },
      '30039',
    ],
    ['trailing by an indent of nothing', { ...takeProfit, trailing: { indent: '0', spread: '1' } }, '30039'],
    ['trailing with a negative spread', { ...takeProfit, trailing: { indent: '1', spread: '-1' } }, '30039'],
    ['trailing by all of the price', { ...takeProfit, trailing: { indent: '100%', spread: '1%' } }, '30039'],
    ['trailing between two steps', { ...takeProfit, trailing: { indent: '0.005', spread: '1' } }, '30078'],
    [
      'with trailing data it does not ask for',
      { trailingData: { indent: one, indentType: absolute, spread: one, spreadType: absolute } },
      '30039',
    ],
  ])('%s', async (_, fields, code) => {
    const { client, sber } = market;
    await expect(client.post(sber, { stopPrice: '290', ...fields })).rejects.toThrow(new RegExp(`${code}$`));
    expect(await client.list()).toEqual([]);
  });

  test('for instruments that are closed to the API or to a side', async () => {
    const { client } = market;
    const closed = await client.uid('POGR');
    const unsellable = await client.uid('LNZL');
    await expect(client.post(closed, { stopPrice: '1' })).rejects.toThrow('30052');
    await expect(client.post(unsellable, { stopPrice: '1' })).rejects.toThrow('30079');
  });

  test('from a token that may only read, which may list', async () => {
    const reader = connectStops(market.exchange, 'read-only');
    const stopOrderId = await market.client.post(market.sber, { stopPrice: '290' });
    await expect(reader.post(market.sber, { stopPrice: '290' })).rejects.toThrow('40002');
    await expect(reader.cancel(stopOrderId)).rejects.toThrow('40002');
    expect((await reader.stop(stopOrderId)).stopOrderId).toBe(stopOrderId);
    reader.close();
  });

  test('with words: which code, and why where the code leaves it open', async () => {
    const said: string[] = [];
    const { client, sber } = market;
    const call = client.stops.postStopOrder(stopOrder(sber, { stopPrice: '300' }), {
      onTrailer: (metadata) => said.push(metadata.get('message') ?? ''),
    });
    await expect(call).rejects.toThrow('INVALID_ARGUMENT: 30053');
    expect(said).toEqual(['Post stop_order error: the last price is at the stop price or beyond it']);
  });
});

test('the whole service has one limit, a refused call counts too', async () => {
  const { dataDir, remove } = newDataDir();
  const strict = await start(dataDir);
  const client = connectStops(strict);
  try {
    const sber = await client.uid('SBER');
    await expect(client.post(sber, {})).rejects.toThrow('30036');
    for (let call = 0; call < 49; call += 1) await client.list();
    await expect(client.post(sber, { stopPrice: '1' })).rejects.toThrow('RESOURCE_EXHAUSTED: 80002');
  } finally {
    client.close();
    await strict.close();
    remove();
  }
});
