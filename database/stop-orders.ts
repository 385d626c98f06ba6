import { type Selectable, sql } from 'kysely';
import type { StopTerms } from '../domain/stop-order.js';
import type { PlannedStop, SkippedTerms, StopNotPlaced } from '../domain/stop-task.js';
import type { TaskError } from '../domain/task.js';
import type { Claim } from './claims.js';
import { clientOrderIdOf } from './client-order-id.js';
import { type Database, inTransaction } from './connection.js';
import type { StopOrdersTable } from './tables/tasks.js';

/**
 * `planned` was certainly never sent, or never appeared; `sent` may exist; `placed` exists, or did; `refused` and
 * `skipped` do not, `dropped` was not wanted any more.
 */
export type StopState = 'planned' | 'sent' | 'placed' | 'refused' | 'skipped' | 'dropped';
/** `gone`: it is not active any more, and the broker does not tell what became of it. */
export type StopEnd = 'executed' | 'cancelled' | 'expired' | 'gone';

/** One numbered stop order of a task, each with a key of its own. */
export interface LoggedStop {
  readonly taskKey: string;
  readonly number: number;
  /** Of a ladder that is renewed; 1 of everything else. */
  readonly round: number;
  readonly clientOrderId: string;
  readonly accountId: string;
  /** Null only of a skipped one that the broker does not list. */
  readonly instrumentUid: string | null;
  /** Of a skipped one those that are known: instrument, ticker and direction at least. */
  readonly terms: StopTerms;
  readonly state: StopState;
  /** Its sending had no certain outcome once, so one of its kind may exist that nobody found. */
  readonly doubted: boolean;
  /** The broker's id. */
  readonly stopOrderId: string | null;
  /** Why it was skipped or refused. */
  readonly reason: TaskError | null;
  readonly ended: StopEnd | null;
  /** When that was written down. */
  readonly endedAt: Date | null;
  /** The broker said that its key is used: one of its kind exists, or did. */
  readonly keyUsed: boolean;
  readonly epoch: string;
  /** When it was planned. */
  readonly recordedAt: Date;
  /** When the last sending of it may have left at the latest, and the first of all that may exist at the earliest. */
  readonly sentAt: Date | null;
  readonly firstSentAt: Date | null;
  /** By the database's clock, when this was read. */
  readonly sentAgoMs: number | null;
}

type Read = Selectable<StopOrdersTable> & { sent_ago_ms: string | null };

const fromRow = (row: Read): LoggedStop => ({
  taskKey: row.task_key,
  number: row.number,
  round: row.round,
  clientOrderId: row.client_order_id,
  accountId: row.account_id,
  instrumentUid: row.instrument_uid,
  terms: row.terms,
  state: row.state as StopState,
  doubted: row.doubted,
  stopOrderId: row.stop_order_id,
  reason: row.reason,
  ended: row.ended as StopEnd | null,
  endedAt: row.ended_at,
  keyUsed: row.key_used,
  epoch: row.epoch,
  recordedAt: row.recorded_at,
  sentAt: row.sent_at,
  firstSentAt: row.first_sent_at,
  sentAgoMs: row.sent_ago_ms === null ? null : Number(row.sent_ago_ms),
});

const reading = (db: Database) =>
  db
    .selectFrom('stop_orders')
    .selectAll()
    .select(sql<string | null>`extract(epoch from clock_timestamp() - sent_at) * 1000`.as('sent_ago_ms'));

export interface PlanStops {
  readonly taskKey: string;
  readonly accountId: string;
  readonly orders: readonly PlannedStop[];
  /** @default 1, whose orders are numbered from 1 on */
  readonly round?: number;
}

/**
 * Writes the stop orders that a task is to place, in the transaction that writes the task, or (a later round of) under
 * its claim. Numbers go on where the task's last one is.
 */
export async function planStops(
  transaction: Database,
  { taskKey, accountId, orders, round = 1 }: PlanStops,
): Promise<void> {
  if (orders.length === 0) return;
  const { last } = await transaction
    .selectFrom('stop_orders')
    .select((select) => select.fn.max('number').as('last'))
    .where('task_key', '=', taskKey)
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('stop_orders')
    .values(
      orders.map(({ terms, skipped }, place) => {
        const number = (last ?? 0) + place + 1;
        return {
          task_key: taskKey,
          number,
          round,
          client_order_id: clientOrderIdOf({ taskKey, leg: 'stop', number }),
          account_id: accountId,
          instrument_uid: terms.instrumentUid,
          terms: JSON.stringify(terms),
          state: skipped ? 'skipped' : 'planned',
          reason: skipped ? JSON.stringify(skipped) : null,
          settled_at: skipped ? new Date() : null,
        };
      }),
    )
    .execute();
}

