import { recordProgress } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import { averagePriceOf, executionOf } from '../domain/leg.js';
import { type LegView, nextLegAction } from '../domain/next-leg-action.js';
import type { Idleness, SellbuyRequest, Settlement, TaskError } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { watchHearing } from './hearing.js';
import { watchIdleness } from './idle-watch.js';
import { openLegDesk } from './leg-desk.js';
import { type LegStep, runLegLoop } from './leg-loop.js';
import { legMarketOf, whatIsMissing } from './leg-market.js';
import { releaseAtEnd } from './release-at-end.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { ExecutorOptions, RunningExecutor } from './running-executor.js';

/**
 * Follows the best price with one order until the wish is fulfilled: looks at what is known, does the one thing that
 * `nextLegAction` says, and looks again whenever a book, a status, an own order or the wish changes.
 */
export async function startSellbuyExecutor(
  dependencies: ExecutionDependencies,
  {
    task,
    instruments: [instrument],
    claim,
    moves,
    steps,
    onProgress,
    halted,
    settings,
    onRefusedIntent,
  }: ExecutorOptions,
): Promise<RunningExecutor> {
  const { db, broker, logger } = dependencies;
  const { direction, margin = false } = task.request as SellbuyRequest;
  let wish = task.wish;
  let amendedAtMs = Number.NEGATIVE_INFINITY;
  let givingUp = false;
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
    margin,
    onChange: () => loop.wake(),
    wish: () => wish,
    mayOpen: () => claim.isValid() && !halted() && !givingUp,
    halted,
    settings,
    isLogRefused: () => desk.logRefusal() !== undefined,
    onRefusedIntent,
  });
  const progress = createRetryingWriter<{ executed: number; averagePrice: string | null }>(
    async (items) => {
      const newest = items.at(-1);
      if (newest) await recordProgress(db, { key: task.key, ...newest });
    },
    { logger, what: 'progress' },
  );
  const { ticker } = instrument;
  const idleness = watchIdleness(dependencies, { task, figures: { ticker, direction } });
  const hasGoneDeaf = watchHearing(broker.ownOrders);
  const endWatch = broker.market.watch(instrument, () => loop.wake());
  const endSteps = steps.watch(instrument, () => loop.wake());

  const failure = (): TaskError | undefined => desk.failure() ?? desk.logRefusal();

  const view = (): LegView => ({
    direction,
    wish: {
      mode: failure() ? 'stop' : wish.mode,
      targetLots: wish.targetLots,
      limitPrice: wish.limitPrice === null ? null : new Decimal(wish.limitPrice),
    },
    leg: desk.leg(),
    market: {
      ...legMarketOf(instrument, broker),
      ...(instrument.bond && { paidOnTop: instrument.bond.accruedInterest }),
    },
    mayOpen: claim.isValid() && !desk.logRefusal(),
    halted: halted(),
    mustAsk: desk.mustAsk(),
    amendedAtMs,
    moveAllowedAtMs: moves.nextAtMs(),
    nowMs: performance.now(),
  });

  const loop = runLegLoop({
    desk,
    look,
    onDeed(deed) {
      if (deed.kind === 'cancel' && deed.why === 'move') moves.spend();
    },
    onSleep: tellIdle,
    logger,
    taskId: task.id,
  });

  /** Also while a step is being done. */
  function lookAgain(): void {
    desk.reconsider();
    loop.wake();
  }

  /** The decision, and what stands above it: giving up, and failing. */
  function look(): LegStep {
    reportProgress();
    if (hasGoneDeaf()) desk.doubtEverything();
    const error = failure();
    if (error?.code === 'answer-mismatch') return endWith(settlementOf('failed', error));
    if (givingUp) return endWith(undefined);
    if (error && !desk.leg().current) return endWith(settlementOf('failed', error));
    const action = nextLegAction(view());
    return action.kind === 'settle' ? endWith(settlementOf(action.reason)) : action;
  }

  const endWith = (settlement: Settlement | undefined): LegStep => ({
    kind: 'end',
    end: () => end(settlement),
  });

  /** @returns when a person is to be told that no order could be placed, if none can be now. */
  function tellIdle(isHeldUp: boolean): number | undefined {
    const isOpen = broker.market.status(instrument.uid)?.tradable !== false;
    const isWanted = isOpen && wish.mode === 'run' && !halted() && !givingUp && !desk.leg().current;
    return idleness.look(isWanted ? whyIdle(isHeldUp) : undefined);
  }

  function whyIdle(isHeldUp: boolean): Idleness {
    if (!claim.isValid()) return { reason: 'claim-lost', of: ticker };
    const missing = whatIsMissing(instrument, broker);
    const limit = isHeldUp ? desk.brokenLimit() : undefined;
    if (!missing && limit) return { reason: 'limit', of: ticker, ...limit };
    return missing ?? { reason: isHeldUp ? 'not-taken' : 'no-price', of: ticker };
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
    loop.close();
    endWatch();
    endSteps();
    desk.close();
    progress.add(figures());
    await Promise.all([desk.flush(), progress.flush(), idleness.flush(), dependencies.journal.flush()]);
    const insists = () => settlement !== undefined && !givingUp;
    const wasOurs = await releaseAtEnd(claim, { insists, logger, task: task.id });
    settle(wasOurs ? settlement : undefined);
  }

  desk.begin();
  loop.wake();
  return {
    settled,
    obey(newer) {
      if (newer.version > wish.version) {
        if (newer.limitPrice !== wish.limitPrice) amendedAtMs = performance.now();
        wish = newer;
      }
      lookAgain();
    },
    wishVersion: () => wish.version,
    giveUp() {
      givingUp = true;
      lookAgain();
    },
    doubtEverything() {
      desk.doubtEverything();
      loop.wake();
    },
    lookAgain,
  };
}
