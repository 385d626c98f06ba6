/** What was executed, at which price and commission: everybody who tells of an order tells the same, in exact roubles. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Decimal } from '../../../domain/decimal.js';
import type { OrderSnapshot } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { fixed, KINDS, openContract, type Scene } from './scene.js';

let contract: Awaited<ReturnType<typeof openContract>>;
beforeAll(async () => {
  contract = await openContract();
});
afterAll(() => contract?.paper.stop());

const figuresOf = ({
  status,
  lotsExecuted,
  price,
  averagePrice,
  executedValue,
  commission,
}: OrderSnapshot) => ({
  status,
  lotsExecuted,
  price: fixed(price),
  averagePrice: fixed(averagePrice),
  executedValue: fixed(executedValue),
  commission: fixed(commission),
});

describe.each(KINDS)('$what', (quoted) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await contract.scene(quoted);
  });
  const listed = async (key: string) =>
    (await scene.broker.orders.today()).find(({ clientOrderId }) => clientOrderId === key);

  test('that takes two prices: the answer, the state, the list and the stream agree', async () => {
    const { broker, paper, taking } = scene;
    const streamed: OrderSnapshot[] = [];
    const sent = taking();
    const end = broker.ownOrders.onChange((order) => {
      if (order.clientOrderId === sent.clientOrderId) streamed.push(order);
    });
    const answer = await broker.orders.post(sent);
    await eventually(() => streamed.at(-1)?.lotsExecuted === 3, { what: 'the fills by the stream' });
    end();
    const state = await broker.orders.state(sent);

    const average = new Decimal(quoted.value)
      .div(3 * quoted.lot)
      .toDecimalPlaces(9)
      .toFixed();
    const told = {
      status: 'filled',
      lotsExecuted: 3,
      price: quoted.asks[1][1],
      averagePrice: average,
      executedValue: quoted.value,
      commission: quoted.commission,
    };
    expect(figuresOf(state)).toEqual(told);
    expect((await listed(sent.clientOrderId)) ?? {}).toEqual(state);
    // Neither has room for the single fills, so neither tells the exact sum; nor does either tell the commission yet.
    const early = { ...told, executedValue: undefined, commission: undefined };
    expect(figuresOf(answer)).toEqual(early);
    expect(figuresOf(streamed.at(-1) ?? answer)).toEqual(early);
    // A client that was not there, and has no catalogue yet, reads the same.
    const other = await paper.connect();
    expect(await other.orders.state(sent)).toEqual(state);
    await other.close();
  });

  test('in parts by others, then cancelled: what was executed stays exact', async () => {
    const { broker, instrument, order, paper } = scene;
    await paper.control.book(instrument.ticker, { bids: [], asks: [[quoted.asks[1][0], 50]] });
    const sent = order();
    broker.ownOrders.merge(await broker.orders.post(sent));
    for (const lots of [1, 2]) {
      await paper.control.trade(instrument.ticker, { side: 'sell', lots: 1, price: quoted.bid[0] });
      await eventually(() => broker.ownOrders.byClientOrderId(sent.clientOrderId)?.lotsExecuted === lots, {
        what: `lot ${lots}`,
      });
    }
    await broker.orders.cancel(sent);
    await eventually(() => broker.ownOrders.byClientOrderId(sent.clientOrderId)?.status === 'cancelled', {
      what: 'the end',
    });
    const value = new Decimal(quoted.bid[1]).mul(2 * quoted.lot);
    const state = await broker.orders.state(sent);
    expect(figuresOf(state)).toEqual({
      status: 'cancelled',
      lotsExecuted: 2,
      price: quoted.bid[1],
      averagePrice: quoted.bid[1],
      executedValue: value.toFixed(),
      commission: value.mul('0.0005').toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(),
    });
    expect(figuresOf((await listed(sent.clientOrderId)) ?? state)).toEqual(figuresOf(state));
  });

  test('a fill-and-kill takes what is there at its price and is over, in one answer', async () => {
    const { broker, order } = scene;
    const price = new Decimal(quoted.asks[0][1]);
    const answer = await broker.orders.post(order({ price, timeInForce: 'fill-and-kill' }));
    expect(answer).toMatchObject({ status: 'cancelled', lotsExecuted: 1 });
    expect(fixed(answer.averagePrice)).toBe(quoted.asks[0][1]);
    expect(fixed((await broker.orders.state(answer)).executedValue)).toBe(price.mul(quoted.lot).toFixed());
  });

  test('a purchase needs no consent to margin; a sale of more than is held does, and is refused without', async () => {
    const { broker, order, taking } = scene;
    await broker.orders.post(taking());
    const sale = order({ direction: 'sell', lots: 4, price: new Decimal(quoted.bid[1]) });
    await expect(broker.orders.post(sale)).rejects.toMatchObject({ code: 'refused', brokerCode: '30240' });
    // The refused number is free: the same key sells what there is.
    expect(await broker.orders.post({ ...sale, lots: 3 })).toMatchObject({
      status: 'filled',
      lotsExecuted: 3,
    });
    expect((await broker.account.positions()).securities).toEqual([]);
  });
});
