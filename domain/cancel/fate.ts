import type { Direction } from '../order.js';
import { secondsToPlace } from '../stop-pace.js';

/** Whose an order is, by the order log. Moments are monotonic milliseconds. */
export interface Owner {
  readonly taskId: string;
  readonly isHedge: boolean;
  readonly isFinished: boolean;
  /** A worker has the claim on its task. */
  readonly isClaimed: boolean;
}

/** A working order as the decision sees it. */
export interface WorkingOrder {
  readonly id: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly owner: Owner | undefined;
  readonly firstSeenAtMs: number;
  /** So often the broker refused to cancel it for good. */
  readonly refusals: number;
}

export interface CancelView {
  readonly nowMs: number;
  /** When whoever carries it out began to. */
  readonly sinceMs: number;
  /** How many orders work, all together. */
  readonly working: number;
  /** Where spreads of ours that are not finished hedge. */
  readonly hedged: readonly { readonly instrumentUid: string; readonly direction: Direction }[];
}

/**
 * `wait`: a worker is at it, or it may be a hedge. `keep`: it is a hedge of ours. `left`: the broker does not cancel it.
 */
export type Fate = 'cancel' | 'wait' | 'keep' | 'left';

/** A worker that has the claim withdraws the order itself in milliseconds; one that does not has lost its way. */
const CLAIMED_PATIENCE_MS = 4_000;
/** Of one limit's window, and so many cancels go into it. */
const WINDOW_MS = 60_000;
const CANCELS_A_WINDOW = 100;
/** A hedge does not rest: what is still there after so long is none. */
const HEDGE_ENDS_WITHIN_MS = 1_500;
const MOST_REFUSALS = 3;

/**
 * What is to be done with a working order of the account while everything is cancelled. Hedges are written into the log
 * beside their sending, so one of nobody in the log, where we hedge, may be one; it is looked at once more.
 */
export function fateOf(order: WorkingOrder, view: CancelView): Fate {
  const { owner, firstSeenAtMs, refusals } = order;
  const seenForMs = view.nowMs - firstSeenAtMs;
  if (owner?.isHedge && !owner.isFinished) return 'keep';
  if (!owner && mayBeHedge(order, view) && seenForMs < HEDGE_ENDS_WITHIN_MS) return 'wait';
  if (owner?.isClaimed && view.nowMs - view.sinceMs < claimedPatienceMs(view)) return 'wait';
  return refusals >= MOST_REFUSALS ? 'left' : 'cancel';
}

/** Workers that wait for the limit are at it all the same: two cancels of one order would take twice as long. */
const claimedPatienceMs = ({ working }: CancelView): number =>
  CLAIMED_PATIENCE_MS + Math.floor(working / CANCELS_A_WINDOW) * WINDOW_MS;

const mayBeHedge = ({ instrumentUid, direction }: WorkingOrder, { hedged }: CancelView): boolean =>
  hedged.some((each) => each.instrumentUid === instrumentUid && each.direction === direction);

/** What was sent arrives by then, or was lost; what appears later still is watched for. */
const ARRIVES_WITHIN_MS = 10_000;
/** Whoever sends it anew under its key, to settle a doubt, does so for minutes: that is not waited for. */
const AWAITED_MS = 60_000;

/**
 * Whether an order or stop order of ours that was about to be sent, and of which the broker's lists tell nothing, may
 * arrive any moment, so that nothing can be said before.
 */
export const isAwaited = ({ sentForMs, runsForMs }: { sentForMs: number; runsForMs: number }): boolean =>
  sentForMs < ARRIVES_WITHIN_MS && runsForMs < AWAITED_MS;

/**
 * So many looks at which something new was there are answered with cancels, once all of before is gone: who places
 * more than that means it, and is not fought.
 */
export const MOST_NEWCOMER_LOOKS = 3;

/** Seconds that so many cancels take, each kind at a limit of its own, all at one time. */
export const secondsToCancel = (
  kinds: readonly { readonly count: number; readonly perMinute: number }[],
): number => Math.max(0, ...kinds.map(({ count, perMinute }) => secondsToPlace(count, { perMinute })));
