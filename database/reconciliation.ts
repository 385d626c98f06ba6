import { sql } from 'kysely';
import type { Execution } from '../domain/reconciliation/executions.js';
import type { Database } from './connection.js';
import { inTransaction } from './connection.js';
import { type OfAccount, type Telling, tellOnceWithin } from './told-differences.js';

/** An execution as it was counted. */
export interface CountedExecution extends Execution {
  /** So much of it people know of; null where it is ours. */
  readonly told: number | null;
}

/** A position as it was last found with nothing open. */
export interface ExplainedPosition {
  readonly amount: number;
  readonly at: Date;
}

/** What was written down at the last look. */
export interface Reconciliation {
  /** Who saves under it does so only if nobody saved meanwhile. */
  readonly version: string;
  /** How long ago that was, by the database's clock; undefined before the first look. */
  readonly savedAgoMs: number | undefined;
  /** By instrument; null while it is not known. */
  readonly unexplained: ReadonlyMap<string, number | null>;
  readonly positions: ReadonlyMap<string, ExplainedPosition>;
  /** By the order's name. */
  readonly executions: ReadonlyMap<string, CountedExecution>;
}

interface Row {
  readonly version: string;
  readonly savedAgoMs: string | null;
}

/**
 * Takes the looking at an account for one worker.
 * @param minAgeMs another worker's last look is at least so old
 * @returns undefined where another one looks
 */
export async function beginReconciliation(
  db: Database,
  {
    mode,
    accountId,
    workerId,
    minAgeMs,
  }: OfAccount & { readonly workerId: string; readonly minAgeMs: number },
): Promise<Reconciliation | undefined> {
  const { rows } = await sql<Row>`
    insert into reconciliations as known (mode, account_id, worker_id) values (${mode}, ${accountId}, ${workerId})
    on conflict (mode, account_id) do update set worker_id = excluded.worker_id, looked_at = clock_timestamp()
      where known.worker_id = excluded.worker_id
        or known.looked_at <= clock_timestamp() - ${minAgeMs} * interval '1 millisecond'
    returning version, 1000 * extract(epoch from clock_timestamp() - saved_at) as "savedAgoMs"`.execute(db);
  return rows[0] && remembered(db, { mode, accountId }, rows[0]);
}

/** The same for who only wants to know. */
export async function readReconciliation(db: Database, of: OfAccount): Promise<Reconciliation | undefined> {
  const { rows } = await sql<Row>`
    select version, 1000 * extract(epoch from clock_timestamp() - saved_at) as "savedAgoMs"
    from reconciliations where mode = ${of.mode} and account_id = ${of.accountId}`.execute(db);
  return rows[0] && remembered(db, of, rows[0]);
}

async function remembered(db: Database, { mode, accountId }: OfAccount, row: Row): Promise<Reconciliation> {
  const [positions, executions] = await Promise.all([
    db
      .selectFrom('reconciled_positions')
      .select(['instrument_uid', 'unexplained', 'amount', 'explained_at'])
      .where('mode', '=', mode)
      .where('account_id', '=', accountId)
      .execute(),
    db
      .selectFrom('reconciled_executions')
      .select(['name', 'instrument_uid', 'amount', 'told'])
      .where('mode', '=', mode)
      .where('account_id', '=', accountId)
      .execute(),
  ]);
  const numberOrNull = (text: string | null) => (text === null ? null : Number(text));
  return {
    version: row.version,
    savedAgoMs: row.savedAgoMs === null ? undefined : Number(row.savedAgoMs),
    unexplained: new Map(positions.map((one) => [one.instrument_uid, numberOrNull(one.unexplained)])),
    positions: new Map(
      positions.flatMap(({ instrument_uid, amount, explained_at: at }) =>
        amount === null || at === null ? [] : [[instrument_uid, { amount: Number(amount), at }]],
      ),
    ),
    executions: new Map(
      executions.map(({ name, instrument_uid: instrumentUid, amount, told }) => [
        name,
        { instrumentUid, amount: Number(amount), told: numberOrNull(told) },
      ]),
    ),
  };
}

