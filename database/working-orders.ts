import { sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import type { OwnOrderInBook } from '../domain/scan/own-orders.js';
import type { Database } from './connection.js';
import type { OfAccount } from './told-differences.js';

/** What the order log has of an account's orders that may be in a book: those of older days ended with their day. */
export async function workingOrders(db: Database, { mode, accountId }: OfAccount): Promise<OwnOrderInBook[]> {
  const { rows } = await sql<Omit<OwnOrderInBook, 'price'> & { price: string }>`
    select orders.instrument_uid as "instrumentUid", orders.direction, orders.price,
      orders.lots - orders.executed_lots as lots, orders.sent_at as "placedAt"
    from orders join tasks on tasks.key = orders.task_key
    where orders.account_id = ${accountId} and tasks.mode = ${mode} and orders.state in ('sent', 'working')
      and orders.lots > orders.executed_lots and orders.sent_at > now() - interval '1 day'`.execute(db);
  return rows.map(({ price, ...order }) => ({ ...order, price: new Decimal(price) }));
}
