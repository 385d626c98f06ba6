import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { OrderExecutionReportStatus as Status } from 'tinkoff-invest-api/dist/generated/orders.js';
import { v4 as uuidv4 } from 'uuid';
import { positionOf } from '../../../paper/accounts/account.js';
import { systemClock } from '../../../paper/clock.js';
import type { PaperInstrument } from '../../../paper/instruments/instrument.js';
import { createOrderWays, type OrderWays } from '../../../paper/services/order-ways.js';
import type { RefusedOrder } from '../../../paper/streams/own-orders.js';
import { Topic } from '../../../paper/streams/topic.js';
import { eventually } from '../../support/eventually.js';
import { catalogue, openExchange } from '../open-exchange.js';
import { limitOrder } from '../paper-client.js';

const found = catalogue.byTicker('SBER');
if (!found) throw new Error('SBER is not listed');
const sber: PaperInstrument = found;

let opened: ReturnType<typeof openExchange>;
let ways: OrderWays;
const call = { method: 'Post', hideMs: 0 };

beforeEach(() => {
  opened = openExchange();
  const refusals = new Topic<RefusedOrder>();
  ways = createOrderWays({
    exchange: opened.exchange,
    refusals,
    pace: { asyncMs: 5, replaceStepMs: 5 },
    clock: systemClock,
  });
  opened.exchange.setLadder(sber, { bids: [[30_000, 100]], asks: [[30_050, 10]] }, { keep: true });
});
afterEach(() => opened.close());

const ordersOf = () => [...opened.exchange.state.orders.values()];
const sold = (lots: number, limitTicks: number) =>
  opened.exchange.trade(sber, { side: 'sell', lots, limitTicks }, { keep: true });

describe('an asynchronous order', () => {
  test('is not there when it is answered, and holds its key until it is', async () => {
    const key = uuidv4();
    const request = limitOrder(sber.uid, { lots: 2, price: '299', key });
    const answer = ways.posting.postLater(request, call);
    expect(answer).toMatchObject({
      orderRequestId: key,
      executionReportStatus: Status.EXECUTION_REPORT_STATUS_NEW,
    });
    expect(ordersOf()).toEqual([]);
    expect(ways.posting.postLater(request, call)).toEqual(answer);
    expect(() => ways.posting.post(request, call)).toThrow('duplicate');
    const placed = await eventually(() => ordersOf()[0], { what: 'the order is placed', everyMs: 2 });
    expect(ways.posting.post(request, call)).toBe(placed);
    expect(ways.posting.postLater({ ...request, quantity: 7 }, call).orderRequestId).toBe(key);
    expect(ordersOf()).toHaveLength(1);
  });
});

describe('a replaced order', () => {
  const replace = (orderId: string, key = uuidv4()) =>
    ways.replacing.replace(
      {
        accountId: opened.account.id,
        orderId,
        idempotencyKey: key,
        quantity: 5,
        price: { units: 300, nano: 300_000_000 },
      },
      call,
    );
  const post = () => ways.posting.post(limitOrder(sber.uid, { lots: 5, price: '300.2' }), call);

  test('is bought twice when it is filled before it is cancelled', async () => {
    const old = post();
    const moving = replace(old.orderId);
    sold(5, 30_020);
    const moved = await moving;
    expect([old.executed, old.cancelled]).toEqual([5, 0]);
    sold(5, 30_030);
    expect(moved.executed).toBe(5);
    expect(positionOf(opened.account, sber).amount).toBe(100);
  });

  test('leaves a fill in part beside the whole of the new one', async () => {
    const old = post();
    const moving = replace(old.orderId);
    sold(2, 30_020);
    const moved = await moving;
    expect([old.executed, old.cancelled, moved.lots]).toEqual([2, 3, 5]);
  });

  test('holds its new key while it is on its way', async () => {
    const old = post();
    const key = uuidv4();
    const moving = replace(old.orderId, key);
    await expect(replace(old.orderId, key)).rejects.toThrow('duplicate');
    const moved = await moving;
    expect(await replace(old.orderId, key)).toBe(moved);
    const entries = [...opened.ledger.since(0)].flat().map((line) => JSON.parse(line) as { kind: string });
    expect(entries.filter(({ kind }) => kind === 'replaced')).toMatchObject([
      { orderId: old.orderId, newOrderId: moved.orderId, requestId: key, lots: 5 },
    ]);
  });
});
