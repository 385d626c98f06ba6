import type { LimitOrder, OrderCallOptions } from '../broker/broker.js';
import {
  BrokerError,
  DuplicateOrderError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
} from '../broker/errors.js';
import { LimitBrokenError } from '../database/index.js';
import { doubted, existsUnseen, type LegOrder, notSent, refused, sending } from '../domain/leg.js';
import type { LimitBreach } from '../domain/limits.js';
import type { Settings } from '../domain/settings.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { LegDeed } from './leg-loop.js';
import { type LegRecord, wordsOf } from './leg-record.js';
import { type LegDeskOptions, type LegState, RETRY_MS } from './leg-state.js';
import { giveSendingLeave, type SendingLeave } from './sending-leave.js';

type Post = Extract<LegDeed, { kind: 'post' }>;

/** Phases of an order that the broker has told of. */
const THERE: ReadonlySet<LegOrder['phase']> = new Set(['working', 'ending', 'exists']);

/** An instrument that takes no orders although its status says that it trades is tried ever more seldom, at last so. */
const LAST_CLOSED_RETRY_MS = 30_000;
/** The same of a hedge, which is to use the first moment. */
const LAST_CLOSED_HEDGE_RETRY_MS = 4_000;
/** What a limit in roubles holds back is tried again so often: others' orders end, and the day does. */
const LIMIT_RETRY_MS = 2_000;
/** A hedge that waited for so long is decided anew: the machine slept, or nothing comes through. */
const HEDGE_WAITS_MS = 10_000;

/** Why an order was not taken, where that ends it not: refused for good, no trading whatever the status says, or the limit. */
export type NotTakenFor = 'refused' | 'not-trading' | 'rate-limit';

