import { type Selectable, sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import type { Direction } from '../domain/order.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { prepared } from './prepared.js';
import type { OrdersTable } from './schema.js';
import { isTakenByAnother } from './unavailable.js';

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

export interface OrderIntent {
  readonly leg: string;
  readonly number: number;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lots: number;
  readonly price: Decimal;
  readonly timeInForce: 'day' | 'fill-and-kill';
  /** The wish it was decided under: a newer one makes it void. */
  readonly wishVersion: number;
  /** Of a spread's far order: what it is hedged by, near securities per far contract. */
  readonly ratio?: Decimal | undefined;
}

/** A hedge as it is sent, and under which claim, valid or not. */
export type HedgeRecord = Omit<OrderIntent, 'wishVersion' | 'ratio'> & {
  readonly taskKey: string;
  readonly epoch: string;
};

export interface OrderOutcome {
  readonly taskKey: string;
  readonly leg: string;
  readonly number: number;
  readonly state: LoggedState;
  readonly doubted: boolean;
  /** Of the claim it was learnt under. */
  readonly epoch: string;
  readonly brokerOrderId?: string | undefined;
  readonly executedLots: number;
  readonly executedValue: Decimal;
  readonly commission: Decimal;
  /** Of a spread's far order that was executed: what it is hedged by, where it may have been written down with another. */
  readonly ratio?: Decimal | undefined;
}

/** Of a refused number nothing exists any more, unless it was in doubt: then the first sending may still be found. */
const sentAnew = sql`sent_at = now(), recorded_at = case
  when known.state = 'refused' and not known.doubted then now() else known.recorded_at end`;

/**
 * Writes what is about to be sent, before it is sent, and in the same statement what became of the orders before it.
 * Succeeds only under a valid claim, and only when every earlier number of the leg is settled, by what is written now or
 * was before. A number is written again when it was refused, or is in doubt and sent anew.
 * While orders are halted nothing is written, nor when the task has a newer wish or has ended; the locks make a halt, a
 * wish or an end that comes meanwhile wait for this statement, or this statement see it. Hedges add no risk, so they do not pass here: theirs is written beside their sending.
 * @param outcomes of the same leg, one a number; they are written whatever becomes of the intent
 * @returns false when the claim or the wish is not (or no longer) ours, or orders are halted: then nothing may be sent.
 */
export async function recordIntent(
  db: Database,
  claim: Claim,
  intent: OrderIntent,
  outcomes: readonly OrderOutcome[] = [],
): Promise<boolean> {
  // A statement does not see what it writes itself, nor may it write one row twice.
  if (outcomes.some(({ number }) => number === intent.number)) {
    return inTransaction(db, async (transaction) => {
      for (const outcome of outcomes) await recordOutcome(transaction, outcome);
      return recordIntent(transaction, claim, intent);
    });
  }
  const [first, ...others] = outcomes;
  const { rows } = await sql<{ number: number }>`${others.length === 0 ? prepared : sql``}
    with told as (
      ${first ? writing([first, ...others]) : sql`select 0 as number, '' as state where false`}
    ),
    claim as (
      select claims.task_key from claims join tasks on tasks.key = claims.task_key
      where claims.task_key = ${claim.taskKey} and claims.worker_id = ${claim.workerId}
        and claims.epoch = ${claim.epoch} and claims.valid_until > clock_timestamp()
        and tasks.finished_at is null and tasks.wish_version = ${intent.wishVersion}
      -- Who waits for a lock looks at all of this again, as it is then; what is not locked would stay as it was.
      for share of claims, tasks
    ),
    not_halted as (select single from halt where since is null for share)
    insert into orders as known (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
      price, time_in_force, epoch, state, ratio)
    select claim.task_key, ${intent.leg}, ${intent.number}::integer, ${intent.clientOrderId}::uuid, ${intent.accountId},
      ${intent.instrumentUid}, ${intent.direction}, ${intent.lots}::integer, ${intent.price.toFixed()}::numeric,
      ${intent.timeInForce}, ${claim.epoch}::bigint, 'sent', ${intent.ratio?.toFixed() ?? null}::numeric
    from claim, not_halted
    where not exists (
      select 1 from orders earlier left join told on told.number = earlier.number
      where earlier.task_key = claim.task_key and earlier.leg = ${intent.leg}
        and earlier.number < ${intent.number}::integer
        and coalesce(told.state, earlier.state) in ('sent', 'working')
    )
    on conflict (task_key, leg, number) do update
      set lots = case when known.doubted then greatest(known.lots, excluded.lots) else excluded.lots end,
        price = excluded.price, time_in_force = excluded.time_in_force, epoch = excluded.epoch, state = 'sent',
        ratio = excluded.ratio, ${sentAnew}
      where known.state in ('sent', 'refused')
    returning number`.execute(db);
  return rows.length === 1;
}

/**
 * Writes a hedge that is being sent, or was: neither claim nor halt nor wish is asked for, since none of them holds it
 * back. A number may be written by two who both hedge; a state that proves more than a sending stays.
 */
export async function recordHedge(db: Database, hedge: HedgeRecord): Promise<void> {
  try {
    await writingHedge(hedge).execute(db);
  } catch (error) {
    // Of two who write the first row of a number, the later one may meet its key before its number: now the row is there.
    if (!isTakenByAnother(error)) throw error;
    await writingHedge(hedge).execute(db);
  }
}

const writingHedge = (hedge: HedgeRecord) => sql`
    insert into orders as known (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
      price, time_in_force, epoch, state)
    values (${hedge.taskKey}, ${hedge.leg}, ${hedge.number}, ${hedge.clientOrderId}, ${hedge.accountId},
      ${hedge.instrumentUid}, ${hedge.direction}, ${hedge.lots}, ${hedge.price.toFixed()}, ${hedge.timeInForce},
      ${hedge.epoch}, 'sent')
    on conflict (task_key, leg, number) do update
      set lots = greatest(known.lots, excluded.lots), price = excluded.price,
        time_in_force = excluded.time_in_force, epoch = greatest(known.epoch, excluded.epoch), state = 'sent', ${sentAnew}
      where known.state in ('sent', 'refused')`;

/** Writes what became of an order. The broker's word counts whoever brings it; a final state stays. */
export async function recordOutcome(db: Database, outcome: OrderOutcome): Promise<void> {
  await writing([outcome]).execute(db);
}

/** Of one leg, one a number. */
const writing = (outcomes: readonly [OrderOutcome, ...OrderOutcome[]]) => {
  const [{ taskKey, leg }] = outcomes;
  const values = outcomes.map(
    (one) => sql`(${one.number}::integer, ${one.state}, ${one.doubted}::boolean, ${one.epoch}::bigint,
      ${one.brokerOrderId ?? null}::text, ${one.executedLots}::integer, ${one.executedValue.toFixed()}::numeric,
      ${one.commission.toFixed()}::numeric, ${one.ratio?.toFixed() ?? null}::numeric)`,
  );
  return sql`
    update orders set state = outcome.state, doubted = orders.doubted or outcome.doubted,
      broker_order_id = coalesce(outcome.broker_order_id, orders.broker_order_id),
      executed_lots = outcome.executed_lots, executed_value = outcome.executed_value, commission = outcome.commission,
      ratio = coalesce(outcome.ratio, orders.ratio),
      settled_at = case when outcome.state in ('final', 'refused') then ${new Date()}::timestamptz end
    from (values ${sql.join(values)}) as outcome (number, state, doubted, epoch, broker_order_id, executed_lots,
      executed_value, commission, ratio)
    where orders.task_key = ${taskKey} and orders.leg = ${leg} and orders.number = outcome.number
      and orders.executed_lots <= outcome.executed_lots
      -- That an order exists is true whoever learnt it; that it may not is true only of what was sent under that claim.
      and (outcome.state in ('working', 'final') or orders.epoch = outcome.epoch)
      and (orders.state <> 'final' or outcome.state = 'final')
    returning orders.number, orders.state`;
};

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
