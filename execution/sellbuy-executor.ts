import { recordProgress, type TaskRow } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { averagePriceOf, executionOf } from '../domain/leg.js';
import { type LegAction, type LegView, nextLegAction } from '../domain/next-leg-action.js';
import type { SellbuyRequest, Settlement, TaskError, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import type { ExecutionDependencies } from './dependencies.js';
import { watchHearing } from './hearing.js';
import { watchIdleness } from './idle-watch.js';
import { openLegDesk } from './leg-desk.js';
import type { MoveBudget } from './move-budget.js';
import { ownOrdersIn } from './own-orders.js';
import { releaseAtEnd } from './release-at-end.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { StepValues } from './step-values.js';

/** Try again this long after something outside the market failed, such as the database. */
const RETRY_MS = 500;
/** Milliseconds are enough for a timer; a shorter wait is done at once. */
const LONGEST_TIMER_MS = 60_000;

export interface SellbuyExecutorOptions {
  readonly task: TaskRow;
  readonly instrument: Instrument;
  readonly claim: HeldClaim;
  readonly moves: MoveBudget;
  readonly steps: StepValues;
  readonly onProgress: (progress: { executed: number; averagePrice: string | null }) => void;
  readonly halted: () => boolean;
  /** The log refused an order: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
}

export interface RunningExecutor {
  /** Ends when the wish is fulfilled or cannot be; undefined when it was told to give the task up. */
  readonly settled: Promise<Settlement | undefined>;
  obey(wish: Wish): void;
  /** Of the wish it obeys now. */
  wishVersion(): number;
  /** Finishes what is under way and gives the task up, its order left as it is. */
  giveUp(): void;
  /** Something may have been missed: ask before acting. */
  doubtEverything(): void;
  /** Something outside the market changed. */
  lookAgain(): void;
}

/**
 * Follows the best price with one order until the wish is fulfilled: looks at what is known, does the one thing that
 * `nextLegAction` says, and looks again whenever a book, a status, an own order or the wish changes.
 */
export async function startSellbuyExecutor(
  dependencies: ExecutionDependencies,
  { task, instrument, claim, moves, steps, onProgress, halted, onRefusedIntent }: SellbuyExecutorOptions,
): Promise<RunningExecutor> {
  const { db, broker, logger } = dependencies;
  const { direction } = task.request as SellbuyRequest;
  let wish = task.wish;
  let amendedAtMs = Number.NEGATIVE_INFINITY;
  let givingUp = false;
  let running = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let databaseBlockedUntilMs = 0;
  let reportedLots = -1;
  let settle: (settlement: Settlement | undefined) => void = () => undefined;
  const settled = new Promise<Settlement | undefined>((resolve) => {
    settle = resolve;
  });

  const desk = await openLegDesk(dependencies, {
    taskKey: task.key,
    taskId: task.id,
    leg: 'near',
    ticker: instrument.ticker,
    direction,
    lot: instrument.lot,
    amount: () => wish.targetLots * instrument.lot,
    claim,
    instrument,
    onChange: wake,
    wish: () => wish,
    onRefusedIntent,
  });
  const progress = createRetryingWriter<{ executed: number; averagePrice: string | null }>(
    async (items) => {
      const newest = items.at(-1);
      if (newest) await recordProgress(db, { key: task.key, ...newest });
    },
    { logger, what: 'progress' },
  );
  const lookForIdleness = watchIdleness((seconds) => {
    const data = { ticker: instrument.ticker, direction, seconds };
    dependencies.journal.write({ taskId: task.id, kind: 'no-order-placed', severity: 'warning', data });
  });
  const hasGoneDeaf = watchHearing(broker.ownOrders);
  const endWatch = broker.market.watch(instrument, wake);
  const endSteps = steps.watch(instrument, wake);

  const view = (): LegView => ({
    direction,
    wish: {
      mode: wish.mode,
      targetLots: wish.targetLots,
      limitPrice: wish.limitPrice === null ? null : new Decimal(wish.limitPrice),
    },
    leg: desk.leg(),
    market: {
      tradable: broker.market.status(instrument.uid)?.tradable,
      book: broker.market.book(instrument.uid),
      // Anew for every look: in roubles it may change.
      priceStep: instrument.priceStep,
      lot: instrument.lot,
      mayBeNegative: instrument.kind === 'future',
      ...(instrument.bond && { paidOnTop: instrument.bond.accruedInterest }),
      ownOrders: ownOrdersIn(broker.ownOrders, instrument.uid),
    },
    mayOpen: claim.isValid(),
    halted: halted(),
    mustAsk: desk.mustAsk(),
    amendedAtMs,
    moveAllowedAtMs: moves.nextAtMs(),
    nowMs: performance.now(),
  });

  /** Looks again as soon as the current step is done; never two steps at once. */
  function wake(): void {
    if (running || ended) return;
    running = true;
    queueMicrotask(() => void run());
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    try {
      for (;;) {
        reportProgress();
        if (hasGoneDeaf()) desk.doubtEverything();
        const action = next();
        if (action.kind === 'wait') {
          running = false;
          sleepUntil(sooner(action.untilMs, tellIdle()));
          return;
        }
        if (action.kind === 'settle') return await end(settlementOf(action.reason));
        if (action.kind === 'give-up') return await end(undefined);
        if (action.kind === 'fail') return await end(settlementOf('failed', action.error));
        await carryOut(action);
      }
    } catch (error) {
      running = false;
      logger.error({ err: error, task: task.id }, 'a step of the executor failed; it goes on');
      sleepUntil(performance.now() + RETRY_MS);
    }
  }

  type Step = LegAction | { kind: 'give-up' } | { kind: 'fail'; error: TaskError };

  /** The decision, and what stands above it: giving up, failing, and the broker's or the database's request for patience. */
  function next(): Step {
    const error = desk.failure();
    if (error?.code === 'answer-mismatch') return { kind: 'fail', error };
    if (givingUp) return { kind: 'give-up' };
    if (error && !desk.leg().current) return { kind: 'fail', error };
    const action = nextLegAction(view());
    if (action.kind === 'wait' || action.kind === 'settle') return action;
    const blockedUntilMs = Math.max(
      desk.blockedUntilMs(action),
      action.kind === 'post' ? databaseBlockedUntilMs : 0,
    );
    return blockedUntilMs > performance.now() ? { kind: 'wait', untilMs: blockedUntilMs } : action;
  }

  async function carryOut(action: Extract<LegAction, { kind: 'post' | 'cancel' | 'ask' }>): Promise<void> {
    if (action.kind === 'cancel' && action.why === 'move') moves.spend();
    try {
      await desk.perform(action);
    } catch (error) {
      logger.warn({ err: error, task: task.id, action: action.kind }, 'a step was not possible now');
      databaseBlockedUntilMs = performance.now() + RETRY_MS;
    }
  }

  /** @returns when a person is to be told that no order could be placed, if none can be now. */
  function tellIdle(): number | undefined {
    const trades = broker.market.status(instrument.uid)?.tradable === true;
    return lookForIdleness(trades && wish.mode === 'run' && !halted() && !desk.leg().current);
  }

  function sleepUntil(untilMs: number | undefined): void {
    if (untilMs === undefined) return;
    // Rounded up: a timer may fire a fraction of a millisecond early, and would then be set again for nothing.
    timer = setTimeout(wake, Math.min(Math.ceil(Math.max(0, untilMs - performance.now())), LONGEST_TIMER_MS));
  }

  const figures = () => ({
    executed: executionOf(desk.leg()).lots * instrument.lot,
    averagePrice: averagePriceOf(desk.leg(), instrument.lot)?.toFixed() ?? null,
  });

  function reportProgress(): void {
    const { lots } = executionOf(desk.leg());
    if (lots === reportedLots) return;
    reportedLots = lots;
    progress.add(figures());
    if (lots > 0) onProgress(figures());
  }

  const settlementOf = (reason: Settlement['reason'], error?: TaskError): Settlement => {
    const execution = executionOf(desk.leg());
    return {
      reason,
      wishVersion: wish.version,
      wish,
      executedLots: execution.lots,
      ...figures(),
      commission: execution.commission.toFixed(),
      ...(error && { error }),
      ...(desk.leg().current && { orderLeft: true }),
    };
  };

  /** Everything known is in the database before the task is given out of hand. */
  async function end(settlement: Settlement | undefined): Promise<void> {
    ended = true;
    clearTimeout(timer);
    endWatch();
    endSteps();
    desk.close();
    progress.add(figures());
    await Promise.all([desk.flush(), progress.flush(), dependencies.journal.flush()]);
    const insists = () => settlement !== undefined && !givingUp;
    const wasOurs = await releaseAtEnd(claim, { insists, logger, task: task.id });
    settle(wasOurs ? settlement : undefined);
  }

  wake();
  return {
    settled,
    obey(newer) {
      if (newer.version > wish.version) {
        if (newer.limitPrice !== wish.limitPrice) amendedAtMs = performance.now();
        wish = newer;
      }
      wake();
    },
    wishVersion: () => wish.version,
    giveUp() {
      givingUp = true;
      wake();
    },
    doubtEverything() {
      desk.doubtEverything();
      wake();
    },
    lookAgain: wake,
  };
}

const sooner = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
