import { executedLotsOf } from '../leg.js';
import type { Settlement } from '../task.js';
import { isLeft, lotsToHedge } from './owed.js';
import type { SpreadView } from './view.js';

/**
 * What a spread has come to, once neither leg has anything unsettled; undefined while it goes on. While the hedge of a
 * whole near lot is owed there is no outcome, whatever is wanted: it is sent in the first possible moment. Only a person
 * may let it be. A far order that cannot be taken away, because the market is closed for cancels too, may still be filled
 * when that opens, perhaps before the near one does: whoever has it stays with it.
 */
export function spreadOutcome(view: SpreadView): Settlement['reason'] | undefined {
  const { far, near, wish } = view;
  if (near.leg.current || far.leg.current) return undefined;
  if (lotsToHedge(view) > 0) return undefined;
  if (isLeft(view)) return 'left-unhedged';
  if (executedLotsOf(far.leg) >= wish.targetLots) return 'reached';
  if (wish.mode === 'stop') return 'stopped';
  if (view.isTimeOver) return 'time-over';
  if (wish.mode === 'pause') return 'paused';
  if (view.halted) return 'halted';
  return far.market.tradable === false || near.market.tradable === false ? 'not-trading' : undefined;
}
