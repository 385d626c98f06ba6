import { type Selectable, sql } from 'kysely';
import type { Database } from './connection.js';
import type { SellbuyQueueTable } from './tables/lists.js';

/** A row of the queue that `sellbuy` starts. */
export interface SellbuyRow {
  readonly id: number;
  readonly ticker: string;
  readonly sell: boolean;
  /** Securities. */
  readonly amount: number;
  /** Per one security, a decimal string. */
  readonly limitPrice: string | null;
  readonly active: boolean;
}

export type NewSellbuyRow = Omit<SellbuyRow, 'id'>;

const fromRow = (row: Selectable<SellbuyQueueTable>): SellbuyRow => ({
  id: row.id,
  ticker: row.ticker,
  sell: row.sell,
  amount: row.amount,
  limitPrice: row.limit_price,
  active: row.active,
});

const toColumns = ({ limitPrice, ...rest }: Partial<NewSellbuyRow>) => ({
  ...rest,
  ...(limitPrice !== undefined && { limit_price: limitPrice }),
});

/** Oldest first. */
export async function listSellbuyRows(db: Database, { activeOnly = false } = {}): Promise<SellbuyRow[]> {
  let query = db.selectFrom('sellbuy_queue').selectAll().orderBy('id');
  if (activeOnly) query = query.where('active', '=', true);
  return (await query.execute()).map(fromRow);
}

export async function sellbuyRow(db: Database, id: number): Promise<SellbuyRow | undefined> {
  const row = await db.selectFrom('sellbuy_queue').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** @param requestKey the same key again answers with the row it added the first time */
export async function addSellbuyRow(
  db: Database,
  { limitPrice, ...rest }: NewSellbuyRow,
  requestKey?: string,
): Promise<SellbuyRow> {
  const added = await db
    .insertInto('sellbuy_queue')
    .values({ ...rest, limit_price: limitPrice, request_key: requestKey ?? null })
    .onConflict((conflict) => conflict.column('request_key').doUpdateSet({ request_key: requestKey ?? null }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(added);
}

export async function changeSellbuyRow(
  db: Database,
  id: number,
  change: Partial<NewSellbuyRow>,
): Promise<SellbuyRow | undefined> {
  const row = await db
    .updateTable('sellbuy_queue')
    .set({ ...toColumns(change), updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** @returns whether there was such a row. */
export async function deleteSellbuyRow(db: Database, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('sellbuy_queue').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
