import { describe, expect, test } from '@jest/globals';
import { OrderType } from 'tinkoff-invest-api/dist/generated/orders.js';
import {
  StopOrderStatusOption as Status,
  TakeProfitType,
  TrailingStopStatus,
  TrailingValueType,
} from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { nano } from '../paper-client.js';
import { useStopMarket } from './stop-market.js';

const market = useStopMarket();

describe('a trailing take-profit', () => {
  test('begins at its price, follows the highest and sells on a turn, at a limit that the spread protects', async () => {
    const stopOrderId = await market.client.post(market.sber, {
      type: 'takeProfit',
      stopPrice: '310',
      child: 'limit',
      trailing: { indent: '2', spread: '0.5' },
    });
    const data = async () => (await market.client.stop(stopOrderId)).trailingData;
    await market.moveTo('309');
    await market.moveTo('305');
    expect(await data()).toEqual({
      indent: { units: 2, nano: 0 },
      indentType: TrailingValueType.TRAILING_VALUE_ABSOLUTE,
      spread: { units: 0, nano: 500_000_000 },
      spreadType: TrailingValueType.TRAILING_VALUE_ABSOLUTE,
      status: TrailingStopStatus.TRAILING_STOP_ACTIVE,
      price: undefined,
      extr: undefined,
    });
    await market.moveTo('311');
    expect(await data()).toMatchObject({
      status: TrailingStopStatus.TRAILING_STOP_ACTIVATED,
      extr: { units: 311, nano: 0 },
    });
    await market.moveTo('315');
    await market.moveTo('313.01');
    expect(await data()).toMatchObject({ extr: { units: 315, nano: 0 }, price: undefined });
    expect((await market.client.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_ACTIVE);
    await market.moveTo('312.9');
    const stop = await market.client.stop(stopOrderId);
    expect(stop).toMatchObject({
      status: Status.STOP_ORDER_STATUS_EXECUTED,
      takeProfitType: TakeProfitType.TAKE_PROFIT_TYPE_TRAILING,
      price: { units: 312, nano: 400_000_000 },
      trailingData: { price: { units: 312, nano: 400_000_000 }, extr: { units: 315, nano: 0 } },
    });
    expect(nano((await market.childOf(stopOrderId)).initialSecurityPrice)).toBe(312_400_000_000n);
  });

  test('buys on a turn from the lowest, by percents, at the market', async () => {
    const stopOrderId = await market.client.post(market.sber, {
      type: 'takeProfit',
      sell: false,
      stopPrice: '290',
      child: 'market',
      trailing: { indent: '1%', spread: '0%' },
    });
    await market.moveTo('280');
    await market.moveTo('282.79');
    expect(await market.client.stop(stopOrderId)).toMatchObject({
      status: Status.STOP_ORDER_STATUS_ACTIVE,
      trailingData: {
        indent: { units: 1, nano: 0 },
        indentType: TrailingValueType.TRAILING_VALUE_RELATIVE,
        extr: { units: 280, nano: 0 },
      },
    });
    await market.moveTo('282.8');
    expect((await market.childOf(stopOrderId)).orderType).toBe(OrderType.ORDER_TYPE_MARKET);
  });

  test('begins at once where the price is there already', async () => {
    const stopOrderId = await market.client.post(market.sber, {
      type: 'takeProfit',
      stopPrice: '299',
      child: 'market',
      trailing: { indent: '1', spread: '0' },
    });
    expect((await market.client.stop(stopOrderId)).trailingData).toMatchObject({
      status: TrailingStopStatus.TRAILING_STOP_ACTIVATED,
      extr: { units: 300, nano: 0 },
    });
  });
});
