import { type Selectable, sql } from 'kysely';
import type { UnhedgedSoFar } from '../domain/spread/terms.js';
import type { StopProgress } from '../domain/stop-task.js';
import type { TaskError, TaskState, ToldIdleness, Wish } from '../domain/task.js';
import { WATCHING_KINDS } from '../domain/watching/requests.js';
import type { Database } from './connection.js';
import type { TasksTable } from './tables/tasks.js';

/** A task as it is kept; a projection that outlives Temporal's retention. */
export interface TaskRow {
  readonly key: string;
  readonly id: string;
  readonly kind: string;
  readonly mode: string;
  readonly accountId: string;
  readonly state: TaskState;
  readonly waitingFor: string | null;
  readonly ticker: string | null;
  readonly instrumentUid: string | null;
  readonly request: unknown;
  readonly wish: Wish;
  /** Securities, as decimal strings like every quantity that leaves the database. */
  readonly amount: string | null;
  readonly executed: string;
  readonly averagePrice: string | null;
  /** Of spreads alone. */
  readonly unhedged: UnhedgedSoFar | null;
  /** Why it places no order though it runs, as people were told. */
  readonly idle: ToldIdleness | null;
  /** Of tasks about stop orders alone. */
  readonly progress: StopProgress | null;
  readonly requestedBy: string;
  readonly origin: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly result: unknown;
  readonly error: TaskError | null;
}

export interface NewTask {
  readonly key: string;
  readonly kind: string;
  readonly mode: string;
  readonly accountId: string;
  readonly ticker: string | null;
  readonly instrumentUid: string | null;
  readonly request: unknown;
  readonly wish: Wish;
  /** Null of what orders nothing. */
  readonly amount: number | null;
  readonly progress?: StopProgress;
  readonly requestedBy: string;
  readonly origin?: string;
  readonly requestKey?: string;
}

const fromRow = (row: Selectable<TasksTable>): TaskRow => ({
  key: row.key,
  id: row.id,
  kind: row.kind,
  mode: row.mode,
  accountId: row.account_id,
  state: row.state as TaskState,
  waitingFor: row.waiting_for,
  ticker: row.ticker,
  instrumentUid: row.instrument_uid,
  request: row.request,
  wish: row.wish as Wish,
  amount: row.amount,
  executed: row.executed,
  averagePrice: row.average_price,
  unhedged: row.unhedged as UnhedgedSoFar | null,
  idle: row.idle as ToldIdleness | null,
  progress: row.progress as StopProgress | null,
  requestedBy: row.requested_by,
  origin: row.origin,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  result: row.result,
  error: row.error as TaskError | null,
});

/**
 * Adds a task under the next number of its kind. A task that the same request, or the same queue row while it is
 * unfinished, already made is answered instead.
 */
