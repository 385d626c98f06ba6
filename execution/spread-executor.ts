import { executionOf } from '../domain/leg.js';
import { mayStillSend } from '../domain/spread/next-far-action.js';
import { farDirection } from '../domain/spread/quote.js';
import { remember } from '../domain/spread/remember.js';
import type { SpreadRequest } from '../domain/spread/terms.js';
import type { SpreadView } from '../domain/spread/view.js';
import type { Settlement, TaskError, Wish } from '../domain/task.js';
import { compareOrders } from './compare-orders.js';
import type { ExecutionDependencies } from './dependencies.js';
import { TaskNotOursError } from './errors.js';
import { createFoundAgain } from './found-again.js';
import { watchHearing } from './hearing.js';
import { watchHedgeWay } from './hedge-way.js';
import { type HedgeDeed, type LegLoop, type LegStep, runLegLoop } from './leg-loop.js';
import type { ExecutorOptions, RunningExecutor } from './running-executor.js';
import { createSpreadAccount } from './spread-account.js';
import { openSpreadDesks } from './spread-desks.js';
import { createSpreadEndings } from './spread-endings.js';
import { whyNoFarOrder } from './spread-idleness.js';
import { watchSpreadMarket } from './spread-market.js';
import { createSpreadSteps } from './spread-steps.js';
import { createSpreadTelling } from './spread-telling.js';

/**
 * Quotes the far leg and hedges its fills with the near one, each leg in a loop of its own over one view of both, so that
 * nothing that is under way for the far leg delays a hedge.
 */
