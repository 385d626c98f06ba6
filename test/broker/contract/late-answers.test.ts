/** Answers and events of one order that come late, in the other order, or for a while not at all. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Broker } from '../../../broker/index.js';
import { Decimal } from '../../../domain/decimal.js';
import type { OrderSnapshot } from '../../../domain/order.js';
import { eventually } from '../../support/eventually.js';
import { KINDS, openContract, type Scene } from './scene.js';

const [BOND, RTS] = ['SU29013RMFS8', 'RI'].flatMap((ticker) =>
  KINDS.filter((each) => each.ticker === ticker),
);
if (!BOND || !RTS) throw new Error('the suite has neither bond nor index future');

let contract: Awaited<ReturnType<typeof openContract>>;
beforeAll(async () => {
  contract = await openContract();
});
afterAll(() => contract?.paper.stop());

describe.each([BOND, RTS])('$what', (quoted) => {
  let scene: Scene;
  let broker: Broker;
  beforeEach(async () => {
    scene = await contract.scene(quoted);
    ({ broker } = scene);
  });
  const known = (key: string) => broker.ownOrders.byClientOrderId(key);
  /** What listeners hear of one order. */
  const listen = (key: string) => {
    const told: OrderSnapshot[] = [];
    const end = broker.ownOrders.onChange((each) => {
      if (each.clientOrderId === key) told.push(each);
    });
    return { told, end };
  };
  const fault = (method: string, kind: string, ms = 0) => scene.paper.control.fault({ method, kind, ms });

  test('a late answer is no news after the stream told all of it, and changes nothing', async () => {
    const sent = scene.taking();
    const { told, end } = listen(sent.clientOrderId);
    await fault('PostOrder', 'delay', 800);
    let isAnswered = false;
    const posting = broker.orders.post(sent).finally(() => {
      isAnswered = true;
    });
    await eventually(() => known(sent.clientOrderId)?.status === 'filled', { what: 'the fill', everyMs: 5 });
    expect(isAnswered).toBe(false);
    const answer = await posting;
    broker.ownOrders.merge(answer);
    expect(known(sent.clientOrderId)).toMatchObject({
      status: 'filled',
      lotsExecuted: 3,
      brokerOrderId: answer.brokerOrderId,
    });
    const lots = told.map(({ lotsExecuted }) => lotsExecuted);
    expect(lots).toEqual([...lots].sort((one, other) => one - other));
    end();
  });

  test('an answer as old as the order, merged after its end, brings nothing back', async () => {
    const sent = scene.order();
    const old = await broker.orders.post(sent);
    await scene.paper.control.trade(scene.instrument.ticker, {
      side: 'sell',
      lots: 60,
      price: quoted.bid[0],
    });
    await eventually(() => known(sent.clientOrderId)?.status === 'filled', { what: 'the fill' });
    const { told, end } = listen(sent.clientOrderId);
    broker.ownOrders.merge(old);
    expect(known(sent.clientOrderId)).toMatchObject({ status: 'filled', lotsExecuted: 3 });
    expect(told.every(({ status, lotsExecuted }) => status === 'filled' && lotsExecuted === 3)).toBe(true);
    expect(broker.ownOrders.working(scene.instrument.uid)).toEqual([]);
    end();
  });

  test('an order that appears late is known to nobody, is never doubled, and is found when it appears', async () => {
    const sent = scene.taking();
    await fault('PostOrder', 'appear-late', 1_500);
    await expect(broker.orders.post(sent)).rejects.toMatchObject({ code: 'duplicate', remedy: 'ask-first' });
    await expect(broker.orders.state(sent)).rejects.toMatchObject({ code: 'not-found' });
    await broker.ownOrders.refresh();
    expect(known(sent.clientOrderId)).toBeUndefined();
    const once = await eventually(() => broker.orders.post(sent).catch(() => undefined), {
      what: 'the answer under the same key',
      everyMs: 50,
    });
    expect(once).toMatchObject({ status: 'filled', lotsExecuted: 3 });
    await broker.ownOrders.refresh();
    expect(known(sent.clientOrderId)).toMatchObject({ status: 'filled', brokerOrderId: once.brokerOrderId });
    expect((await broker.account.positions()).securities.map(({ free }) => free)).toEqual([3 * quoted.lot]);
    const state = await broker.orders.state(sent);
    expect(state.executedValue?.eq(new Decimal(quoted.value))).toBe(true);
  });
});

test('lost answers are unknown outcomes; the stream knows of the order, and of its end, long before', async () => {
  const scene = await contract.scene(RTS);
  const { broker, paper } = scene;
  const known = ({ clientOrderId }: { clientOrderId: string }) =>
    broker.ownOrders.byClientOrderId(clientOrderId);
  const [lost, taken] = [scene.order(), scene.order()];
  broker.ownOrders.merge(await broker.orders.post(taken));
  for (const method of ['PostOrder', 'CancelOrder'])
    await paper.control.fault({ method, kind: 'lose-answer' });
  const outcomes = Promise.allSettled([broker.orders.post(lost), broker.orders.cancel(taken)]);
  await eventually(() => known(lost) && known(taken)?.status === 'cancelled', {
    what: 'both by the stream',
    timeoutMs: 2_000,
  });
  // The same key again: the first order, not a second.
  expect(await broker.orders.post(lost)).toMatchObject({ clientOrderId: lost.clientOrderId, status: 'new' });
  expect(broker.ownOrders.working(scene.instrument.uid)).toHaveLength(1);
  await expect(broker.orders.cancel(taken)).rejects.toMatchObject({ code: 'not-found' });
  const unknown = { status: 'rejected', reason: { code: 'outcome-unknown', remedy: 'ask-first' } };
  expect(await outcomes).toMatchObject([unknown, unknown]);
});
