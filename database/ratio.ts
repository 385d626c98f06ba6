import { sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import { priceWith } from '../domain/spread/ratio-in-force.js';
import { SpreadLeg } from '../domain/spread/terms.js';
import type { TaskRequest, Wish } from '../domain/task.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

/** What the far orders of a spread are hedged by, as the order log says. */
export interface LoggedRatios {
  /** In force: of the newest order of which something is executed, else of the one that may be; undefined without either. */
  readonly inForce: Decimal | undefined;
  /** Of each order that says so. */
  readonly byNumber: Map<number, Decimal>;
}

export async function ratiosOfOrders(db: Database, taskKey: string): Promise<LoggedRatios> {
  const rows = await db
    .selectFrom('orders')
    .select(['number', 'ratio', 'state', 'executed_lots'])
    .where('task_key', '=', taskKey)
    .where('leg', '=', SpreadLeg.far)
    .orderBy('number', 'desc')
    .execute();
  const orders = rows.flatMap(({ ratio, ...row }) =>
    ratio === null ? [] : [{ ...row, ratio: new Decimal(ratio) }],
  );
  const holding =
    orders.find((order) => order.executed_lots > 0) ??
    orders.find(({ state }) => state === 'sent' || state === 'working');
  return {
    inForce: holding?.ratio,
    byNumber: new Map(orders.map(({ number, ratio }) => [number, ratio])),
  };
}

export interface KeptRatio {
  readonly claim: Claim;
  /** In force for good: something of the far leg was executed by it. */
  readonly ratio: Decimal;
  /** Far contracts. */
  readonly executed: number;
}

/**
 * Gives a spread's wish the ratio in force again, where an amendment met a fill that neither the log nor the row knew of,
 * with the price that was wanted with it, and says so in the journal, both or neither. Announced on channel `wish`;
 * repeated, it changes nothing. Under the claim alone: who lost it may know less than the next holder.
 */
export const keepRatio = (db: Database, { claim, ratio, executed }: KeptRatio): Promise<void> =>
  inTransaction(db, async (transaction) => {
    const { taskKey: key, workerId, epoch } = claim;
    const row = await transaction
      .selectFrom('tasks')
      .innerJoin('claims', 'claims.task_key', 'tasks.key')
      .select(['tasks.id', 'tasks.request', 'tasks.wish', 'tasks.wish_version'])
      .where('tasks.key', '=', key)
      .where('tasks.finished_at', 'is', null)
      .where('claims.worker_id', '=', workerId)
      .where('claims.epoch', '=', epoch)
      .forUpdate('tasks')
      .executeTakeFirst();
    const wish = row?.wish as Wish | undefined;
    if (!row || !wish?.spread || ratio.eq(wish.spread.ratio)) return;
    const { prices, ...spread } = wish.spread;
    const limitPrice = priceWith(ratio, wish);
    const terms = { ratio: ratio.toFixed(), limitPrice };
    const version = row.wish_version + 1;
    const kept: Wish = { ...wish, version, limitPrice, spread: { ...spread, ratio: terms.ratio } };
    await transaction
      .updateTable('tasks')
      .set({
        wish: JSON.stringify(kept),
        wish_version: version,
        request: sql<string>`request || ${JSON.stringify(terms)}::jsonb`,
      })
      .where('key', '=', key)
      .execute();
    const { ticker } = row.request as TaskRequest;
    const figures = {
      ratio: terms.ratio,
      price: limitPrice,
      wanted: spread.ratio,
      executed: String(executed),
    };
    await appendToJournal(transaction, [
      { taskId: row.id, kind: 'ratio-stays', severity: 'warning', data: { ticker, ...figures } },
    ]);
    await sql`select pg_notify('wish', ${key})`.execute(transaction);
  });
