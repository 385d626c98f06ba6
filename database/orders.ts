import type { Selectable } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import type { Direction } from '../domain/order.js';
import type { Database } from './connection.js';
import type { OrdersTable } from './tables/tasks.js';

/** `sent` may exist at the broker or not; `working` surely exists; `final` and `refused` are settled. */
export type LoggedState = 'sent' | 'working' | 'final' | 'refused';

/** One numbered order of one leg of one task. */
export interface LoggedOrder {
  readonly taskKey: string;
  readonly leg: string;
  readonly number: number;
  readonly clientOrderId: string;
  readonly brokerOrderId: string | null;
  readonly accountId: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lots: number;
  readonly price: Decimal;
  readonly state: LoggedState;
  readonly doubted: boolean;
  readonly executedLots: number;
  readonly executedValue: Decimal;
  readonly commission: Decimal;
  /** When its number was first about to be sent, of all sendings that may exist, and when it last was. */
  readonly recordedAt: Date;
  readonly sentAt: Date;
}

const fromRow = (row: Selectable<OrdersTable>): LoggedOrder => ({
  taskKey: row.task_key,
  leg: row.leg,
  number: row.number,
  clientOrderId: row.client_order_id,
  brokerOrderId: row.broker_order_id,
  accountId: row.account_id,
  instrumentUid: row.instrument_uid,
  direction: row.direction as Direction,
  lots: row.lots,
  price: new Decimal(row.price),
  state: row.state as LoggedState,
  doubted: row.doubted,
  executedLots: row.executed_lots,
  executedValue: new Decimal(row.executed_value),
  commission: new Decimal(row.commission),
  recordedAt: row.recorded_at,
  sentAt: row.sent_at,
});

/** A task's orders, lowest number first. */
export async function ordersOfTask(db: Database, taskKey: string): Promise<LoggedOrder[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('task_key', '=', taskKey)
    .orderBy('leg')
    .orderBy('number')
    .execute();
  return rows.map(fromRow);
}

export interface OrderOwner {
  readonly clientOrderId: string;
  readonly taskKey: string;
  readonly taskId: string;
  readonly number: number;
  readonly kind: string;
  readonly leg: string;
  readonly finished: boolean;
}

/** Whose orders these are, of those that are in the log at all. */
export async function ownersOfOrders(
  db: Database,
  clientOrderIds: readonly string[],
): Promise<Map<string, OrderOwner>> {
  if (clientOrderIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('orders')
    .innerJoin('tasks', 'tasks.key', 'orders.task_key')
    .select([
      'orders.client_order_id',
      'orders.task_key',
      'orders.number',
      'orders.leg',
      'tasks.id',
      'tasks.kind',
      'tasks.finished_at',
    ])
    .where('orders.client_order_id', 'in', [...clientOrderIds])
    .execute();
  return new Map(
    rows.map((row) => [
      row.client_order_id,
      {
        clientOrderId: row.client_order_id,
        taskKey: row.task_key,
        taskId: row.id,
        number: row.number,
        kind: row.kind,
        leg: row.leg,
        finished: row.finished_at !== null,
      },
    ]),
  );
}
