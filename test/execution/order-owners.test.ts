/** Whose orders of the account are, by the order log, and while that cannot be read. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { clientOrderIdOf } from '../../database/index.js';
import { createOrderOwners } from '../../execution/order-owners.js';
import { eventually } from '../support/eventually.js';
import { SILENT } from './spreads/bench-worker.js';
import { openSpreadBench, type SpreadBench } from './spreads/spread-bench.js';

let bench: SpreadBench;
beforeAll(async () => {
  bench = await openSpreadBench({ far: 'SR', near: 'SBER' });
  await bench.usualBooks();
}, 60_000);
afterAll(() => bench?.stop());

test('the log tells; while it is away the next keys of a task it told of are known, of others that nobody can tell', async () => {
  const worker = await bench.worker();
  const spread = await bench.spread({ sell: true, amount: 1, price: '300' });
  const settled = worker.run(spread);
  await bench.untilWorking(bench.far, { price: '31200', lots: 1 });
  const [order] = await spread.orders();
  let isAway = false;
  const db = bench.db.withPlugin({
    transformQuery({ node }) {
      if (isAway) throw new Error('the database is away');
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const owners = createOrderOwners({ db, logger: SILENT });
  const told = (clientOrderId: string) =>
    eventually(() => owners.of(clientOrderId), { what: 'whose it is is told' });
  const ofTask = { placedBy: 'task', taskId: spread.id };
  expect(await told(order?.clientOrderId ?? '')).toEqual(ofTask);
  expect(await told(randomUUID())).toEqual({ placedBy: 'elsewhere' });
  isAway = true;
  expect(await told(clientOrderIdOf({ taskKey: spread.key, leg: 'far', number: 3 }))).toEqual(ofTask);
  const unknown = randomUUID();
  expect(await told(unknown)).toEqual({ placedBy: 'elsewhere', isUnread: true });
  isAway = false;
  await eventually(() => owners.of(unknown)?.isUnread === undefined, { what: 'the log is read again' });
  expect(owners.of(unknown)).toEqual({ placedBy: 'elsewhere' });
  await spread.tell('stop');
  await settled;
}, 30_000);
