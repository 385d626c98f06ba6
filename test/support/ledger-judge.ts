/** Judges safety by the exchange's ledger alone: what it holds and does not hold. */
import type { LedgerEvent } from './paper-control.js';

export interface LegJudgement {
  /** Lots executed at the end. */
  readonly filled: number;
  /** Lots still working at the end. */
  readonly working: number;
  /** The most that filled + working ever came to, and at which entry. */
  readonly most: number;
  readonly mostAt: number;
}

/** Adds up filled + working lots of the orders with these keys after each entry. */
export function judgeLeg(events: readonly LedgerEvent[], requestIds: ReadonlySet<string>): LegJudgement {
  let filled = 0;
  let working = 0;
  let most = 0;
  let mostAt = 0;
  for (const { seq, kind, requestId, lots = 0 } of events) {
    if (requestId === undefined || !requestIds.has(requestId)) continue;
    if (kind === 'accepted') working += lots;
    else if (kind === 'fill') {
      filled += lots;
      working -= lots;
    } else if (kind === 'cancelled') working -= lots;
    if (filled + working > most) {
      most = filled + working;
      mostAt = seq;
    }
  }
  return { filled, working, most, mostAt };
}