export async function insertTask(db: Database, task: NewTask): Promise<{ row: TaskRow; isNew: boolean }> {
  const inserted = await db
    .insertInto('tasks')
    .values({
      key: task.key,
      id: sql<string>`${task.kind}::text || '/' || nextval('task_numbers')`,
      kind: task.kind,
      mode: task.mode,
      account_id: task.accountId,
      state: 'running',
      ticker: task.ticker,
      instrument_uid: task.instrumentUid,
      request: JSON.stringify(task.request),
      wish: JSON.stringify(task.wish),
      wish_version: task.wish.version,
      amount: task.amount === null ? null : String(task.amount),
      progress: task.progress ? JSON.stringify(task.progress) : null,
      requested_by: task.requestedBy,
      origin: task.origin ?? null,
      request_key: task.requestKey ?? null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (inserted) return { row: fromRow(inserted), isNew: true };
  const existing = await db
    .selectFrom('tasks')
    .selectAll()
    .where((where) =>
      where.or([
        where('request_key', '=', task.requestKey ?? null),
        where.and([where('origin', '=', task.origin ?? null), where('finished_at', 'is', null)]),
      ]),
    )
    .executeTakeFirst();
  // Its origin's task finished between the two statements: then the place is free now.
  return existing ? { row: fromRow(existing), isNew: false } : insertTask(db, task);
}

/** Gives a task the next number: its readable id is in use in Temporal by another installation's task. */
export async function renumberTask(db: Database, { key, id }: TaskRow): Promise<TaskRow> {
  // Only from the number that was found in use: of two workers' sweeps one changes it, both go on with the same.
  await db
    .updateTable('tasks')
    .set({ id: sql<string>`kind || '/' || nextval('task_numbers')` })
    .where('key', '=', key)
    .where('id', '=', id)
    .execute();
  const row = await db.selectFrom('tasks').selectAll().where('key', '=', key).executeTakeFirstOrThrow();
  return fromRow(row);
}

export async function taskById(db: Database, id: string): Promise<TaskRow | undefined> {
  const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

export async function taskByKey(db: Database, key: string): Promise<TaskRow | undefined> {
  const row = await db.selectFrom('tasks').selectAll().where('key', '=', key).executeTakeFirst();
  return row && fromRow(row);
}

/** The task that a request made, while its answer was perhaps lost. */
export async function taskByRequestKey(db: Database, requestKey: string): Promise<TaskRow | undefined> {
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('request_key', '=', requestKey)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Every task that came from there, oldest first. */
export async function tasksOfOrigin(db: Database, origin: string): Promise<TaskRow[]> {
  const rows = await db
    .selectFrom('tasks')
    .selectAll()
    .where('origin', '=', origin)
    .orderBy('started_at')
    .execute();
  return rows.map(fromRow);
}

export interface TaskFilter {
  readonly states?: readonly TaskState[];
  readonly kind?: string;
  readonly unfinished?: boolean;
  /** 100 by default. */
  readonly limit?: number;
}

/** Newest first. */
export async function listTasks(db: Database, filter: TaskFilter = {}): Promise<TaskRow[]> {
  let query = db
    .selectFrom('tasks')
    .selectAll()
    .orderBy('started_at', 'desc')
    .orderBy('id')
    .limit(filter.limit ?? 100);
  if (filter.states) query = query.where('state', 'in', [...filter.states]);
  if (filter.kind) query = query.where('kind', '=', filter.kind);
  if (filter.unfinished) query = query.where('finished_at', 'is', null);
  return (await query.execute()).map(fromRow);
}

/** Every unfinished task of one mode and account: what a worker may run. */
export async function unfinishedTasks(
  db: Database,
  of: { mode: string; accountId: string },
): Promise<TaskRow[]> {
  const rows = await db
    .selectFrom('tasks')
    .selectAll()
    .where('finished_at', 'is', null)
    .where('mode', '=', of.mode)
    .where('account_id', '=', of.accountId)
    .execute();
  return rows.map(fromRow);
}

/** Alerts and watches of an account that are not finished. */
export async function countWatching(
  db: Database,
  of: { readonly mode: string; readonly accountId: string },
): Promise<number> {
  const { count } = await db
    .selectFrom('tasks')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('finished_at', 'is', null)
    .where('mode', '=', of.mode)
    .where('account_id', '=', of.accountId)
    .where('kind', 'in', [...WATCHING_KINDS])
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** What is executed so far; never goes back, and stays as it was at the task's end. */
export async function recordProgress(
  db: Database,
  progress: {
    key: string;
    executed: number;
    averagePrice: string | null;
    unhedged?: UnhedgedSoFar;
    stops?: StopProgress;
  },
): Promise<void> {
  const { unhedged, stops } = progress;
  await db
    .updateTable('tasks')
    .set({
      executed: String(progress.executed),
      average_price: progress.averagePrice,
      ...(unhedged && { unhedged: JSON.stringify(unhedged) }),
      ...(stops && { progress: JSON.stringify(stops) }),
    })
    .where('key', '=', progress.key)
    .where('executed', '<=', String(progress.executed))
    .where('finished_at', 'is', null)
    .execute();
}

/** Why it places no order; null when that is over. */
export async function recordIdleness(
  db: Database,
  { key, idle }: { key: string; idle: ToldIdleness | null },
): Promise<void> {
  await db
    .updateTable('tasks')
    .set({ idle: idle && JSON.stringify(idle) })
    .where('key', '=', key)
    .where('finished_at', 'is', null)
    .execute();
}

export async function recordState(
  db: Database,
  change: { key: string; state: TaskState; waitingFor?: string },
): Promise<void> {
  await db
    .updateTable('tasks')
    .set({ state: change.state, waiting_for: change.waitingFor ?? null, idle: null })
    .where('key', '=', change.key)
    .where('finished_at', 'is', null)
    .execute();
}

/** Ends a task; the first end stays, and is announced on channel `wish`: nothing is wanted any more. @returns whether this call ended it. */
export async function finishTask(
  db: Database,
  end: { key: string; state: TaskState; result: unknown; error: TaskError | null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('tasks')
    .set({
      state: end.state,
      waiting_for: null,
      idle: null,
      result: JSON.stringify(end.result),
      error: end.error && JSON.stringify(end.error),
      finished_at: new Date(),
    })
    .where('key', '=', end.key)
    .where('finished_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await sql`select pg_notify('wish', ${end.key})`.execute(db);
  return true;
}

/** Which of these tasks were finished before that moment. */
export async function finishedTaskKeys(
  db: Database,
  keys: readonly string[],
  before: Date,
): Promise<string[]> {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom('tasks')
    .select('key')
    .where('key', 'in', [...keys])
    .where('finished_at', '<', before)
    .execute();
  return rows.map(({ key }) => key);
}