/** What a look found, as far as it is new. */
export interface Findings {
  readonly unexplained: ReadonlyMap<string, number | null>;
  readonly positions: ReadonlyMap<string, number>;
  readonly executions: ReadonlyMap<string, CountedExecution>;
  /**
   * Where old executions are to be forgotten: the orders that are listed or in the log still, which would be counted again.
   */
  readonly kept?: ReadonlySet<string>;
  readonly tellings: readonly Telling[];
}

/** Executions are counted one by one for so long before the last look; then they are a part of the position. */
const COUNTED_FOR = sql.raw(`interval '2 days'`);

/** @returns false when another worker looked meanwhile: then nothing is written, and nothing told */
export function saveReconciliation(
  db: Database,
  { mode, accountId, workerId, version }: OfAccount & { readonly workerId: string; readonly version: string },
  findings: Findings,
): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    const { rows } = await sql<{ before: Date | null }>`
      update reconciliations as now set version = now.version + 1, saved_at = clock_timestamp()
      from reconciliations as before
      where now.mode = ${mode} and now.account_id = ${accountId} and now.worker_id = ${workerId}
        and now.version = ${version} and before.mode = now.mode and before.account_id = now.account_id
      returning before.saved_at as before`.execute(transaction);
    if (!rows[0]) return false;
    const of = { mode, accountId };
    await savePositions(transaction, of, findings);
    await saveExecutions(transaction, of, findings);
    const { before } = rows[0];
    const { kept } = findings;
    if (before && kept) await forgetExecutions(transaction, of, { before, kept });
    await tellOnceWithin(transaction, of, findings.tellings);
    return true;
  });
}

async function savePositions(
  db: Database,
  { mode, accountId }: OfAccount,
  { unexplained, positions }: Pick<Findings, 'unexplained' | 'positions'>,
): Promise<void> {
  const uids = [...new Set([...unexplained.keys(), ...positions.keys()])];
  if (uids.length === 0) return;
  const rows = uids.map((uid) => ({
    uid,
    is_new: unexplained.has(uid),
    unexplained: unexplained.get(uid) ?? null,
    amount: positions.get(uid) ?? null,
  }));
  await sql`
    insert into reconciled_positions as known (mode, account_id, instrument_uid, unexplained, amount, explained_at)
    select ${mode}, ${accountId}, uid, case when is_new then unexplained else 0 end, amount,
      case when amount is not null then now() end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row (uid text, is_new boolean, unexplained bigint, amount bigint)
    on conflict (mode, account_id, instrument_uid) do update
      set unexplained = case when excluded.instrument_uid = any(${uids.filter((uid) => unexplained.has(uid))}::text[])
          then excluded.unexplained else known.unexplained end,
        amount = coalesce(excluded.amount, known.amount),
        explained_at = coalesce(excluded.explained_at, known.explained_at)`.execute(db);
}

async function saveExecutions(
  db: Database,
  { mode, accountId }: OfAccount,
  { executions }: Pick<Findings, 'executions'>,
): Promise<void> {
  if (executions.size === 0) return;
  const rows = [...executions].map(([name, { instrumentUid: uid, amount, told }]) => ({
    name,
    uid,
    amount,
    told,
  }));
  await sql`
    insert into reconciled_executions (mode, account_id, name, instrument_uid, amount, told)
    select ${mode}, ${accountId}, name, uid, amount, told
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (name text, uid text, amount bigint, told bigint)
    on conflict (mode, account_id, name) do update
      set amount = excluded.amount, told = excluded.told, changed_at = now()`.execute(db);
}

async function forgetExecutions(
  db: Database,
  { mode, accountId }: OfAccount,
  { before, kept }: { readonly before: Date; readonly kept: ReadonlySet<string> },
): Promise<void> {
  await sql`
    with gone as (
      delete from reconciled_executions where mode = ${mode} and account_id = ${accountId}
        and changed_at < ${before}::timestamptz - ${COUNTED_FOR}
        and name <> all(${[...kept]}::text[])
      returning instrument_uid, amount
    ), sums as (select instrument_uid, sum(amount) as amount from gone group by instrument_uid)
    insert into reconciled_positions as known (mode, account_id, instrument_uid, unexplained)
    select ${mode}, ${accountId}, instrument_uid, amount from sums
    on conflict (mode, account_id, instrument_uid) do update
      set unexplained = known.unexplained + excluded.unexplained`.execute(db);
}