export interface PlanRound extends Required<PlanStops> {
  /** The wish it was decided under. */
  readonly wishVersion: number;
}

/** Plans a later round under the task's claim, once. @returns false when it is not to be: the claim or the wish is another */
export async function planRound(db: Database, claim: Claim, plan: PlanRound): Promise<boolean> {
  const { taskKey, orders, round, wishVersion } = plan;
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql`
      select from claims join tasks on tasks.key = claims.task_key
      where claims.task_key = ${taskKey} and claims.worker_id = ${claim.workerId} and claims.epoch = ${claim.epoch}
        and claims.valid_until > clock_timestamp() and tasks.finished_at is null and tasks.wish_version = ${wishVersion}
        and not exists (select from stop_orders where task_key = ${taskKey} and round >= ${round}::integer)
      for update of claims, tasks`.execute(transaction);
    if (rows.length === 0) return false;
    await planStops(transaction, plan);
    const count = orders.filter(({ skipped }) => !skipped).length;
    await sql`update tasks set amount = amount + ${count}::integer where key = ${taskKey}`.execute(
      transaction,
    );
    return true;
  });
}

/**
 * Marks in the task's progress that a round was reported, in the transaction that reports it.
 * @returns false when it was before
 */
export async function markRoundReported(
  transaction: Database,
  { taskKey, round }: { taskKey: string; round: number },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update tasks set reported_round = ${round}
    where key = ${taskKey} and reported_round < ${round}::integer`.execute(transaction);
  return numAffectedRows === 1n;
}

/** A task's stop orders, lowest number first. */
export async function stopsOfTask(db: Database, taskKey: string): Promise<LoggedStop[]> {
  const rows = await reading(db).where('task_key', '=', taskKey).orderBy('number').execute();
  return rows.map(fromRow);
}

/** Those of a task that are not there, and why. */
export async function stopsNotPlaced(db: Database, taskKey: string): Promise<StopNotPlaced[]> {
  const stops = await stopsOfTask(db, taskKey);
  return stops.flatMap(({ number, terms, state, reason }) => {
    if (state !== 'skipped' && state !== 'refused' && state !== 'dropped') return [];
    const { ticker, stopPrice = null, lots = null, level = null } = terms as SkippedTerms;
    return [{ number, ticker, level, state, stopPrice, lots, reason }];
  });
}

/** Stop orders of every task of an account that may exist and are not told apart yet. */
export async function stopsInDoubt(db: Database, accountId: string): Promise<LoggedStop[]> {
  const rows = await reading(db)
    .where('account_id', '=', accountId)
    .where('state', '=', 'sent')
    .orderBy('number')
    .execute();
  return rows.map(fromRow);
}

export interface StopOwner {
  readonly taskKey: string;
  readonly taskId: string;
  readonly number: number;
  readonly kind: string;
  readonly finished: boolean;
  readonly terms: StopTerms;
  /** The first sending that it may be of. */
  readonly firstSentAt: Date | null;
}

/** Whose stop orders these are, of those that the log knows; by the broker's ids. */
export async function ownersOfStops(
  db: Database,
  { accountId, stopOrderIds }: { accountId: string; stopOrderIds: readonly string[] },
): Promise<Map<string, StopOwner>> {
  if (stopOrderIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('stop_orders')
    .innerJoin('tasks', 'tasks.key', 'stop_orders.task_key')
    .select([
      'stop_orders.stop_order_id',
      'stop_orders.task_key',
      'stop_orders.number',
      'stop_orders.terms',
      'stop_orders.first_sent_at',
      'tasks.id',
      'tasks.kind',
      'tasks.finished_at',
    ])
    .where('stop_orders.account_id', '=', accountId)
    .where('stop_orders.stop_order_id', 'in', [...stopOrderIds])
    .execute();
  return new Map(
    rows.flatMap((row) =>
      row.stop_order_id === null
        ? []
        : [
            [
              row.stop_order_id,
              {
                taskKey: row.task_key,
                taskId: row.id,
                number: row.number,
                kind: row.kind,
                finished: row.finished_at !== null,
                terms: row.terms,
                firstSentAt: row.first_sent_at,
              },
            ] as const,
          ],
    ),
  );
}
