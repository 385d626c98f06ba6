import {
  listStashes,
  type Stash,
  type StashOrder,
  type StashSummary,
  stashOrders,
  termsOfOrder,
} from '../../database/index.js';
import { goneUids, type MayBeGone } from '../catalogue/gone.js';
import type { CommandDependencies } from '../define-command.js';
import { ownPlaces, shownName } from './names.js';

/** A version of a place as it is listed; a name that is empty is shown as `unnamed`. */
export const stashJson = ({ id, name, kind, current, createdAt, checkedAt, ...counts }: StashSummary) => ({
  id,
  name: shownName(name),
  kind,
  current,
  createdAt: createdAt.toISOString(),
  checked: checkedAt !== null,
  orders: counts.orders,
  switchedOff: counts.switchedOff,
  outcomes: counts.outcomes,
});
export type StashJson = ReturnType<typeof stashJson>;

/**
 * A saved order: what it is placed with now, and what the broker told of it.
 * @param goneSince where its instrument is gone
 */
export const stashOrderJson = (order: StashOrder, goneSince?: string) => ({
  position: order.position,
  ticker: order.ticker,
  active: order.active,
  edited: order.edited !== null,
  terms: termsOfOrder(order),
  assumed: order.assumed,
  problem: order.problem,
  outcome: order.outcome,
  saved: order.snapshot,
  ...(goneSince !== undefined && ({ goneSince } satisfies MayBeGone)),
});
export type StashOrderJson = ReturnType<typeof stashOrderJson>;

/** Newest first, history included. */
export async function shownStashes(
  dependencies: Pick<CommandDependencies, 'db' | 'broker'>,
  name?: string,
): Promise<StashJson[]> {
  const of = { ...ownPlaces(dependencies), ...(name !== undefined && { name }) };
  return (await listStashes(dependencies.db, of)).map(stashJson);
}

export async function shownStash(
  stash: Stash,
  dependencies: Pick<CommandDependencies, 'db' | 'broker'>,
): Promise<StashJson & { readonly items: readonly StashOrderJson[] }> {
  const { db } = dependencies;
  const [all, orders] = await Promise.all([
    listStashes(db, { ...ownPlaces(dependencies), name: stash.name, limit: 10_000 }),
    stashOrders(db, stash.id),
  ]);
  const summary = all.find(({ id }) => id === stash.id);
  if (!summary) throw new Error(`stash ${stash.id} is not among those of its own place`);
  const uidOf = ({ snapshot }: StashOrder): string => snapshot.instrumentUid;
  const gone = await goneUids(db, stash.mode, orders.map(uidOf));
  return {
    ...stashJson(summary),
    items: orders.map((order) => stashOrderJson(order, gone.get(uidOf(order)))),
  };
}
