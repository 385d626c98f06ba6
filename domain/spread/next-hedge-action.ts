import type { LegOrder } from '../leg.js';
import { keyTaker, type LegAction, tendOrder, type WantedOrder } from '../tend-order.js';
import { mayTryAtMs } from './hedge-episode.js';
import { hedgeFor } from './hedge-price.js';
import { lotsToHedge, lotsToHedgeAnew } from './owed.js';
import { nearDirection } from './quote.js';
import type { SpreadView } from './view.js';

/** A fill-and-kill order that still works after so long is taken away: somebody did not kill it. */
export const KILLED_BY_MS = 250;

/**
 * What to do now about the near leg, at most one thing; never `settle`, which is `spreadOutcome`'s to say. A hedge makes
 * a position neutral: no claim, halt, pause, hour or budget holds it back, only the doubt about the one before and a
 * market that takes no order. While the status is unknown it is tried all the same: the broker knows it.
 */
export function nextHedgeAction(view: SpreadView): LegAction {
  const { near, nowMs } = view;
  const { current } = near.leg;
  if (!current) return hedge(view);
  const action = tendOrder(
    current,
    { tradable: near.market.tradable, mustAsk: near.mustAsk, nowMs },
    {
      cancelNow: () => undefined,
      keep: (order) => untilKilled(order, nowMs),
      again: (order) => sendAgain(view, order),
    },
  );
  return action.kind === 'settle' ? { kind: 'wait' } : action;
}

function hedge(view: SpreadView): LegAction {
  const { near, nowMs } = view;
  const lots = lotsToHedge(view);
  if (lots < 1 || near.market.tradable === false) return { kind: 'wait' };
  const order = hedgeFor(view, lots);
  if (!order) return { kind: 'wait' };
  const untilMs = mayTryAtMs(view);
  return untilMs > nowMs
    ? { kind: 'wait', untilMs }
    : { kind: 'post', number: near.leg.nextNumber, ...order };
}

function untilKilled(order: LegOrder, nowMs: number): LegAction {
  const untilMs = order.sentAtMs + KILLED_BY_MS;
  return untilMs > nowMs ? { kind: 'wait', untilMs } : { kind: 'cancel', order, why: 'unwanted' };
}

/**
 * The hedge in doubt for what is owed right now, never for more lots than before: if it exists, the broker answers with
 * it, and what it hedged counts; if it does not, this is the hedge. After a crash the log may lack the last hedges: then
 * their numbers are sent again one after the other, until one is new.
 */
function sendAgain(view: SpreadView, order: LegOrder): WantedOrder | undefined {
  const { sell, near } = view;
  const { tradable, book, priceStep } = near.market;
  const lots = Math.min(order.lots, lotsToHedgeAnew(view));
  const again = lots > 0 && tradable !== false ? hedgeFor(view, lots) : undefined;
  return again ?? keyTaker(order, { direction: nearDirection(sell), book, priceStep, limitPrice: null });
}