/** Sends a leg's orders: what opens anything is written down first, a hedge beside. */
export function createPosting(
  { broker, logger }: ExecutionDependencies,
  options: LegDeskOptions,
  state: LegState,
  record: LegRecord,
) {
  const { instrument, direction, leg: legName, isHedge = false } = options;
  const now = () => performance.now();
  let closedRefusals = 0;
  /** The last answer to the order of this number: it passes, and is no refusal. */
  let passing: { readonly number: number; readonly why: NotTakenFor } | undefined;
  /** The last order was refused by the log, under this wish: under a newer one it is tried at once. */
  let refusedWish: number | undefined;
  /** The last order would have broken a limit, by these settings: under others it is tried at once. */
  let held: { readonly breach: LimitBreach; readonly by: Settings | undefined } | undefined;
  /** The last one to be sent found the rate limit used up. */
  let isDry = false;
  /** Of the order that is being written down, or waits for the rate limit. */
  let leave: SendingLeave | undefined;

  async function post(action: Post): Promise<void> {
    const { number, lots, price, timeInForce } = action;
    const order = { clientOrderId: state.keyOf(number), direction, lots, price, timeInForce };
    const intent = { ...order, leg: legName, number, ...whose() };
    if (isHedge) return postHedge(action, intent);
    const { version: wishVersion } = options.wish();
    const isWanted = () =>
      state.leg.nextNumber === number && !isThere() && options.wish().version === wishVersion;
    const isAllowed = () => options.mayOpen() && isWanted();
    const sendingLeave = giveSendingLeave(
      () => isAllowed() && isWithinTarget(action) && (options.isStillRight?.(action) ?? true),
    );
    const callOff = (hasRefused = false) => {
      // Only the market moved on: that is decided anew at once.
      if (sendingLeave.leftMs() > 0 && isAllowed() && !hasRefused) return;
      state.mustAsk = true;
      refusedWish = wishVersion;
      state.blockedUntilMs.post = now() + RETRY_MS;
      options.onRefusedIntent();
    };
    const written = { ...intent, wishVersion, ratio: options.ratio?.() };
    const settings = options.settings?.();
    const answer = await record.intent(options.claim.claim, written).catch((error: unknown) => {
      if (error instanceof LimitBrokenError) return error.breach;
      throw error;
    });
    if (typeof answer === 'object') {
      held = { breach: answer, by: settings };
      state.blockedUntilMs.post = now() + LIMIT_RETRY_MS;
      return;
    }
    held = undefined;
    if (!answer) return callOff(true);
    const sent = sending(state.leg, { number, lots, price, nowMs: now() });
    // Since it was begun to be written the wish may have changed, or the process may have stood still.
    if (!sendingLeave.isGiven()) {
      if (sent.current && state.leg.nextNumber === number && !isThere()) record.unsent(sent.current);
      return callOff();
    }
    refusedWish = undefined;
    leave = sendingLeave;
    state.update(sent);
    try {
      await send(order, {
        priority: state.moving ? 'move' : 'place',
        patienceMs: leave.leftMs(),
        whileWaiting: leave.signal,
        maySend: leave.isGiven,
      });
    } catch (error) {
      const isCalledOff = error instanceof RateLimitedError && sendingLeave.signal.aborted && !error.wasSent;
      if (!isCalledOff) return notTaken(number, error);
      state.update(notSent(state.leg));
      callOff();
    } finally {
      leave = undefined;
    }
  }

  /** More may have been told meanwhile of an order that was settled. What only takes a key is never filled. */
  const isWithinTarget = ({ lots, takesKeyOnly }: Post): boolean =>
    takesKeyOnly === true || state.leg.settled.lots + lots <= options.wish().targetLots;

  /** Neither claim nor halt nor log holds it back; sent twice, by whomever, it is one order, because its key is one. */
  async function postHedge(
    { number, lots, price }: Post,
    intent: Parameters<LegRecord['hedge']>[0],
  ): Promise<void> {
    const sent = sending(state.leg, { number, lots, price, nowMs: now() });
    const sinceMs = Date.now();
    state.update(sent);
    const sendingIt = send(intent, {
      priority: 'hedge',
      maySend: () => Date.now() - sinceMs < HEDGE_WAITS_MS,
    });
    record.hedge(intent);
    await sendingIt.catch((error: unknown) => notTaken(number, error));
  }

  async function send(
    order: Pick<LimitOrder, 'clientOrderId' | 'lots' | 'price' | 'timeInForce'>,
    how: OrderCallOptions,
  ): Promise<void> {
    const { clientOrderId, lots, price, timeInForce } = order;
    const margin = options.margin === true;
    const answer = await broker.orders.post(
      { clientOrderId, instrument, direction, lots, price, timeInForce, ...(margin && { margin }) },
      how,
    );
    closedRefusals = 0;
    state.moving = false;
    isDry = false;
    broker.ownOrders.merge(answer);
    state.believe(answer, false);
  }

  function notTaken(number: number, error: unknown): void {
    logger.debug({ err: error, task: options.taskId, number }, 'the order was not taken, or nobody knows');
    const { leg } = state;
    passing = undefined;
    // What is not the broker's word, such as an answer that cannot be read, says nothing about the order either.
    if (!(error instanceof BrokerError)) state.update(doubted(leg, now()));
    else if (error instanceof DuplicateOrderError) state.update(existsUnseen(leg, now()));
    else if (error instanceof OutcomeUnknownError) state.update(doubted(leg, now()));
    else if (error instanceof RateLimitedError) {
      if (!isDry) record.refused(number, error);
      isDry = true;
      passing = { number, why: 'rate-limit' };
      state.blockedUntilMs.post = now() + error.resetMs;
      state.update(notSent(leg));
    } else {
      // The same refusal again and again tells nothing new.
      closedRefusals = error instanceof NotTradingError ? closedRefusals + 1 : 0;
      if (closedRefusals <= 1 && !state.refusal) record.refused(number, error);
      state.update(refused(leg));
      if (error instanceof NotTradingError) {
        state.blockedUntilMs.post = now() + closedPauseMs();
        passing = { number, why: 'not-trading' };
      } else if (error.remedy === 'retry-later') state.blockedUntilMs.post = now() + RETRY_MS;
      else if (isHedge || options.wish().mode === 'run')
        state.refused({
          code: 'broker-refused',
          data: { brokerCode: error.brokerCode ?? '', ...wordsOf(error) },
        });
    }
  }

  const closedPauseMs = () =>
    isHedge
      ? Math.min(RETRY_MS * 2 ** (closedRefusals - 1), LAST_CLOSED_HEDGE_RETRY_MS)
      : Math.min(RETRY_MS * 2 ** closedRefusals, LAST_CLOSED_RETRY_MS);
  /** News of it came meanwhile: an earlier sending was taken after all. */
  const isThere = () => state.leg.current !== undefined && THERE.has(state.leg.current.phase);
  const whose = () => ({ accountId: broker.accountId, instrumentUid: instrument.uid });

  return {
    post,
    /** What is wanted changed: an order that waits for the rate limit is called off, if nobody wants it any more. */
    reconsider: () => void leave?.isGiven(),
    /** Why the order that is due now was not taken when it was last sent; it is sent again under its number. */
    notTakenFor(): NotTakenFor | undefined {
      const { current, nextNumber } = state.leg;
      if (passing?.number === (current?.number ?? nextNumber)) return passing.why;
      return state.refusal && 'refused';
    },
    /** A newer wish than the one that was refused is tried at once, and so are other settings than those that held it. */
    isWantedAnew: () =>
      (refusedWish !== undefined && options.wish().version > refusedWish) ||
      (held !== undefined && options.settings?.() !== held.by),
    /** The limit that the last order would have broken. */
    brokenLimit: (): LimitBreach | undefined => held?.breach,
  };
}