export async function startSpreadExecutor(
  dependencies: ExecutionDependencies,
  options: ExecutorOptions,
): Promise<RunningExecutor> {
  const { broker, logger } = dependencies;
  const { task, claim, moves, halted, settings, onRefusedIntent } = options;
  const [farInstrument, nearInstrument] = options.instruments;
  if (!nearInstrument) throw new TaskNotOursError(task.key);
  const { sell } = task.request as SpreadRequest;
  let { wish } = task;
  let amendedAtMs = Number.NEGATIVE_INFINITY;
  let givingUpSinceMs: number | undefined;
  let memory: SpreadView['memory'] = {};
  const foundAgain = createFoundAgain();
  let isCompared = false;
  let isClosed = false;

  let loops: { readonly far: LegLoop; readonly near: LegLoop } | undefined;
  /** The near one first: between a fill and its hedge there is nothing else. */
  const wakeBoth = () => {
    if (!loops) return;
    loops.near.wake();
    far.reconsider();
    loops.far.wake();
  };
  const { far, near, ratioBefore, ratioOf } = await openSpreadDesks(dependencies, {
    ...{ task, claim, halted, settings, onRefusedIntent },
    far: farInstrument,
    near: nearInstrument,
    wish: () => wish,
    onChange: wakeBoth,
    mayOpen: () => mayOpen() && !halted(),
    isLogRefused: () => logRefusal() !== undefined,
    isStillRight: (post) => account.goesBy(post.number) && mayStillSend(view(), post),
    ratio: () => account.wanted().ratio,
    nearAmount: () => account.nearAmount(),
  });
  const market = watchSpreadMarket(dependencies, {
    far: farInstrument,
    near: nearInstrument,
    options,
    onChange(isOfNear) {
      far.reconsider();
      if (!loops) return;
      if (isOfNear && (telling.owes() || near.leg().current)) loops.near.wake();
      hear();
      if (!foundAgain.wouldBe(view)) loops.far.wake();
    },
    onTradable: near.tryAnew,
  });
  const account = createSpreadAccount({
    far: { leg: far.leg, filledLate: far.filledLate, instrument: farInstrument },
    near: { leg: near.leg, instrument: nearInstrument },
    wish: () => wish,
    ratioBefore,
    ratioOf,
    before: { kept: task.unhedged, silentMs: claim.claim.silentMs },
  });
  const telling = createSpreadTelling(dependencies, { ...options, account });
  const way = watchHedgeWay(dependencies, {
    owners: options.owners,
    taskId: task.id,
    near: nearInstrument,
    direction: farDirection(sell),
    nextNumber: () => near.leg().nextNumber,
    onChange() {
      if (telling.owes()) loops?.near.wake();
    },
  });
  const hasGoneDeaf = watchHearing(broker.ownOrders);

  const mayOpen = () =>
    claim.isValid() && isCompared && market.isKnown() && givingUpSinceMs === undefined && mayGoOn();
  const mayGoOn = () => !near.refusal() && !logRefusal();
  const logRefusal = (): TaskError | undefined => far.logRefusal() ?? near.logRefusal();
  const failure = (): TaskError | undefined => far.failure() ?? near.failure() ?? logRefusal();

  const view = (): SpreadView => ({
    sell,
    wish: { ...account.wanted(), mode: failure() ? 'stop' : wish.mode },
    far: market.farView(far),
    near: way.seenIn(market.nearView(near)),
    hours: market.hours(),
    isTimeOver: untilMs() <= 0,
    mayOpen: mayOpen(),
    isClaimed: claim.isValid(),
    halted: halted(),
    amendedAtMs,
    moveAllowedAtMs: moves.nextAtMs(),
    nowMs: performance.now(),
    memory,
  });

  /** What is seen, with what is remembered after it. */
  function see(): SpreadView {
    const seen = view();
    memory = remember(seen);
    return foundAgain.saw({ ...seen, memory });
  }

  /** Milliseconds of the wall clock until it stops by itself. */
  const untilMs = (until = wish.spread?.options.until): number =>
    until ? Date.parse(until) - Date.now() : Number.POSITIVE_INFINITY;

  const steps = createSpreadSteps({
    far,
    near,
    look() {
      hear();
      return see();
    },
    telling,
    failure,
    untilMs,
    givingUpSinceMs: () => givingUpSinceMs,
    isCompared: () => isCompared,
    isFarBusy: () => loops?.far.isBusy() === true,
    wakeNear: () => loops?.near.wake(),
    way,
    settle: (reason, error) => endWith(settlementOf(reason, error)),
    handOver: () => void endings.handOver(),
  });
  loops = {
    far: runLegLoop({
      desk: far,
      look: () => foundAgain.lookAt(steps.far),
      onDeed(deed) {
        if (deed.kind === 'cancel' && (deed.why === 'move' || deed.countsAsMove)) moves.spend();
      },
      onSleep: tellIdle,
      logger,
      taskId: task.id,
    }),
    near: runLegLoop<HedgeDeed>({
      desk: way.deskOf(near),
      look: steps.near,
      logger,
      taskId: task.id,
    }),
  };

  /** While own orders were not heard of, they may have been executed or ended. */
  function hear(): void {
    if (hasGoneDeaf()) doubtEverything();
  }

  function doubtEverything(): void {
    far.doubtEverything();
    near.doubtEverything();
  }

  /** @returns when a person is to be told that no order could be placed, if none can be now. */
  function tellIdle(isHeldUp: boolean): number | undefined {
    const isWanted = wish.mode === 'run' && !halted() && !failure() && givingUpSinceMs === undefined;
    // What is being found out about a hedge, or keeps it from being taken, is told as that.
    const isHedging = near.leg().current !== undefined || near.refusal() !== undefined;
    const isIdle = isWanted && !isHedging && market.mayRest() && !far.leg().current;
    const now = {
      view,
      missing: market.missing,
      isClaimed: claim.isValid(),
      isCompared,
      isHeldUp,
      limit: far.brokenLimit(),
    };
    return telling.lookForIdleness(isIdle ? whyNoFarOrder(now, options.instruments) : undefined);
  }

  const settlementOf = (reason: Settlement['reason'], error?: TaskError): Settlement => ({
    reason,
    wishVersion: wish.version,
    wish,
    ...account.settled(),
    ...(error && { error }),
    ...(far.leg().current && { orderLeft: true }),
  });

  const endWith = (settlement: Settlement): LegStep => ({
    kind: 'end',
    end: () => endings.end(settlement),
  });

  const endings = createSpreadEndings({
    ...{ task, claim, logger, close },
    flush: () => Promise.all([far.flush(), near.flush(), telling.flush(), dependencies.journal.flush()]),
    ...{ tellLast: telling.tellLast, keepRatio: telling.keepRatio },
    isGivingUp: () => givingUpSinceMs !== undefined,
  });

  function close(): void {
    isClosed = true;
    loops?.far.close();
    loops?.near.close();
    market.close();
    way.close();
    telling.close();
    far.close();
    near.close();
  }

  /** Only who has anything executed, or may have, can have hedged. */
  async function compare(): Promise<void> {
    const isOver = () => isClosed;
    if (executionOf(far.leg()).lots > 0 || far.leg().current)
      await compareOrders(broker.ownOrders, { isOver, logger, task: task.id });
    isCompared = true;
    wakeBoth();
  }

  far.begin();
  near.begin();
  void compare();
  wakeBoth();
  return {
    settled: endings.settled,
    obey(newer) {
      if (newer.version > wish.version) {
        if (isPricedAnew(wish, newer)) amendedAtMs = performance.now();
        wish = newer;
      }
      wakeBoth();
    },
    wishVersion: () => wish.version,
    giveUp() {
      givingUpSinceMs ??= performance.now();
      wakeBoth();
    },
    doubtEverything() {
      doubtEverything();
      wakeBoth();
    },
    lookAgain() {
      wakeBoth();
    },
  };
}

/** Where a far order should be follows from these. */
const isPricedAnew = (before: Wish, after: Wish): boolean =>
  JSON.stringify([before.limitPrice, before.spread?.ratio, before.spread?.options]) !==
  JSON.stringify([after.limitPrice, after.spread?.ratio, after.spread?.options]);
