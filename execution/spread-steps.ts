import { nextFarAction } from '../domain/spread/next-far-action.js';
import { type HedgeAction, nextHedgeAction } from '../domain/spread/next-hedge-action.js';
import { spreadOutcome } from '../domain/spread/outcome.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { Settlement, TaskError } from '../domain/task.js';
import type { HedgeWay } from './hedge-way.js';
import type { LegDesk } from './leg-desk.js';
import { type HedgeDeed, type LegStep, sooner } from './leg-loop.js';
import type { createSpreadTelling } from './spread-telling.js';

/** Whoever gives a task up hedges first what is owed, for so long at most: then it is handed over meanwhile. */
const LAST_HEDGES_MS = 2_000;

export interface SpreadStepsOptions {
  readonly far: LegDesk;
  readonly near: LegDesk;
  /** What is seen now. */
  readonly look: () => SpreadView;
  readonly telling: ReturnType<typeof createSpreadTelling>;
  /** Why the task cannot go on. */
  readonly failure: () => TaskError | undefined;
  /** Milliseconds until it stops by itself. */
  readonly untilMs: () => number;
  /** It was told to give the task up. */
  readonly givingUpSinceMs: () => number | undefined;
  readonly isFarBusy: () => boolean;
  /** What happened before this executor began has been asked. */
  readonly isCompared: () => boolean;
  readonly wakeNear: () => void;
  readonly way: Pick<HedgeWay, 'againAtMs' | 'isClearing'>;
  readonly settle: (reason: Settlement['reason'], error?: TaskError) => LegStep;
  /** Begins to hand the task over, once; hedging goes on until that is done. */
  readonly handOver: () => void;
}

/** What each loop of a spread does next: the decision, and what stands above it, giving up and failing. */
export function createSpreadSteps({
  far,
  near,
  look,
  telling,
  failure,
  untilMs,
  givingUpSinceMs,
  isFarBusy,
  isCompared,
  wakeNear,
  way,
  settle,
  handOver,
}: SpreadStepsOptions): { far(): LegStep; near(): LegStep<HedgeDeed> } {
  const tell = (seen: SpreadView) =>
    telling.look(seen, {
      notTakenFor: near.notTakenFor(),
      isKnown: isCompared() && !seen.far.mustAsk,
    });

  /**
   * The other leg's safety first: what cannot go on is told when the far order is gone and nothing is owed any more, or
   * nobody can tell. A far order that cannot be taken away may be filled yet, so it is stayed with; `spreadOutcome` knows
   * no reason either while there is one.
   */
  function outcome(seen: SpreadView): Settlement['reason'] | undefined {
    const reason = spreadOutcome(seen);
    if (!failure()) return reason;
    const { current } = seen.far.leg;
    const isFarForeign = far.failure()?.code === 'answer-mismatch';
    const isFarDone = !current || (isFarForeign && current.cancelSentAtMs !== undefined);
    const isNearDone = near.failure() !== undefined || (!telling.owes() && !seen.near.leg.current);
    return reason || (isFarDone && isNearDone) ? 'failed' : undefined;
  }

  function nextHedge(seen: SpreadView): LegStep<HedgeDeed> {
    return near.failure() ? { kind: 'wait' } : unsettling(nextHedgeAction(seen));
  }

  return {
    /** Its loop alone asks for the outcome: whatever it does at the broker is over then. */
    far() {
      if (givingUpSinceMs() !== undefined) {
        wakeNear();
        return { kind: 'wait' };
      }
      const seen = look();
      tell(seen);
      const reason = outcome(seen);
      if (reason) return settle(reason, failure());
      const action = unsettling(nextFarAction(seen));
      if (action.kind !== 'wait') return action;
      const stopsInMs = untilMs();
      const stops = stopsInMs > 0 && stopsInMs < Number.POSITIVE_INFINITY;
      return { kind: 'wait', untilMs: sooner(action.untilMs, stops ? seen.nowMs + stopsInMs : undefined) };
    },
    near() {
      const seen = look();
      const tellAtMs = tell(seen);
      const step = nextHedge(seen);
      const sinceMs = givingUpSinceMs();
      if (sinceMs !== undefined) {
        const isDone =
          step.kind === 'end' ||
          (step.kind === 'wait' && !way.isClearing()) ||
          (step.kind !== 'wait' && step.kind !== 'clear' && near.blockedUntilMs(step) > seen.nowMs) ||
          seen.nowMs - sinceMs > LAST_HEDGES_MS;
        // Nothing holds a hedge back, so neither does a hand-over that waits for the database.
        if (isDone && !isFarBusy()) handOver();
      }
      if (step.kind !== 'wait') return step;
      return { kind: 'wait', untilMs: sooner(sooner(step.untilMs, tellAtMs), way.againAtMs()) };
    },
  };
}

/** The decisions about a spread's legs never settle: its outcome is asked for by itself. */
const unsettling = <Action extends HedgeAction>(
  action: Action,
): Exclude<Action, { kind: 'settle' }> | Extract<LegStep, { kind: 'wait' }> =>
  action.kind === 'settle' ? { kind: 'wait' } : (action as Exclude<Action, { kind: 'settle' }>);
