import { BrokerError, NotFoundError, NotTradingError, RateLimitedError } from '../broker/errors.js';
import {
  asked,
  cancelRefused,
  cancelSent,
  emptyLeg,
  endedUnread,
  type LegOrder,
  notFound,
} from '../domain/leg.js';
import { DOUBT_TOLD_MS } from '../domain/tend-order.js';
import type { ExecutionDependencies } from './dependencies.js';
import { legFromLog } from './leg-from-log.js';
import type { LegDeed } from './leg-loop.js';
import { createPosting } from './leg-posting.js';
import { createLegRecord } from './leg-record.js';
import { type LegDeskOptions, LegState } from './leg-state.js';
import { createPastOrders } from './past-orders.js';
import { readOrder, referenceTo } from './read-order.js';

/** So long a cancel waits for the rate limit, then it is decided anew: the wish goes on, and a claim may be lost in 2.5 s. */
const PATIENCE_MS = 1_000;

export type LegDesk = Awaited<ReturnType<typeof openLegDesk>>;

/**
 * The orders of one leg at the broker: carries out one action at a time, keeps what is known, in memory for the next
 * decision and in the order log for whoever takes over. Until it begins it knows what the log knows, and does nothing.
 */
export async function openLegDesk(dependencies: ExecutionDependencies, options: LegDeskOptions) {
  const { db, broker, logger } = dependencies;
  const { taskKey, leg: legName } = options;
  const now = () => performance.now();
  const record = createLegRecord(dependencies, options, options.onChange);
  const logged = await legFromLog(db, { taskKey, leg: legName, nowMs: now() }, emptyLeg);
  const state = new LegState(logged, broker.ownOrders, broker.accountId, options, record);
  const posting = createPosting(dependencies, options, state, record);
  const past = createPastOrders(dependencies, options, state);
  const { blockedUntilMs } = state;

  let endHub: () => void = () => undefined;

  async function cancel({ order, why }: Extract<LegDeed, { kind: 'cancel' }>) {
    const isMove = why === 'move';
    try {
      await broker.orders.cancel(referenceTo(order, state.keyOf(order.number)), {
        priority: isMove ? 'move' : 'cancel',
        patienceMs: PATIENCE_MS,
      });
      record.cancelling(order);
      state.moving = isMove;
      state.update(cancelSent(state.leg, now()));
    } catch (error) {
      if (error instanceof RateLimitedError) {
        // That there is no room for a move says nothing about a cancel that is wanted for itself.
        blockedUntilMs[isMove ? 'move' : 'cancel'] = now() + error.resetMs;
        return;
      }
      record.cancelling(order);
      if (!(error instanceof BrokerError)) throw error;
      state.update(cancelSent(state.leg, now()));
      // It ended already, or its state will tell.
      if (error instanceof NotFoundError) return;
      if (error.remedy === 'final') record.cancelRefused(order, error);
      if (error.remedy === 'final' || error instanceof NotTradingError)
        state.update(asked(cancelRefused(state.leg), now()));
      else logger.info({ err: error, task: options.taskId }, 'the cancel has no certain outcome');
    }
  }

  /** The number of an order of a past day is a person's to free. */
  const mayGoAgain = () => options.isHedge === true || past.isOpen() || options.isLogRefused?.() !== true;

  async function ask(order: LegOrder) {
    const askedAtMs = now();
    try {
      const snapshot =
        (await readOrder(broker, order, state.keyOf(order.number))) ?? (await past.endOf(order));
      state.update(snapshot ? asked(state.leg, now()) : notFound(state.leg, askedAtMs, mayGoAgain()));
      if (snapshot) {
        state.mustAsk = false;
        broker.ownOrders.merge(snapshot);
        state.believe(snapshot, true);
      }
    } catch (error) {
      if (error instanceof RateLimitedError) blockedUntilMs.ask = now() + error.resetMs;
      // Whatever it was: without it the same would be asked again in the next moment.
      state.update(asked(state.leg, now()));
      if (!(error instanceof BrokerError)) throw error;
      logger.info({ err: error, task: options.taskId, number: order.number }, 'the state could not be read');
    }
    const { current } = state.leg;
    const doubtMs = now() - (current?.doubtSinceMs ?? now());
    if (current && doubtMs > DOUBT_TOLD_MS) {
      if (current.phase === 'ending') state.update(endedUnread(state.leg));
      else if (!past.isAskedOf(current.number))
        record.stillInDoubt(current, doubtMs, !options.isHedge && options.halted());
    }
  }

  return {
    /** From now on it hears of its orders, and at once of what was told before: whoever it tells of that is all there. */
    begin() {
      endHub = broker.ownOrders.onChange((snapshot) => state.hear(snapshot));
      state.hearOfPast();
    },
    leg: () => state.leg,
    mustAsk: () => state.mustAsk,
    /** The number of the order that was filled after its end was read, of several the last one. */
    filledLate: () => state.filledLate,
    /** Set when the task cannot go on; it counts once nothing is unsettled any more. */
    failure: () => state.failure,
    /** The database refuses an entry of the log for good: nothing is opened any more, and the task ends when it can. */
    logRefusal: record.refusal,
    /** A hedge was refused for good, and is tried again all the same. */
    refusal: () => state.refusal,
    /** Something stood still or may have been missed: the working order's state is asked before anything else. */
    doubtEverything() {
      state.hearOfPast();
      state.mustAsk = state.leg.current !== undefined;
    },
    reconsider: posting.reconsider,
    notTakenFor: posting.notTakenFor,
    brokenLimit: posting.brokenLimit,
    /** The market opened, or changed otherwise: what it refused before may be tried at once. */
    tryAnew() {
      blockedUntilMs.post = 0;
    },
    /** When an action of this kind may be tried again after the broker asked for patience. */
    blockedUntilMs(action: LegDeed): number {
      if (action.kind === 'post' && posting.isWantedAnew()) return 0;
      return blockedUntilMs[action.kind === 'cancel' && action.why === 'move' ? 'move' : action.kind];
    },
    /** Carries out one action. @throws what is neither the broker's nor expected, e.g. a database outage: try again later. */
    async perform(action: LegDeed): Promise<void> {
      const { current } = state.leg;
      if (action.kind === 'post' && current && past.isOpen()) await ask(current);
      else if (action.kind === 'post') await posting.post(action);
      else if (action.kind === 'cancel') await cancel(action);
      else await ask(action.order);
    },
    /** Resolves when the order log holds all that is known. */
    flush: record.flush,
    close: () => endHub(),
  };
}
