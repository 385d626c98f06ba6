import { createHash } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { KeptSnapshot } from '../domain/stash/kept-snapshot.js';
import type { Assumption, NotPlaceable } from '../domain/stash/placeable.js';
import type { StopTerms } from '../domain/stop-order.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import type { StashesTable, StashOrdersTable } from './tables/stashes.js';

/** What a person asked to be saved, or what a restore found and put away. */
export type StashKind = 'asked' | 'before-restore';

/** What became of a saved order: `gone` was not found any more, and nobody knows why; `kept` was left waiting. */
export type StashOutcome = 'cancelled' | 'executed' | 'expired' | 'gone' | 'kept';

export interface NewStashOrder {
  /** All that the broker returned of it. */
  readonly snapshot: KeptSnapshot;
  /** Null where the catalogue does not hold its instrument. */
  readonly ticker: string | null;
  /** What it is placed with again; null where that cannot be. */
  readonly terms: StopTerms | null;
  readonly problem: NotPlaceable | null;
  readonly assumed: readonly Assumption[];
  /** Where it is not to be cancelled. */
  readonly outcome: 'kept' | null;
}

export interface StashOrder extends Omit<NewStashOrder, 'outcome'> {
  /** From 1 on. */
  readonly position: number;
  /** As a person changed it; null as it was saved. */
  readonly edited: StopTerms | null;
  /** False: a person switched it off, a restore leaves it out. */
  readonly active: boolean;
  /** Null until it is known. */
  readonly outcome: StashOutcome | null;
}

/** A version of the place of its name; the name of the unnamed one is empty. */
export interface Stash {
  readonly id: number;
  readonly mode: string;
  readonly accountId: string;
  readonly name: string;
  readonly kind: StashKind;
  readonly taskKey: string;
  readonly createdAt: Date;
  /** When it had been read back and found to be what the broker told; nothing is cancelled before. */
  readonly checkedAt: Date | null;
}

export interface StashPlace {
  readonly mode: string;
  readonly accountId: string;
  readonly name: string;
}

const fromStash = (row: Selectable<StashesTable>): Stash => ({
  id: row.id,
  mode: row.mode,
  accountId: row.account_id,
  name: row.name,
  kind: row.kind as StashKind,
  taskKey: row.task_key,
  createdAt: row.created_at,
  checkedAt: row.checked_at,
});

const fromOrder = (row: Selectable<StashOrdersTable>): StashOrder => ({
  position: row.position,
  snapshot: row.snapshot,
  ticker: row.ticker,
  terms: row.terms,
  problem: row.problem as NotPlaceable | null,
  assumed: row.assumed as Assumption[],
  edited: row.edited,
  active: row.active,
  outcome: row.outcome as StashOutcome | null,
});

/** What it is to be placed with: as it was saved, or as a person changed it. */
export const termsOfOrder = ({ edited, terms }: StashOrder): StopTerms | null => edited ?? terms;

/** Another one as soon as a person changed any of these orders, or switched it on or off. */
export const contentsOf = (orders: readonly StashOrder[]): string =>
  createHash('sha256')
    .update(JSON.stringify(orders.map(({ position, edited, active }) => [position, edited, active])))
    .digest('hex');

export interface NewStash extends StashPlace {
  readonly kind: StashKind;
  /** At least one. */
  readonly orders: readonly NewStashOrder[];
}

/**
 * Saves a stash with its orders, all or nothing, under a valid claim of its task. One that the task already made is
 * answered instead, as it was saved.
 * @returns undefined when the claim is not ours any more: then nothing was saved
 */
export async function saveStash(db: Database, claim: Claim, stash: NewStash): Promise<Stash | undefined> {
  return inTransaction(db, async (transaction) => {
    if (!(await holdsClaim(transaction, claim))) return undefined;
    return (
      (await stashOfTask(transaction, claim.taskKey)) ??
      (await insertStash(transaction, claim.taskKey, stash))
    );
  });
}

/** In the transaction of whoever calls. */
export async function insertStash(
  transaction: Database,
  taskKey: string,
  { mode, accountId, name, kind, orders }: NewStash,
): Promise<Stash> {
  const row = await transaction
    .insertInto('stashes')
    .values({ mode, account_id: accountId, name, kind, task_key: taskKey })
    .returningAll()
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('stash_orders')
    .values(orders.map((order, index) => toColumns(row.id, index + 1, order)))
    .execute();
  return fromStash(row);
}

const toColumns = (stashId: number, position: number, order: NewStashOrder) => ({
  stash_id: stashId,
  position,
  stop_order_id: order.snapshot.stopOrderId,
  instrument_uid: order.snapshot.instrumentUid,
  ticker: order.ticker,
  snapshot: JSON.stringify(order.snapshot),
  terms: order.terms && JSON.stringify(order.terms),
  problem: order.problem,
  assumed: [...order.assumed],
  outcome: order.outcome,
});

