import {
  contentsOf,
  type Database,
  knownStopEnds,
  lastRestoredAs,
  type NewRestore,
  restoredOrders,
  restoresInDoubt,
  type StashOrder,
  stashOrders,
  termsOfOrder,
  writeRestorePlan,
} from '../../database/index.js';
import { idsToAsk, ordersToRestore, type WhatIsKnown } from '../../domain/stash/fates.js';
import { atSameQuotation } from '../../domain/stash/placeable.js';
import { planRestore, type RestoreStep } from '../../domain/stash/plan-restore.js';
import { isOf, type RestoreRequest } from '../../domain/stash/stash-task.js';
import type { StopSnapshot, StopTerms } from '../../domain/stop-order.js';
import type { PlannedStop } from '../../domain/stop-task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListTask } from '../list-executor.js';
import { toSave } from './to-save.js';

/** From then on it goes on by what is written down. */
export const isRestorePlanned = async (db: Database, taskKey: string): Promise<boolean> =>
  (await restoredOrders(db, taskKey)) !== undefined;

/**
 * Decides once what becomes of each saved order, and what is cleaned away, and writes it down, before anything is done.
 * @returns `stash-changed` where that is another one than was agreed to; else what waited, of the instruments that are restored; of what is cleaned away it was saved as told
 */
export async function planRestoring(
  dependencies: ExecutionDependencies,
  list: ListTask,
): Promise<readonly StopSnapshot[] | 'stash-changed'> {
  const { db, broker } = dependencies;
  const request = list.row.request as RestoreRequest;
  const saved = (await stashOrders(db, request.stash)).filter(({ snapshot }) =>
    isOf(request, snapshot.instrumentUid),
  );
  if (contentsOf(saved) !== request.contents) return 'stash-changed';
  const active = (await broker.stopOrders.active()).filter(({ instrumentUid }) =>
    isOf(request, instrumentUid),
  );
  const known = await whatIsKnown(dependencies, request, saved);
  const asked = idsToAsk(known, active);
  const told = asked.length > 0 ? await broker.stopOrders.since(oldestOf(saved)) : [];
  const { expiredTill, again, clean } = request;
  const { steps, others } = planRestore({
    orders: ordersToRestore(known, told),
    active,
    wish: { expiredTill: expiredTill ?? undefined, again, clean },
    now: new Date(),
  });
  const agreed = new Set(request.cleanIds);
  const cleaned = new Set(
    others.flatMap(({ stopOrderId }) => (clean && agreed.has(stopOrderId) ? [stopOrderId] : [])),
  );
  const before =
    cleaned.size > 0 ? await toSave(dependencies, active, (stop) => !cleaned.has(stop.stopOrderId)) : [];
  const plan: NewRestore = {
    taskKey: list.row.key,
    stashId: request.stash,
    accountId: broker.accountId,
    orders: saved.flatMap((order) => restored(order, steps.get(order.position))),
    before:
      before.length > 0
        ? {
            mode: broker.mode,
            accountId: broker.accountId,
            name: request.name,
            kind: 'before-restore',
            orders: before,
          }
        : undefined,
  };
  if (!(await writeRestorePlan(db, list.claim.claim, plan))) throw new Error('the claim is not sure');
  return active;
}

async function whatIsKnown(
  { db, broker }: ExecutionDependencies,
  { stash, margin }: RestoreRequest,
  saved: readonly StashOrder[],
): Promise<WhatIsKnown> {
  const [restoredAs, inDoubt] = await Promise.all([lastRestoredAs(db, stash), restoresInDoubt(db, stash)]);
  const orders = await Promise.all(
    saved.map(async (order) => ({
      position: order.position,
      terms: await termsNow(broker, order, margin),
      active: order.active,
      stopOrderId: order.snapshot.stopOrderId,
    })),
  );
  const ids = orders.map(({ position, stopOrderId }) => restoredAs.get(position) ?? stopOrderId);
  const ends = await knownStopEnds(db, { accountId: broker.accountId, ids });
  return { restoredAs, inDoubt, ends, orders };
}

/** In today's roubles, and with the consent that was given for what nobody kept. */
export async function termsNow(
  { instruments }: ExecutionDependencies['broker'],
  order: StashOrder,
  margin: boolean,
): Promise<StopTerms | null> {
  const terms = termsOfOrder(order);
  const instrument = terms && (await instruments.byUid(terms.instrumentUid));
  if (!instrument) return null;
  const now = atSameQuotation(terms, instrument);
  return margin && order.assumed.includes('margin') ? { ...now, margin } : now;
}

/** What a person switched off is no part of it. */
function restored(order: StashOrder, step: RestoreStep | undefined): NewRestore['orders'] {
  const { position } = order;
  if (!step || (step.do === 'skip' && step.reason === 'switched-off')) return [];
  if (step.do === 'keep') return [{ position, fate: 'there', stopOrderId: step.stopOrderId }];
  if (step.do === 'place') return [{ position, fate: null, stopOrderId: null, stop: { terms: step.terms } }];
  const { reason } = step;
  return [{ position, fate: reason, stopOrderId: null, stop: skipped(order, reason) }];
}

const skipped = (order: StashOrder, reason: string): PlannedStop => ({
  terms: termsOfOrder(order) ?? {
    instrumentUid: order.snapshot.instrumentUid,
    ticker: order.ticker ?? '',
    direction: order.snapshot.direction,
    lots: order.snapshot.lots,
    stopPrice: order.snapshot.stopPrice,
  },
  skipped: { code: `stash-${reason}`, data: {} },
});

const oldestOf = (saved: readonly StashOrder[]): Date =>
  new Date(Math.min(...saved.map(({ snapshot: { createdAt } }) => (createdAt ? Date.parse(createdAt) : 0))));
