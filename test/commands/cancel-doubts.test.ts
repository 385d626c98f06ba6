/** What a cancelling of everything does not take for granted: whose consent it has, and what one reading of a list shows. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Broker } from '../../broker/broker.js';
import { cancel } from '../../commands/cancel.js';
import type { CommandContext, CommandDefinition } from '../../commands/define-command.js';
import { BrokerAwayError } from '../../commands/errors.js';
import { beginCancel, cancelById, itemsOfCancel } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { type CancelGround, openCancelGround } from './cancel-ground.js';

let ground: CancelGround;

beforeAll(async () => {
  ground = await openCancelGround();
  await ground.control.book('SBER', { bids: [['300', 10]], asks: [['301', 10]] });
}, 30_000);
afterEach(() =>
  ground.db.updateTable('stop_orders').set({ state: 'dropped' }).where('state', '=', 'sent').execute(),
);
afterAll(() => ground?.close());

const { preview, run } = cancel as unknown as Required<CommandDefinition>;
const asked = (more: Partial<CommandContext> = {}, accountId = ground.account.accountId): CommandContext =>
  Object.create(
    { db: ground.db, by: 'test', tasks: { account: () => ({ ...ground.account, accountId }) } },
    Object.getOwnPropertyDescriptors({ broker: ground.broker, ...more }),
  );
async function carriedOut(id: number, broker?: Broker): Promise<void> {
  const process = ground.process(broker && { broker });
  await ground.untilReported(id, 30_000);
  await process.close();
}

test('while the broker does not answer it asks all the same, with the tasks', async () => {
  await ground.task();
  const away = Object.defineProperty(asked(), 'broker', {
    get() {
      throw new BrokerAwayError();
    },
  });
  expect(await preview({}, away)).toMatchObject({ tasks: 1, brokerAway: 'yes', items: [] });
});

test('an agreement covers the account that was shown, and no other', async () => {
  const agreed = await preview({}, asked());
  await expect(run({}, asked({ agreed }, 'another'))).rejects.toMatchObject({ code: 'confirmation-invalid' });
  expect(await ground.db.selectFrom('cancels').selectAll().execute()).toEqual([]);
});

test('its readings of stop orders go before all that waits for the same limit', async () => {
  const turns: unknown[] = [];
  const broker = ground.brokerWith({
    active(turn) {
      turns.push(turn?.priority);
      return ground.broker.stopOrders.active(turn);
    },
  });
  await preview({}, asked({ broker: broker as never }));
  await carriedOut(await ground.begin(), broker);
  expect(new Set(turns)).toEqual(new Set(['cancel']));
}, 30_000);

test('an order that one reading of the list misses is cancelled all the same', async () => {
  const order = await ground.foreign(1, '290');
  const { broker, db, account } = ground;
  let looks = 0;
  const today = async () => {
    looks += 1;
    return looks === 1 ? [] : broker.orders.today();
  };
  const flaky = Object.create(broker, { orders: { value: { ...broker.orders, today } } }) as Broker;
  const { items } = (await preview({}, asked())) as { items: Parameters<typeof beginCancel>[1]['items'] };
  expect(items).toHaveLength(1);
  const { row } = await beginCancel(db, { ...account, by: 'test', items });
  await carriedOut(row.id, flaky);
  expect(await ground.working()).toEqual([]);
  expect(await itemsOfCancel(db, row.id)).toMatchObject([{ id: order, state: 'cancelled' }]);
}, 30_000);

test('a stop order that one list holds and the other misses is cancelled, and given up where that is refused', async () => {
  const [refused, slow] = [await ground.stop(1, '250'), await ground.stop(2, '250')];
  const { stopOrders } = ground.broker;
  let [lists, readings, cancels] = [0, 0, 0];
  const lagging = ground.brokerWith({
    async active(turn) {
      lists += 1;
      return lists === 1 ? stopOrders.active(turn) : [];
    },
    since(...args) {
      readings += 1;
      return stopOrders.since(...args);
    },
    async cancel(id, options) {
      cancels += 1;
      if (id === refused || cancels <= 2) throw new Error('not answered');
      await stopOrders.cancel(id, options);
    },
  });
  const id = await ground.begin();
  await carriedOut(id, lagging);
  expect(await ground.working()).toEqual([refused]);
  const items = await itemsOfCancel(ground.db, id);
  expect(items.find((item) => item.id === slow)).toMatchObject({ state: 'cancelled' });
  expect(items.find((item) => item.id === refused)).toMatchObject({
    ...{ state: 'left', reason: { code: 'cancel-untold' } },
  });
  expect(readings).toBeLessThan(6);
  await stopOrders.cancel(refused);
}, 40_000);

test('a stop order in doubt is not taken for one of another that was there before it was sent', async () => {
  await ground.stop(1, '250');
  await ground.writtenStop('250', { agoMs: 30_000 });
  const createdAt = new Date(Date.now() - 120_000);
  const old = ground.brokerWith({
    active: async (turn) =>
      (await ground.broker.stopOrders.active(turn)).map((stop) => ({ ...stop, createdAt })),
  });
  const id = await ground.begin();
  await carriedOut(id, old);
  expect(await cancelById(ground.db, id)).toMatchObject({ result: { doubts: { stopOrders: 1 } } });
}, 30_000);

test('after the report a stop order like the one in doubt is left alone where it was placed long after that was sent', async () => {
  const { terms } = await ground.writtenStop('240', { agoMs: 300_000 });
  const id = await ground.begin();
  await carriedOut(id);
  expect(await cancelById(ground.db, id)).toMatchObject({ state: 'watching' });
  const placed = await ground.postStop(terms);
  let looks = 0;
  const broker = ground.brokerWith({
    async active(turn) {
      const stops = await ground.broker.stopOrders.active(turn);
      looks += 1;
      return stops;
    },
  });
  const process = ground.process({ broker });
  await eventually(async () => looks > 0, { what: 'it watches' });
  await process.close();
  expect((await itemsOfCancel(ground.db, id)).map((item) => item.id)).not.toContain(placed);
  expect(await ground.working()).toContain(placed);
}, 30_000);
