import { type Selectable, sql } from 'kysely';
import type { CancelItem, CancelledItem } from '../domain/cancel/item.js';
import type { Direction } from '../domain/order.js';
import type { Database } from './connection.js';
import type { CancelItemsTable } from './tables/account.js';

/** Every order and stop order that it is about. */
export async function itemsOfCancel(db: Database, id: number): Promise<CancelledItem[]> {
  const rows = await db
    .selectFrom('cancel_items')
    .selectAll()
    .where('cancel_id', '=', id)
    .orderBy('kind')
    .orderBy('item_id')
    .execute();
  return rows.map(itemFromRow);
}

/** Those that were not written before, and what became of those that were. */
export async function writeItems(
  transaction: Database,
  id: number,
  { seen, ended }: { seen: readonly CancelItem[]; ended: readonly CancelledItem[] },
): Promise<void> {
  if (seen.length > 0)
    await transaction
      .insertInto('cancel_items')
      .values(seen.map(toRow(id)))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (ended.length === 0) return;
  const ends = ended.map(({ kind, id, state, executedLots, averagePrice, reason }) => ({
    ...{ kind, id, state, executedLots, averagePrice, reason },
  }));
  await sql`
    update cancel_items set state = told.state, executed_lots = told."executedLots",
      average_price = told."averagePrice", reason = told.reason
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as told (kind text, id text, state text,
      "executedLots" integer, "averagePrice" numeric, reason jsonb)
    where cancel_id = ${id} and cancel_items.kind = told.kind and item_id = told.id`.execute(transaction);
}

const toRow =
  (id: number) =>
  (
    item: CancelItem,
  ): { cancel_id: number } & Omit<Selectable<CancelItemsTable>, 'cancel_id' | keyof Ended> => ({
    cancel_id: id,
    kind: item.kind,
    item_id: item.id,
    task_id: item.taskId,
    is_newcomer: item.isNewcomer,
    instrument_uid: item.instrumentUid,
    ticker: item.ticker,
    direction: item.direction,
    lots: item.lots,
    executed_before: item.executedBefore,
    price: item.price,
    tied_up: item.tiedUp,
  });
type Ended = Pick<CancelItemsTable, 'state' | 'executed_lots' | 'average_price' | 'reason'>;

const itemFromRow = (row: Selectable<CancelItemsTable>): CancelledItem => ({
  kind: row.kind,
  id: row.item_id,
  taskId: row.task_id,
  isNewcomer: row.is_newcomer,
  instrumentUid: row.instrument_uid,
  ticker: row.ticker,
  direction: row.direction as Direction,
  lots: row.lots,
  executedBefore: row.executed_before,
  price: row.price,
  tiedUp: row.tied_up,
  state: row.state,
  executedLots: row.executed_lots,
  averagePrice: row.average_price,
  reason: row.reason,
});
