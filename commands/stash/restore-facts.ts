import {
  knownStopEnds,
  lastRestoredAs,
  ownersOfStops,
  restoresInDoubt,
  type Stash,
  type StashOrder,
  stashOrders,
  termsOfOrder,
} from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import { idsToAsk, ordersToRestore } from '../../domain/stash/fates.js';
import { atSameQuotation } from '../../domain/stash/placeable.js';
import { planRestore, type RestorePlan, type RestoreWish } from '../../domain/stash/plan-restore.js';
import { isOf, type RestoreRequest } from '../../domain/stash/stash-task.js';
import type { CommandContext } from '../define-command.js';

export interface RestoreFacts {
  readonly plan: RestorePlan;
  readonly orders: readonly StashOrder[];
  /** Of what would be cleaned away, not placed by tasks of ours. */
  readonly foreign: number;
  /** Of every instrument that the catalogue holds, by its uid. */
  readonly instruments: ReadonlyMap<string, Instrument>;
}

/** What a restore would do at this moment. */
export async function restoreFacts(
  {
    stash,
    instruments,
    margin,
    wish,
  }: { stash: Stash; margin: boolean; wish: RestoreWish } & Pick<RestoreRequest, 'instruments'>,
  { broker, db }: CommandContext,
): Promise<RestoreFacts> {
  const { accountId } = broker;
  const inScope = ({ instrumentUid }: { readonly instrumentUid: string }) =>
    isOf({ instruments }, instrumentUid);
  const saved = (await stashOrders(db, stash.id)).filter(({ snapshot }) => inScope(snapshot));
  const uids = [...new Set(saved.map(({ snapshot }) => snapshot.instrumentUid))];
  const [active, restoredAs, inDoubt, found] = await Promise.all([
    broker.stopOrders.active().then((all) => all.filter(inScope)),
    lastRestoredAs(db, stash.id),
    restoresInDoubt(db, stash.id),
    Promise.all(uids.map((uid) => broker.instruments.byUid(uid))),
  ]);
  const known = new Map(found.flatMap((each) => (each ? [[each.uid, each] as const] : [])));
  const orders = saved.map((order) => {
    const terms = termsOfOrder(order);
    const instrument = terms ? known.get(terms.instrumentUid) : undefined;
    const now = terms && instrument ? atSameQuotation(terms, instrument) : null;
    return {
      position: order.position,
      terms: now && margin && order.assumed.includes('margin') ? { ...now, margin } : now,
      active: order.active,
      stopOrderId: order.snapshot.stopOrderId,
    };
  });
  const ids = orders.map(({ position, stopOrderId }) => restoredAs.get(position) ?? stopOrderId);
  const whatIsKnown = { restoredAs, inDoubt, orders, ends: await knownStopEnds(db, { accountId, ids }) };
  const told = idsToAsk(whatIsKnown, active).length > 0 ? await broker.stopOrders.since(oldestOf(saved)) : [];
  const plan = planRestore({
    orders: ordersToRestore(whatIsKnown, told),
    active,
    wish,
    now: new Date(),
  });
  const stopOrderIds = plan.others.map(({ stopOrderId }) => stopOrderId);
  const owners = await ownersOfStops(db, { accountId, stopOrderIds });
  return { plan, orders: saved, foreign: stopOrderIds.length - owners.size, instruments: known };
}

const oldestOf = (saved: readonly StashOrder[]): Date =>
  new Date(Math.min(...saved.map(({ snapshot: { createdAt } }) => (createdAt ? Date.parse(createdAt) : 0))));
