import { type Selectable, sql } from 'kysely';
import type { CancelItem, CancelledItem } from '../domain/cancel/item.js';
import type { JournalEntry } from '../domain/journal.js';
import { writeItems } from './cancel-items.js';
import { type CancelAccount, type CancelRow, cancelFromRow, runningCancel } from './cancel-rows.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';
import type { CancelsTable } from './tables/account.js';
import { writeStopToAll } from './wishes.js';

/** After this silence the cancelling of everything may be taken from who carries it out. */
export const CANCEL_LEASE_MS = 2_500;

const lease = sql`clock_timestamp() + ${`${CANCEL_LEASE_MS} milliseconds`}::interval`;

/** Leave to carry it out; rises with every change of hands, and what is written under an older one is refused. */
export interface CancelLease {
  readonly id: number;
  readonly holder: string;
  readonly epoch: string;
}

const lockOf = ({ mode, accountId }: CancelAccount) =>
  sql`hashtextextended(${`cancel ${mode} ${accountId}`}, 0)`;

/**
 * Begins to cancel everything of an account, or finds that it is being done: every task of it that is not finished is
 * told to stop, in one statement, and nothing new can be started until it is reported. It waits for what is being
 * started, and for orders that are being written down, at this moment: once it is committed none is written any more.
 * Announced on channels `wish` (each task) and `cancel`.
 * @param items what was shown to who confirmed it
 */
export const beginCancel = (
  db: Database,
  { by, items, ...account }: CancelAccount & { by: string; items: readonly CancelItem[] },
): Promise<{ row: CancelRow; isNew: boolean }> =>
  inTransaction(db, async (transaction) => {
    await sql`select pg_advisory_xact_lock(${lockOf(account)})`.execute(transaction);
    const running = await runningCancel(transaction, account);
    if (running) return { row: running, isNew: false };
    const tasks = await writeStopToAll(transaction, account);
    await transaction
      .updateTable('cancels')
      .set({ state: 'done' })
      .where('mode', '=', account.mode)
      .where('account_id', '=', account.accountId)
      .where('state', '=', 'watching')
      .execute();
    const row = await transaction
      .insertInto('cancels')
      .values({ mode: account.mode, account_id: account.accountId, asked_by: by, tasks: [...tasks] })
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeItems(transaction, row.id, { seen: items, ended: [] });
    await appendToJournal(transaction, [
      {
        taskId: null,
        kind: 'cancel-begun',
        severity: 'report',
        data: { by, number: row.id, tasks: tasks.length },
      },
      ...tasks.map(
        (taskId): JournalEntry => ({ taskId, kind: 'cancel-asked', severity: 'info', data: { by } }),
      ),
    ]);
    await sql`select pg_notify('cancel', '')`.execute(transaction);
    return { row: cancelFromRow(row), isNew: true };
  });

/**
 * The cancelling that stands in the way of what this transaction starts; until it ends, none begins.
 * @param transaction never the database itself
 */
export async function cancelInTheWay(
  transaction: Database,
  account: CancelAccount,
): Promise<CancelRow | undefined> {
  await sql`select pg_advisory_xact_lock_shared(${lockOf(account)})`.execute(transaction);
  return runningCancel(transaction, account);
}

/** Whose a cancelling is that is not done: leave to carry it out, or for how long another one has it. */
export type HeldCancel =
  | { readonly row: CancelRow; readonly lease: CancelLease }
  | { readonly heldForMs: number };

