import { sql } from 'kysely';
import { type Database, unhurried } from './connection.js';

/** After this silence a claim may be taken from its holder. */
export const CLAIM_LEASE_MS = 2_500;

const lease = sql`clock_timestamp() + ${`${CLAIM_LEASE_MS} milliseconds`}::interval`;

export interface Claim {
  readonly taskKey: string;
  readonly workerId: string;
  /** Rises with every change of hands; what was written under an older one is refused. */
  readonly epoch: string;
  /** It was another worker's, which had not prolonged it for so many milliseconds. */
  readonly silentMs?: number;
}

/** Takes a task's claim if nobody holds it (or its holder is silent). @returns undefined while another holds it. */
export async function acquireClaim(
  db: Database,
  of: { taskKey: string; workerId: string },
): Promise<Claim | undefined> {
  const { rows } = await sql<{ epoch: string; silent_ms: string | null }>`
    with before as (
      select extract(epoch from (clock_timestamp() - valid_until)) * 1000 + ${CLAIM_LEASE_MS}::integer as silent_ms
      from claims where task_key = ${of.taskKey} and worker_id <> ${of.workerId}
    )
    insert into claims as held (task_key, worker_id, epoch, valid_until)
    values (${of.taskKey}, ${of.workerId}, 1, ${lease})
    on conflict (task_key) do update
      set worker_id = excluded.worker_id, epoch = held.epoch + 1, valid_until = excluded.valid_until, asked_by = null
      where held.worker_id is null or held.worker_id = excluded.worker_id or held.valid_until < clock_timestamp()
    returning epoch, (select silent_ms from before)`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { epoch, silent_ms } = row;
  return { ...of, epoch, ...(silent_ms !== null && { silentMs: Number(silent_ms) }) };
}

/** Unfinished tasks of one mode and account whose worker fell silent: its claims ran out, and nobody took them. */
export async function tasksOfSilentWorkers(
  db: Database,
  of: { mode: string; accountId: string; workerId: string },
): Promise<string[]> {
  const { rows } = await sql<{ task_key: string }>`
    select claims.task_key from claims join tasks on tasks.key = claims.task_key
    where claims.worker_id <> ${of.workerId} and claims.valid_until < clock_timestamp()
      and tasks.finished_at is null and tasks.mode = ${of.mode} and tasks.account_id = ${of.accountId}`.execute(
    db,
  );
  return rows.map(({ task_key }) => task_key);
}

/** Asks the holder to give the claim up; announced on channel `claim` with the task's key. */
export async function askForClaim(db: Database, of: { taskKey: string; workerId: string }): Promise<void> {
  await sql`
    with asked as (
      update claims set asked_by = ${of.workerId}
      where task_key = ${of.taskKey} and worker_id <> ${of.workerId} returning task_key
    )
    select pg_notify('claim', task_key::text) from asked`.execute(db);
}

/**
 * Gives a claim up, so that whoever asked takes it at once; announced on channel `claim_free`, and on `claim_left` when
 * its worker ends and somebody else should go on with the task.
 * @returns whether it was ours until now: nobody else can have acted under it
 */
export async function releaseClaim(
  db: Database,
  claim: Claim,
  { leaving = false }: { leaving?: boolean } = {},
): Promise<boolean> {
  const { rows } = await sql`
    with released as (
      update claims set worker_id = null, asked_by = null, valid_until = '-infinity'
      where task_key = ${claim.taskKey} and worker_id = ${claim.workerId} and epoch = ${claim.epoch}
      returning task_key
    )
    select pg_notify(channel, task_key::text) from released, unnest(${leaving ? ['claim_free', 'claim_left'] : ['claim_free']}::text[]) as channel`.execute(
    db,
  );
  return rows.length > 0;
}

export interface ProlongedClaim {
  readonly taskKey: string;
  readonly epoch: string;
  readonly askedBy: string | null;
  /** Of the wish now, the end of the task counted as one more: an announcement may have been missed. */
  readonly wishVersion: number;
  /** Whether orders are halted now, likewise. */
  readonly halted: boolean;
}

/**
 * Prolongs the claims a worker holds in one statement. An expired claim that nobody took is still its holder's:
 * nobody can have acted in between. One that is in the worker's name, but that it does not know of, runs out.
 * It does not wait for the disk: a crash that takes a prolonging back makes the claim run out sooner, which is as if it
 * had not come. What was written under the claim waits for the disk, and with it for every prolonging before; an order
 * sent later than whoever takes over believes has its key, which that one settles first.
 */
export async function prolongClaims(
  db: Database,
  workerId: string,
  taskKeys: readonly string[],
): Promise<ProlongedClaim[]> {
  const { rows } = await sql<{
    task_key: string;
    epoch: string;
    asked_by: string | null;
    wish_version: number;
    halted: boolean;
  }>`
    with ${unhurried}
    update claims set valid_until = ${lease} from tasks, halt, unhurried
    where tasks.key = claims.task_key and claims.worker_id = ${workerId} and claims.task_key = any(${[...taskKeys]}::uuid[])
    returning claims.task_key, claims.epoch, claims.asked_by,
      tasks.wish_version + (tasks.finished_at is not null)::integer as wish_version,
      halt.since is not null as halted`.execute(db);
  return rows.map((row) => ({
    taskKey: row.task_key,
    epoch: row.epoch,
    askedBy: row.asked_by,
    wishVersion: row.wish_version,
    halted: row.halted,
  }));
}
