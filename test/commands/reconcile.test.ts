/** Who asks is told what differs between the account and the tasks now, in words; nothing is changed by asking. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reconciledText } from '../../bot/answers/reconciled.js';
import { RateLimitedError } from '../../broker/errors.js';
import type { CommandContext } from '../../commands/index.js';
import { type Reconciled, reconcile } from '../../commands/reconcile.js';
import type { StopTerms } from '../../domain/stop-order.js';
import { LOCALES } from '../../locales/index.js';
import {
  openReconciliationBench,
  type ReconciliationBench,
} from '../execution/reconciliation/reconciliation-bench.js';

let bench: ReconciliationBench;
beforeAll(async () => {
  bench = await openReconciliationBench();
  await bench.control.account({ money: '10000000', positions: { SBER: 1_000 } });
  await bench.control.book('SBER', { bids: [['300', 1_000]], asks: [['300.1', 1_000]] });
  await bench.control.trade('SBER', { side: 'buy', lots: 1, price: '300.1' });
}, 60_000);
afterAll(() => bench?.stop());

const asked = async (broker: object = bench.broker): Promise<Reconciled> => {
  const { db } = bench;
  const outcome = await reconcile.run({}, { db, broker } as unknown as CommandContext);
  if (outcome.kind !== 'result') throw new Error(outcome.kind);
  return outcome.result as Reconciled;
};

test('nothing, before and after a worker looked; then each difference with its figures', async () => {
  expect(await asked()).toEqual({
    lookedAt: null,
    differences: [],
    stopOrders: true,
    stopOrdersInSeconds: null,
  });
  await bench.settle(bench.worker());
  const same = await asked();
  expect(same).toMatchObject({ lookedAt: expect.any(String), differences: [] });

  const { sber, broker } = bench;
  const { brokerOrderId } = await bench.foreign({
    instrument: sber,
    direction: 'buy',
    lots: 2,
    price: '299',
  });
  const { stopOrderId } = await broker.stopOrders.post({
    ...{ clientOrderId: randomUUID(), instrument: sber, instrumentUid: sber.uid, ticker: 'SBER' },
    ...{ direction: 'buy', lots: 2, kind: 'take-profit', stopPrice: '290', child: { type: 'market' } },
    ...{ expiry: { type: 'till-cancel' }, margin: false, priceUnit: 'roubles' },
  });
  const task = await bench.task(sber);
  await bench.ours(task, 1, { instrument: sber, direction: 'buy', lots: 4, price: '300.1' });
  await bench.control.account({ money: '10000000', positions: { SBER: 1_000 + 4 * sber.lot - 70 } });
  const { differences } = await asked();
  expect(differences).toEqual([
    {
      ...{ kind: 'foreign-order', task: null, mayPass: false },
      data: { ticker: 'SBER', brokerOrderId, direction: 'buy', lots: 2 },
    },
    {
      ...{ kind: 'position', task: null, mayPass: true },
      data: { ticker: 'SBER', expected: 1_040, amount: 970 },
    },
    {
      ...{ kind: 'foreign-stop', task: null, mayPass: false },
      data: { ticker: 'SBER', direction: 'buy', lots: 2, price: '290', stopOrderId, number: null },
    },
  ]);
  for (const locale of LOCALES) {
    const text = reconciledText(locale, await asked());
    expect(text.split('\n')).toHaveLength(6);
    expect(text).toMatch(/1[\s  ]040/);
    expect(reconciledText(locale, same).split('\n')).toHaveLength(2);
  }
  expect(await bench.told()).toEqual([]);
}, 30_000);

test('what became of those of ours that do not wait any more, but for what our own tasks cancelled', async () => {
  const { sber, broker, db } = bench;
  const before = (await asked()).differences;
  const task = await bench.task(sber, { kind: 'stops' });
  const terms = (price: string): StopTerms => ({
    ...{ instrumentUid: sber.uid, ticker: 'SBER', direction: 'buy', lots: 2, kind: 'take-profit' },
    ...{ stopPrice: price, child: { type: 'limit', price }, expiry: { type: 'till-cancel' } },
    ...{ margin: false, priceUnit: 'roubles' },
  });
  const place = async (number: number, price: string, id?: string): Promise<string> => {
    const clientOrderId = randomUUID();
    const stopOrderId =
      id ?? (await broker.stopOrders.post({ ...terms(price), clientOrderId, instrument: sber })).stopOrderId;
    await db
      .insertInto('stop_orders')
      .values({
        ...{ task_key: task.key, number, client_order_id: clientOrderId, account_id: broker.accountId },
        ...{ instrument_uid: sber.uid, terms: JSON.stringify(terms(price)), state: 'placed' },
        ...{ stop_order_id: stopOrderId, sent_at: new Date(Date.now() - 3_600_000) },
      })
      .execute();
    return stopOrderId;
  };
  const cancelled = await place(1, '280');
  await place(2, '279');
  const lost = await place(3, '278', randomUUID());
  await broker.stopOrders.cancel(cancelled);
  const seen = new Set(before.map(({ data }) => data.stopOrderId));
  const ofStops = async () =>
    (await asked()).differences
      .filter(({ kind, data }) => kind.startsWith('stop-') && !seen.has(data.stopOrderId))
      .sort((one, other) => one.kind.localeCompare(other.kind));
  const of = { task: task.id, mayPass: true };
  expect(await ofStops()).toMatchObject([
    { ...of, kind: 'stop-cancelled-elsewhere', data: { ticker: 'SBER', stopOrderId: cancelled, number: 1 } },
    { ...of, kind: 'stop-lost', data: { price: '278', stopOrderId: lost } },
  ]);
  await bench.task(sber, { kind: 'remove', request: { ofKey: task.key } });
  expect((await ofStops()).map(({ kind }) => kind)).toEqual(['stop-lost']);
}, 30_000);

test('orders and positions are compared also while the limit of calls about stop orders is spent', async () => {
  const active = async () => {
    throw new RateLimitedError({ method: 'GetStopOrders', resetMs: 41_200, wasSent: false });
  };
  const spent = Object.create(bench.broker, { stopOrders: { value: { active } } }) as object;
  const result = await asked(spent);
  expect(result).toMatchObject({ stopOrders: false, stopOrdersInSeconds: 42 });
  expect(result.differences.map(({ kind }) => kind)).toContain('foreign-order');
  expect(reconciledText('en', result)).toContain('Ask again in 42 seconds.');
  expect(reconciledText('ru', result)).toContain('через 42 с.');
});
