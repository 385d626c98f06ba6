import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import type { LimitOrder } from '../../broker/index.js';
import {
  AccessDeniedError,
  DuplicateOrderError,
  NotFoundError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
  RefusedError,
} from '../../broker/index.js';
import { Decimal } from '../../domain/decimal.js';
import { Direction, OrderStatus } from '../../domain/order.js';
import { type PaperBroker, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;

beforeAll(async () => {
  paper = await startPaperBroker();
});
afterAll(() => paper?.stop());
beforeEach(() =>
  paper.control.book('SBER', {
    bids: [['300', 50]],
    asks: [
      ['300.1', 1],
      ['300.2', 1],
      ['301', 50],
    ],
  }),
);
afterEach(async () => {
  await paper.control.clearFaults();
  await paper.control.status('SBER', 'NORMAL_TRADING');
});

const order = (changes: Partial<LimitOrder> = {}): LimitOrder => ({
  clientOrderId: uuidv4(),
  instrument: paper.sber,
  direction: Direction.buy,
  lots: 3,
  price: new Decimal('299'),
  timeInForce: 'day',
  ...changes,
});

describe('posting', () => {
  test('answers with the working order under our key', async () => {
    const sent = order();
    const answer = await paper.broker.orders.post(sent);
    expect(answer).toMatchObject({
      clientOrderId: sent.clientOrderId,
      instrumentUid: paper.sber.uid,
      direction: 'buy',
      status: OrderStatus.new,
      lotsRequested: 3,
      lotsExecuted: 0,
    });
    expect(answer.price?.toFixed()).toBe('299');
    expect(answer.averagePrice).toBeUndefined();
  });

  test('sent again under its key it is the same order, whatever else the repeat says', async () => {
    const sent = order();
    const first = await paper.broker.orders.post(sent);
    const again = await paper.broker.orders.post({ ...sent, lots: 1, price: new Decimal('298') });
    expect(again).toEqual(first);
  });

  test('an average that does not end is summed exactly from the fills', async () => {
    const { brokerOrderId } = await paper.broker.orders.post(order({ price: new Decimal('301') }));
    const state = await paper.broker.orders.state({ brokerOrderId });
    expect(state.status).toBe(OrderStatus.filled);
    const value = new Decimal('300.1').add('300.2').add('301').mul(paper.sber.lot);
    expect(state.executedValue?.toFixed()).toBe(value.toFixed());
    expect(state.averagePrice?.toFixed()).toBe(
      value
        .div(3 * paper.sber.lot)
        .toDecimalPlaces(9)
        .toFixed(),
    );
  });

  test('the sum of fills is exact in the first list that a new client reads', async () => {
    const { clientOrderId } = await paper.broker.orders.post(
      order({ price: new Decimal('300.1'), timeInForce: 'fill-and-kill', lots: 2 }),
    );
    const fresh = await paper.connect();
    const found = (await fresh.orders.today()).find((each) => each.clientOrderId === clientOrderId);
    expect(found).toMatchObject({ status: OrderStatus.cancelled, lotsExecuted: 1 });
    expect(found?.executedValue?.toFixed()).toBe(new Decimal('300.1').mul(paper.sber.lot).toFixed());
  });

  test('a price that the contract cannot carry is not sent', async () => {
    const before = (await paper.control.ledger()).length;
    await expect(paper.broker.orders.post(order({ price: new Decimal('299.0000000001') }))).rejects.toThrow(
      'nine decimals',
    );
    expect(await paper.control.ledger()).toHaveLength(before);
  });
});

describe('cancelling', () => {
  test('takes the order away, by either id; a second time there is nothing to cancel', async () => {
    for (const by of ['brokerOrderId', 'clientOrderId'] as const) {
      const placed = await paper.broker.orders.post(order());
      const reference =
        by === 'brokerOrderId'
          ? { brokerOrderId: placed.brokerOrderId }
          : { clientOrderId: placed.clientOrderId ?? '' };
      await paper.broker.orders.cancel(reference);
      expect((await paper.broker.orders.state(reference)).status).toBe(OrderStatus.cancelled);
      await expect(paper.broker.orders.cancel(reference)).rejects.toBeInstanceOf(NotFoundError);
    }
  });
});

describe('errors by cause', () => {
  test('a lost answer is an unknown outcome after the deadline, and the order is there', async () => {
    await paper.control.fault({ method: 'PostOrder', kind: 'lose-answer' });
    const sent = order();
    const startedAt = performance.now();
    await expect(paper.broker.orders.post(sent)).rejects.toMatchObject({
      name: 'OutcomeUnknownError',
      remedy: 'ask-first',
      method: 'PostOrder',
    });
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(await paper.broker.orders.state(sent)).toMatchObject({ clientOrderId: sent.clientOrderId });
  });

  test('an unavailable broker leaves a post unknown, sent once; a read is tried again by itself', async () => {
    const since = (await paper.control.ledger()).length;
    await paper.control.fault({ method: 'PostOrder', kind: 'unavailable' });
    await expect(paper.broker.orders.post(order())).rejects.toBeInstanceOf(OutcomeUnknownError);
    const posts = (await paper.control.ledger(since)).filter(({ kind }) => kind === 'received');
    expect(posts).toHaveLength(1);
    await paper.control.fault({ method: 'GetOrders', kind: 'unavailable', count: 2 });
    await expect(paper.broker.orders.today()).resolves.toBeInstanceOf(Array);
  });

  test('an order that appears late is a duplicate', async () => {
    await paper.control.fault({ method: 'PostOrder', kind: 'appear-late', ms: 60_000 });
    const sent = order();
    await expect(paper.broker.orders.post(sent)).rejects.toMatchObject({ brokerCode: '30057' });
    await expect(paper.broker.orders.post(sent)).rejects.toBeInstanceOf(DuplicateOrderError);
    await expect(paper.broker.orders.state(sent)).rejects.toBeInstanceOf(NotFoundError);
  });

  test('a limit that is used up says when it is free again', async () => {
    await paper.control.fault({ method: 'PostOrder', kind: 'exhausted' });
    const refused = await paper.broker.orders.post(order()).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RateLimitedError);
    expect((refused as RateLimitedError).resetMs).toBeGreaterThan(0);
    expect((refused as RateLimitedError).resetMs).toBeLessThanOrEqual(1_000);
  });

  test('a closed market is waited for', async () => {
    await paper.control.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
    await expect(paper.broker.orders.post(order())).rejects.toMatchObject({ remedy: 'wait-for-market' });
    await expect(paper.broker.orders.post(order())).rejects.toBeInstanceOf(NotTradingError);
  });

  test("a refusal carries the broker's code, words and tracking id", async () => {
    const refused = await paper.broker.orders
      .post(order({ price: new Decimal('299.001') }))
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused).toMatchObject({ brokerCode: '30078', remedy: 'final' });
    expect((refused as RefusedError).brokerMessage).toBeTruthy();
    expect((refused as RefusedError).trackingId).toMatch(/^[0-9a-f]{32}$/);
  });

  test('a token that may only read cannot trade, and reads go out with the read token', async () => {
    const reader = await paper.connect({ token: 'read-only' });
    await expect(reader.orders.post(order())).rejects.toBeInstanceOf(AccessDeniedError);
    const both = await paper.connect({ token: 'full', readToken: 'read-only' });
    await expect(both.orders.post(order())).resolves.toMatchObject({ status: OrderStatus.new });
    await expect(both.orders.today()).resolves.toBeInstanceOf(Array);
  });
});