/** Takes what is not done of an account, the oldest first, if nobody has it or who has it is silent. */
export async function holdCancel(
  db: Database,
  { holder, ...account }: CancelAccount & { holder: string },
): Promise<HeldCancel | undefined> {
  const { rows } = await sql<Selectable<CancelsTable>>`
    update cancels set holder = ${holder}, epoch = epoch + 1, valid_until = ${lease}
    where id = (select id from cancels where mode = ${account.mode} and account_id = ${account.accountId}
        and state <> 'done' order by state, id limit 1 for update)
      and (holder is null or holder = ${holder} or valid_until < clock_timestamp())
    returning *`.execute(db);
  const [row] = rows;
  if (row) return { row: cancelFromRow(row), lease: { id: row.id, holder, epoch: String(row.epoch) } };
  const { rows: others } = await sql<{ heldForMs: number }>`
    select greatest(0, ceil(1000 * extract(epoch from max(valid_until) - clock_timestamp())))::integer as "heldForMs"
    from cancels where mode = ${account.mode} and account_id = ${account.accountId} and state <> 'done'
    having count(*) > 0`.execute(db);
  return others[0];
}

/** Under its lease alone; one that ran out and that nobody took is still its holder's. */
const held = ({ id, holder, epoch }: CancelLease) =>
  sql`select id from cancels where id = ${id} and holder = ${holder} and epoch = ${epoch} and state <> 'done' for update`;

/** @returns whether the lease is still ours: then nothing was told, nor ended, by anybody else */
export async function prolongCancel(db: Database, of: CancelLease): Promise<boolean> {
  const { rows } = await sql`
    update cancels set valid_until = ${lease} where id in (${held(of)}) returning id`.execute(db);
  return rows.length > 0;
}

/** Gives it up, so that another one goes on at once; announced on channel `cancel`. */
export async function releaseCancel(db: Database, of: CancelLease): Promise<void> {
  await sql`
    with released as (
      update cancels set holder = null, valid_until = '-infinity' where id in (${held(of)}) returning id
    )
    select pg_notify('cancel', '') from released`.execute(db);
}

/** Writes what was seen, and what became of what was seen before. @returns whether the lease is still ours */
export const writeCancelItems = (
  db: Database,
  of: CancelLease,
  {
    seen,
    ended,
    newcomerLooks,
  }: { seen: readonly CancelItem[]; ended: readonly CancelledItem[]; newcomerLooks: number },
): Promise<boolean> =>
  inTransaction(db, async (transaction) => {
    const { rows } = await sql`
      update cancels set valid_until = ${lease}, newcomer_looks = ${newcomerLooks}
      where id in (${held(of)}) returning id`.execute(transaction);
    if (rows.length === 0) return false;
    await writeItems(transaction, of.id, { seen, ended });
    return true;
  });

/**
 * Reports it, once: what it came to and the lines of the journal, all or nothing; announced on channel `cancel`.
 * @returns whether the lease was ours
 */
export const reportCancel = (
  db: Database,
  of: CancelLease,
  {
    state,
    result,
    ended,
    entries,
  }: {
    state: 'watching' | 'done';
    result: unknown;
    ended: readonly CancelledItem[];
    entries: readonly JournalEntry[];
  },
): Promise<boolean> =>
  inTransaction(db, async (transaction) => {
    const { rows } = await sql`
      update cancels set state = ${state}, result = ${JSON.stringify(result)}::jsonb, reported_at = now(),
        valid_until = ${lease}
      where id in (${held(of)}) and reported_at is null returning id`.execute(transaction);
    if (rows.length === 0) return false;
    await writeItems(transaction, of.id, { seen: [], ended });
    await appendToJournal(transaction, entries);
    await sql`select pg_notify('cancel', '')`.execute(transaction);
    return true;
  });

/** Tells of what appeared after the report, and what became of it. @returns whether the lease is still ours */
export const tellOfCancel = (
  db: Database,
  of: CancelLease,
  { ended, entries }: { ended: readonly CancelledItem[]; entries: readonly JournalEntry[] },
): Promise<boolean> =>
  inTransaction(db, async (transaction) => {
    if (!(await prolongCancel(transaction, of))) return false;
    await writeItems(transaction, of.id, { seen: [], ended });
    await appendToJournal(transaction, entries);
    return true;
  });

/** Nothing is watched for any more. */
export async function endCancel(db: Database, of: CancelLease): Promise<void> {
  await sql`update cancels set state = 'done' where id in (${held(of)})`.execute(db);
}
