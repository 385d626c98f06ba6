import { randomUUID } from 'node:crypto';
import { clientOrderIdOf, insertTask, readJournal, type TaskRow } from '../../../database/index.js';
import type { SellbuyRequest, Wish } from '../../../domain/task.js';
import type { SpreadBench } from './spread-bench.js';

/** A purchase of the bench's near instrument, at the best price. */
export async function purchaseOf(
  { near, broker, db }: SpreadBench,
  lots: number,
  mode: Wish['mode'] = 'run',
): Promise<TaskRow> {
  const wish = { version: 1, mode, targetLots: lots, limitPrice: null };
  const { ticker, uid: instrumentUid, lot } = near;
  const amount = lots * lot;
  const request: SellbuyRequest = {
    direction: 'buy',
    ticker,
    instrumentUid,
    lot,
    amount,
    limitPrice: null,
  };
  const { row } = await insertTask(db, {
    key: randomUUID(),
    kind: 'sellbuy',
    mode: 'paper',
    accountId: broker.accountId,
    ticker,
    instrumentUid,
    request,
    wish,
    amount,
    requestedBy: 'test',
  });
  return row;
}

/** What was told of it under one kind. */
export const toldOf = async ({ db }: SpreadBench, { id: taskId }: Pick<TaskRow, 'id'>, kind: string) =>
  (await readJournal(db, { after: 0, taskId, limit: 1_000 })).filter((entry) => entry.kind === kind);

/** An order of it in the log, of which nothing is known to be executed. */
export async function logOrder(
  { near, broker, db }: SpreadBench,
  { key }: TaskRow,
  order: { number: number; lots: number; price: string; state: 'refused' | 'final'; doubted: boolean },
): Promise<string> {
  const clientOrderId = clientOrderIdOf({ taskKey: key, leg: 'near', number: order.number });
  await db
    .insertInto('orders')
    .values({
      ...order,
      task_key: key,
      leg: 'near',
      client_order_id: clientOrderId,
      account_id: broker.accountId,
      instrument_uid: near.uid,
      direction: 'buy',
      time_in_force: 'day',
      epoch: '1',
    })
    .execute();
  return clientOrderId;
}