/** Whether the claim is valid, and stays with its holder until the transaction ends. */
export async function holdsClaim(transaction: Database, claim: Claim): Promise<boolean> {
  const { rows } = await sql`
    select task_key from claims
    where task_key = ${claim.taskKey} and worker_id = ${claim.workerId} and epoch = ${claim.epoch}
      and valid_until > clock_timestamp()
    for share`.execute(transaction);
  return rows.length > 0;
}

/** The stash that a task made; undefined before it did. */
export async function stashOfTask(db: Database, taskKey: string): Promise<Stash | undefined> {
  const row = await db.selectFrom('stashes').selectAll().where('task_key', '=', taskKey).executeTakeFirst();
  return row && fromStash(row);
}

export async function stashById(db: Database, id: number): Promise<Stash | undefined> {
  const row = await db.selectFrom('stashes').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromStash(row);
}

/** What a place holds: the newest version that a person asked for. */
export async function currentStash(db: Database, place: StashPlace): Promise<Stash | undefined> {
  const row = await db
    .selectFrom('stashes')
    .selectAll()
    .where('mode', '=', place.mode)
    .where('account_id', '=', place.accountId)
    .where('name', '=', place.name)
    .where('kind', '=', 'asked')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && fromStash(row);
}

/** By position. */
export async function stashOrders(db: Database, stashId: number): Promise<StashOrder[]> {
  const rows = await db
    .selectFrom('stash_orders')
    .selectAll()
    .where('stash_id', '=', stashId)
    .orderBy('position')
    .execute();
  return rows.map(fromOrder);
}

/** It was read back, and is what the broker told. */
export async function recordStashChecked(db: Database, id: number): Promise<void> {
  await sql`update stashes set checked_at = coalesce(checked_at, now()) where id = ${id}`.execute(db);
}

/** What became of some of its orders; the first outcome of each stays. */
export async function recordStashOutcomes(
  db: Database,
  stashId: number,
  outcomes: readonly { readonly stopOrderId: string; readonly outcome: StashOutcome }[],
): Promise<void> {
  await sql`
    update stash_orders set outcome = told.outcome, settled_at = now()
    from unnest(${outcomes.map(({ stopOrderId }) => stopOrderId)}::text[],
      ${outcomes.map(({ outcome }) => outcome)}::text[]) as told (stop_order_id, outcome)
    where stash_orders.stash_id = ${stashId} and stash_orders.stop_order_id = told.stop_order_id
      and stash_orders.outcome is null`.execute(db);
}

/** Changes one of its orders before it is restored. @returns undefined where there is no such order */
export async function changeStashOrder(
  db: Database,
  at: { readonly stashId: number; readonly position: number },
  change: { readonly edited?: StopTerms; readonly active?: boolean },
): Promise<StashOrder | undefined> {
  const row = await db
    .updateTable('stash_orders')
    .set({
      ...(change.edited && { edited: JSON.stringify(change.edited) }),
      ...(change.active !== undefined && { active: change.active }),
    })
    .where('stash_id', '=', at.stashId)
    .where('position', '=', at.position)
    .returningAll()
    .executeTakeFirst();
  return row && fromOrder(row);
}

export interface StashSummary extends Stash {
  /** It is what its place holds. */
  readonly current: boolean;
  readonly orders: number;
  /** Those that a restore would leave out. */
  readonly switchedOff: number;
  /** By what became of them; `open`: not known yet. */
  readonly outcomes: Readonly<Partial<Record<StashOutcome | 'open', number>>>;
}

/** Every version of every place of an account, newest first; of one name where that is given. */
export async function listStashes(
  db: Database,
  of: { readonly mode: string; readonly accountId: string; readonly name?: string; readonly limit?: number },
): Promise<StashSummary[]> {
  const { rows } = await sql<
    Selectable<StashesTable> & {
      current: boolean;
      orders: number;
      switched_off: number;
      outcomes: Partial<Record<StashOutcome | 'open', number>> | null;
    }
  >`
    select stashes.*,
      stashes.kind = 'asked' and not exists (
        select 1 from stashes newer where newer.mode = stashes.mode and newer.account_id = stashes.account_id
          and newer.name = stashes.name and newer.kind = 'asked' and newer.id > stashes.id
      ) as current,
      (select count(*)::integer from stash_orders where stash_id = stashes.id) as orders,
      (select count(*)::integer from stash_orders where stash_id = stashes.id and not active) as switched_off,
      (select jsonb_object_agg(outcome, many) from (
        select coalesce(outcome, 'open') as outcome, count(*) as many from stash_orders
        where stash_id = stashes.id group by 1
      ) counted) as outcomes
    from stashes
    where mode = ${of.mode} and account_id = ${of.accountId}
      and (${of.name ?? null}::text is null or name = ${of.name ?? null}::text)
    order by id desc limit ${of.limit ?? 100}`.execute(db);
  return rows.map((row) => ({
    ...fromStash(row),
    current: row.current,
    orders: row.orders,
    switchedOff: row.switched_off,
    outcomes: row.outcomes ?? {},
  }));
}
