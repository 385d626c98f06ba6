import { NotServedError } from '../../broker/errors.js';
import { instrumentsOf } from '../../broker/instruments-of.js';
import {
  areStopsPlaced,
  knownStops,
  type StopChildOwner,
  type StopEnding,
  stopChildren,
  stopsCancelledByUs,
  tellOfStops,
} from '../../database/index.js';
import { instrumentUidOf, stopOrderIdOf } from '../../domain/reconciliation/entries.js';
import {
  compareStops,
  endedStops,
  isFleetingStop,
  type StopDifference,
  sinceFor,
} from '../../domain/reconciliation/stops.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { stopTelling, triggeredTellings } from './stop-tellings.js';

export interface StopsLook {
  /** What stop orders of ours placed, by the exchange's ids. */
  readonly children: ReadonlyMap<string, StopChildOwner>;
  /** False where it could not be looked: an order may be a child nobody knows of. */
  readonly isRead: boolean;
  readonly isSettled: boolean;
}

/**
 * The account's stop orders against those that tasks placed: how ours ended is written down and told, others are told of and
 * not touched. While a ladder is placed nothing is read, for the limit is one for all calls about stop orders.
 */
export function createStopComparison(
  { db, broker }: Pick<ExecutionDependencies, 'db' | 'broker'>,
  { settleMs }: { readonly settleMs: number },
) {
  const of = { mode: broker.mode, accountId: broker.accountId };
  const seenSinceMs = new Map<string, number>();
  let areServed = broker.mode !== 'sandbox';

  function isLasting(difference: StopDifference): boolean {
    if (!isFleetingStop(difference)) return true;
    const key = `${difference.kind} ${stopOrderIdOf(difference)}`;
    const sinceMs = seenSinceMs.get(key) ?? performance.now();
    seenSinceMs.set(key, sinceMs);
    return performance.now() - sinceMs >= settleMs;
  }

  async function read(): Promise<readonly StopSnapshot[] | undefined> {
    if (!areServed || (await areStopsPlaced(db, of.accountId))) return undefined;
    try {
      return await broker.stopOrders.active();
    } catch (error) {
      if (!(error instanceof NotServedError)) throw error;
      areServed = false;
      return undefined;
    }
  }

  /** The list comes first: what it holds of ours was written down before it was sent. */
  async function compare(active: readonly StopSnapshot[]): Promise<StopDifference[]> {
    const known = await knownStops(db, { ...of, ids: active.map(({ stopOrderId }) => stopOrderId) });
    const ended = endedStops(active, known);
    const all = ended.length === 0 ? [] : await broker.stopOrders.since(sinceFor(ended));
    return compareStops({ active, known, all });
  }

  /** What we cancel ourselves is no news; while we do, nothing is known yet. */
  async function withoutOwnCancels(
    differences: readonly StopDifference[],
  ): Promise<{ readonly news: readonly StopDifference[]; readonly ended: readonly StopDifference[] }> {
    const isCancel = ({ kind }: StopDifference) => kind === 'stop-cancelled-elsewhere';
    const ids = differences.filter(isCancel).map(stopOrderIdOf);
    if (ids.length === 0) return { news: differences, ended: [] };
    const { cancelled, underWay } = await stopsCancelledByUs(db, ids);
    return {
      news: differences.filter(
        (each) =>
          !isCancel(each) || !(cancelled.has(stopOrderIdOf(each)) || underWay.has(stopOrderIdOf(each))),
      ),
      ended: differences.filter((each) => isCancel(each) && cancelled.has(stopOrderIdOf(each))),
    };
  }

  return {
    async look(): Promise<StopsLook> {
      const active = await read();
      if (!active) return { children: await stopChildren(db, of), isRead: !areServed, isSettled: true };
      const differences = await compare(active);
      for (const key of seenSinceMs.keys())
        if (!differences.some((each) => `${each.kind} ${stopOrderIdOf(each)}` === key))
          seenSinceMs.delete(key);
      const lasting = differences.filter(isLasting);
      const { news, ended } = await withoutOwnCancels(lasting);
      const instruments = await instrumentsOf(
        broker.instruments,
        news.map((each) => ({ instrumentUid: instrumentUidOf(each) })),
      );
      await tellOfStops(db, of, {
        tellings: [...news.map((each) => stopTelling(each, instruments)), ...triggeredTellings(news)],
        endings: [...news, ...ended].flatMap(endingOf),
      });
      return {
        children: await stopChildren(db, of),
        isRead: true,
        isSettled: lasting.length === differences.length,
      };
    },
  };
}

const ENDS = {
  'stop-triggered': 'executed',
  'stop-expired': 'expired',
  'stop-cancelled-elsewhere': 'cancelled',
} as const;

function endingOf(difference: StopDifference): StopEnding[] {
  const { kind } = difference;
  return kind in ENDS
    ? [{ stopOrderId: stopOrderIdOf(difference), ended: ENDS[kind as keyof typeof ENDS] }]
    : [];
}
