/** What became of saved orders since: by what was written down, and where that does not say, by the broker. Pure. */
import type { StopSnapshot, StopTerms } from '../stop-order.js';
import type { LastFate, OrderToRestore } from './plan-restore.js';

export interface SavedOrder {
  readonly position: number;
  /** As it is to be; null where it cannot be placed. */
  readonly terms: StopTerms | null;
  readonly active: boolean;
  /** The broker's id when it was saved. */
  readonly stopOrderId: string;
}

export interface WhatIsKnown {
  /** By position: the broker's ids under which restores placed saved orders last. */
  readonly restoredAs: ReadonlyMap<number, string>;
  /** Positions that an earlier restore sent, and nobody knows whether they are there. */
  readonly inDoubt: ReadonlySet<number>;
  /** By the broker's ids: how they ended, as far as that was written down. */
  readonly ends: ReadonlyMap<string, 'cancelled' | 'executed' | 'expired'>;
  readonly orders: readonly SavedOrder[];
}

const lastIdOf = ({ position, stopOrderId }: SavedOrder, { restoredAs }: WhatIsKnown): string =>
  restoredAs.get(position) ?? stopOrderId;

/** The broker's ids of those of which nothing is written down, and that do not wait: the broker is to be asked. */
export function idsToAsk(known: WhatIsKnown, active: readonly StopSnapshot[]): string[] {
  const waiting = new Set(active.map(({ stopOrderId }) => stopOrderId));
  return known.orders
    .map((order) => lastIdOf(order, known))
    .filter((id) => !known.ends.has(id) && !waiting.has(id));
}

/** @param told of every status, as far as the broker was asked */
export function ordersToRestore(known: WhatIsKnown, told: readonly StopSnapshot[]): OrderToRestore[] {
  const byId = new Map(told.map((stop) => [stop.stopOrderId, stop]));
  return known.orders.map((order) => {
    const lastId = lastIdOf(order, known);
    const { position, terms, active } = order;
    const fate = known.ends.get(lastId) ?? fateOf(byId.get(lastId));
    return { position, terms, active, lastId, fate: known.inDoubt.has(position) ? 'unknown' : fate };
  });
}

/** One that was cancelled because its child was refused had triggered. */
function fateOf(stop: StopSnapshot | undefined): LastFate {
  if (!stop || stop.status === 'active' || stop.status === 'unspecified') return 'unknown';
  return stop.status === 'cancelled' && stop.triggeredAt ? 'executed' : stop.status;
}
