/** What a restore does with each saved order, and what it cleans away first. Pure. */
import type { Decimal } from '../decimal.js';
import { sameContent } from '../stop-content.js';
import type { StopSnapshot, StopTerms } from '../stop-order.js';

/** What became of a saved order where it was last: as it was saved, or as a restore placed it. */
export type LastFate =
  /** It was taken away, so it is to be placed. */
  | 'cancelled'
  | 'executed'
  | 'expired'
  /** It was left where it was, or nobody knows. */
  | 'unknown';

export interface OrderToRestore {
  /** In the stash. */
  readonly position: number;
  /** Null where it cannot be placed. */
  readonly terms: StopTerms | null;
  /** Not switched off. */
  readonly active: boolean;
  /** The broker's id of where it was last. */
  readonly lastId: string;
  readonly fate: LastFate;
}

export type SkipReason =
  | 'switched-off'
  | 'not-placeable'
  /** Its time was over, so it is placed only when asked for, with another end. */
  | 'expired'
  /** It triggered since it was saved: placed again it could buy or sell twice. Placed only when asked for. */
  | 'executed'
  /** It is not there, and whether it triggered nobody knows. Placed only when asked for. */
  | 'fate-unknown'
  /** It waits as it was before a person changed it, and nothing is to be cleaned away. */
  | 'still-there';

export type RestoreStep =
  | { readonly do: 'place'; readonly terms: StopTerms }
  /** It waits there already, so it stays: cancelled and placed anew it would be the same, and for a while away. */
  | { readonly do: 'keep'; readonly stopOrderId: string }
  | { readonly do: 'skip'; readonly reason: SkipReason };

export interface RestoreWish {
  /** With this end expired ones are placed too, ISO 8601 (UTC). */
  readonly expiredTill?: string | undefined;
  /** Those that triggered since they were saved are placed too, and those of which nobody knows. */
  readonly again?: boolean | undefined;
  /** What is there and not of the stash is cleaned away. */
  readonly clean: boolean;
}

export interface RestorePlan {
  /** By position. */
  readonly steps: ReadonlyMap<number, RestoreStep>;
  /** Active ones that are not of the stash. */
  readonly others: readonly StopSnapshot[];
}

/** @param active all that wait at the broker, of the instruments that are restored */
export function planRestore({
  orders,
  active,
  wish,
  now,
}: {
  readonly orders: readonly OrderToRestore[];
  readonly active: readonly StopSnapshot[];
  readonly wish: RestoreWish;
  readonly now: Date;
}): RestorePlan {
  const there = whoIsThere(orders, active);
  const waiting = new Set(active.map(({ stopOrderId }) => stopOrderId));
  const steps = new Map(
    orders.map((order) => {
      const itself = waiting.has(order.lastId);
      return [order.position, stepOf(order, { there: there.get(order.position), itself, wish, now })];
    }),
  );
  const kept = new Set([...there.values()].map(({ stopOrderId }) => stopOrderId));
  return { steps, others: active.filter(({ stopOrderId }) => !kept.has(stopOrderId)) };
}

function stepOf(
  { terms, active, fate }: OrderToRestore,
  seen: {
    readonly there: StopSnapshot | undefined;
    /** It waits, however changed. */
    readonly itself: boolean;
    readonly wish: RestoreWish;
    readonly now: Date;
  },
): RestoreStep {
  const { there, itself, wish, now } = seen;
  if (!active) return { do: 'skip', reason: 'switched-off' };
  if (there) return { do: 'keep', stopOrderId: there.stopOrderId };
  if (!terms) return { do: 'skip', reason: 'not-placeable' };
  if (itself && !wish.clean) return { do: 'skip', reason: 'still-there' };
  if (fate === 'executed' && !wish.again) return { do: 'skip', reason: 'executed' };
  if (fate === 'expired' || isOver(terms, now)) {
    if (wish.expiredTill === undefined) return { do: 'skip', reason: 'expired' };
    return { do: 'place', terms: { ...terms, expiry: { type: 'till-date', at: wish.expiredTill } } };
  }
  if (fate === 'unknown' && !itself && !wish.again) return { do: 'skip', reason: 'fate-unknown' };
  return { do: 'place', terms };
}

export const isOver = ({ expiry }: StopTerms, now: Date): boolean =>
  expiry.type === 'till-date' && new Date(expiry.at).getTime() <= now.getTime();

/** The price is there or beyond it: the broker refuses what would trigger at once. A trailing one only begins there. */
export function isPassed(
  { kind, direction, stopPrice, trailing }: StopTerms,
  last: Decimal | undefined,
): boolean {
  if (!last || trailing) return false;
  const waitsBelow = (kind === 'take-profit') === (direction === 'buy');
  return waitsBelow ? last.lte(stopPrice) : last.gte(stopPrice);
}

/**
 * Which active one is which saved one, each at most once: first itself, as long as it is what it is to be, then any
 * that is the same. One that cannot be placed is itself alone.
 */
function whoIsThere(
  orders: readonly OrderToRestore[],
  active: readonly StopSnapshot[],
): Map<number, StopSnapshot> {
  const free = new Map(active.map((stop) => [stop.stopOrderId, stop]));
  const there = new Map<number, StopSnapshot>();
  const take = (position: number, stop: StopSnapshot | undefined) => {
    if (!stop) return;
    there.set(position, stop);
    free.delete(stop.stopOrderId);
  };
  const wanted = orders.filter((order) => order.active);
  for (const { position, terms, lastId } of wanted) {
    const itself = free.get(lastId);
    take(position, itself && (!terms || sameContent(terms, itself)) ? itself : undefined);
  }
  for (const { position, terms } of wanted) {
    if (!terms || there.has(position)) continue;
    take(
      position,
      [...free.values()].find((stop) => sameContent(terms, stop)),
    );
  }
  return there;
}
