import { type Selectable, sql } from 'kysely';
import type { SpreadOptions } from '../domain/spread/terms.js';
import type { Database } from './connection.js';
import type { SpreadQueueTable } from './tables/lists.js';

/** A row of the queue that `spreads` starts. */
export interface SpreadRow extends SpreadOptions {
  readonly id: number;
  readonly farTicker: string;
  readonly nearTicker: string;
  /** Sells the far leg and buys the near one. */
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  /** Roubles per far contract, a decimal string, below zero too. */
  readonly price: string;
  /** Near securities per far contract, a decimal string; null derives it from the instruments. */
  readonly ratio: string | null;
  readonly active: boolean;
}

export type NewSpreadRow = Omit<SpreadRow, 'id'>;

const fromRow = (row: Selectable<SpreadQueueTable>): SpreadRow => ({
  id: row.id,
  farTicker: row.far_ticker,
  nearTicker: row.near_ticker,
  sell: row.sell,
  amount: row.amount,
  price: row.price,
  ratio: row.ratio,
  active: row.active,
  slop: row.slop,
  payUpTicks: row.pay_up_ticks,
  displayQuantity: row.display_quantity,
  maxUnhedged: row.max_unhedged,
  until: row.until?.toISOString() ?? null,
  now: row.now,
});

const toColumns = (row: NewSpreadRow) => ({
  far_ticker: row.farTicker,
  near_ticker: row.nearTicker,
  sell: row.sell,
  amount: row.amount,
  price: row.price,
  ratio: row.ratio,
  active: row.active,
  slop: row.slop,
  pay_up_ticks: row.payUpTicks,
  display_quantity: row.displayQuantity,
  max_unhedged: row.maxUnhedged,
  until: row.until,
  now: row.now,
});

/** Oldest first. */
export async function listSpreadRows(db: Database, { activeOnly = false } = {}): Promise<SpreadRow[]> {
  let query = db.selectFrom('spread_queue').selectAll().orderBy('id');
  if (activeOnly) query = query.where('active', '=', true);
  return (await query.execute()).map(fromRow);
}

export async function spreadRow(db: Database, id: number): Promise<SpreadRow | undefined> {
  const row = await db.selectFrom('spread_queue').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** The row that a request added, while its answer was perhaps lost. */
export async function spreadRowByRequestKey(
  db: Database,
  requestKey: string,
): Promise<SpreadRow | undefined> {
  const row = await db
    .selectFrom('spread_queue')
    .selectAll()
    .where('request_key', '=', requestKey)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** @param requestKey the same key again answers with the row it added the first time */
export async function addSpreadRow(db: Database, row: NewSpreadRow, requestKey?: string): Promise<SpreadRow> {
  const added = await db
    .insertInto('spread_queue')
    .values({ ...toColumns(row), request_key: requestKey ?? null })
    .onConflict((conflict) => conflict.column('request_key').doUpdateSet({ request_key: requestKey ?? null }))
    .returningAll()
    .executeTakeFirstOrThrow();
  return fromRow(added);
}

/** Gives a row this content; of a change it is the row as it was with what changes. */
export async function changeSpreadRow(
  db: Database,
  id: number,
  content: NewSpreadRow,
): Promise<SpreadRow | undefined> {
  const row = await db
    .updateTable('spread_queue')
    .set({ ...toColumns(content), updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  return row && fromRow(row);
}

/** @returns whether there was such a row. */
export async function deleteSpreadRow(db: Database, id: number): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('spread_queue').where('id', '=', id).executeTakeFirst();
  return numDeletedRows > 0n;
}
