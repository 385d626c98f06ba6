import {
  BrokerError,
  DuplicateOrderError,
  NotFoundError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
} from '../broker/errors.js';
import type { Instrument } from '../domain/instrument.js';
import {
  asked,
  cancelRefused,
  cancelSent,
  doubted,
  emptyLeg,
  endedUnread,
  existsUnseen,
  type Leg,
  type LegOrder,
  notFound,
  notSent,
  refused,
  sending,
  told,
} from '../domain/leg.js';
import { DOUBT_TOLD_MS, type LegAction } from '../domain/next-leg-action.js';
import type { OrderSnapshot } from '../domain/order.js';
import type { TaskError, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import { clientOrderIdOf } from './client-order-id.js';
import type { ExecutionDependencies } from './dependencies.js';
import { legFromLog } from './leg-from-log.js';
import { createLegRecord, type LegIdentity, wordsOf } from './leg-record.js';
import { readOrder, referenceTo } from './read-order.js';
import { giveSendingLeave, type SendingLeave } from './sending-leave.js';

/** Try a call again this long after a passing error that names no time itself. */
const RETRY_MS = 500;
/** An instrument that takes no orders although its status says that it trades is tried ever more seldom, at last so. */
const LAST_CLOSED_RETRY_MS = 30_000;
/** So long a cancel waits for the rate limit, then it is decided anew: the wish goes on, and a claim may be lost in 2.5 s. */
const PATIENCE_MS = 1_000;
/** So many orders in a row that the exchange took and then rejected end a task. */
const REJECTIONS_IN_A_ROW = 3;

export interface LegDeskOptions extends LegIdentity {
  readonly claim: HeldClaim;
  readonly instrument: Instrument;
  readonly onChange: () => void;
  readonly wish: () => Wish;
  /** As far as is known here: no halt, the claim ours and kept. The order log has the last word before an order goes out. */
  readonly mayOpen: () => boolean;
  /** An order was not sent: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
}

export type LegDesk = Awaited<ReturnType<typeof openLegDesk>>;

/**
 * The orders of one leg at the broker: carries out one action at a time, keeps what is known, in memory for the next
 * decision and in the order log for whoever takes over.
 */
export async function openLegDesk(dependencies: ExecutionDependencies, options: LegDeskOptions) {
  const { db, broker, logger } = dependencies;
  const { claim, instrument, taskKey, leg: legName, direction, onChange } = options;
  const record = createLegRecord(dependencies, options);
  const now = () => performance.now();

  let leg: Leg = await legFromLog(db, { taskKey, leg: legName, nowMs: now() }, emptyLeg);
  let failure: TaskError | undefined;
  let rejections = 0;
  let closedRefusals = 0;
  let mustAsk = leg.current !== undefined;
  const blockedUntilMs = { post: 0, cancel: 0, move: 0, ask: 0 };
  /** The last order was refused by the log, under this wish: under a newer one it is tried at once. */
  let refusedWish: number | undefined;
  /** The last order was taken away only to be moved; the last one to be sent found the rate limit used up. */
  let moving = false;
  let isDry = false;
  /** Of the order that is being written down, or waits for the rate limit. */
  let leave: SendingLeave | undefined;

  const update = (next: Leg) => {
    const before = leg;
    leg = next;
    record.changed(before, next);
  };
  const keyOf = (number: number) => clientOrderIdOf({ taskKey, leg: legName, number });

  /** The answer's account, instrument and direction must be what was asked for; anything else stops the task. */
  const believe = (snapshot: OrderSnapshot, isAnswer: boolean) => {
    const foreign =
      (snapshot.accountId !== undefined &&
        snapshot.accountId !== '' &&
        snapshot.accountId !== broker.accountId) ||
      snapshot.instrumentUid !== instrument.uid ||
      snapshot.direction !== direction;
    if (foreign) {
      failure = { code: 'answer-mismatch', data: { brokerOrderId: snapshot.brokerOrderId } };
      return;
    }
    // A refusal of what was sent again says nothing once the first sending is seen.
    if (failure?.code === 'broker-refused') failure = undefined;
    const before = leg;
    update(told(leg, snapshot, { lot: instrument.lot, isAnswer }));
    if (before.current && !leg.current) {
      rejections = snapshot.status === 'rejected' ? rejections + 1 : 0;
      if (rejections >= REJECTIONS_IN_A_ROW) failure = { code: 'order-rejected', data: {} };
    }
  };

  const endHub = broker.ownOrders.onChange((snapshot) => {
    if (!leg.current || snapshot.clientOrderId !== keyOf(leg.current.number)) return;
    believe(snapshot, false);
    onChange();
  });

  async function post({ number, lots, price, timeInForce }: Extract<LegAction, { kind: 'post' }>) {
    const order = { clientOrderId: keyOf(number), direction, lots, price, timeInForce };
    const { version: wishVersion } = options.wish();
    const isWanted = () => leg.nextNumber === number && options.wish().version === wishVersion;
    const sendingLeave = giveSendingLeave(() => options.mayOpen() && isWanted());
    const callOff = () => {
      mustAsk = true;
      refusedWish = wishVersion;
      blockedUntilMs.post = now() + RETRY_MS;
      options.onRefusedIntent();
    };
    const { accountId } = broker;
    const instrumentUid = instrument.uid;
    const intent = { ...order, leg: legName, number, accountId, instrumentUid, wishVersion };
    if (!(await record.intent(claim.claim, intent))) return callOff();
    const sent = sending(leg, { number, lots, price, nowMs: now() });
    // Since it was begun to be written the wish may have changed, or the process may have stood still.
    if (!sendingLeave.isGiven()) {
      if (sent.current && leg.nextNumber === number) record.unsent(sent.current);
      return callOff();
    }
    refusedWish = undefined;
    update(sent);
    leave = sendingLeave;
    try {
      const answer = await broker.orders.post(
        { ...order, instrument },
        {
          priority: moving ? 'move' : 'place',
          patienceMs: leave.leftMs(),
          whileWaiting: leave.signal,
          maySend: leave.isGiven,
        },
      );
      closedRefusals = 0;
      moving = false;
      isDry = false;
      broker.ownOrders.merge(answer);
      believe(answer, false);
    } catch (error) {
      logger.debug({ err: error, task: options.taskId, number }, 'the order was not taken, or nobody knows');
      // What is not the broker's word, such as an answer that cannot be read, says nothing about the order either.
      if (!(error instanceof BrokerError)) update(doubted(leg, now()));
      else if (error instanceof DuplicateOrderError) update(existsUnseen(leg, now()));
      else if (error instanceof OutcomeUnknownError) update(doubted(leg, now()));
      else if (error instanceof RateLimitedError && sendingLeave.signal.aborted && !error.wasSent) {
        update(notSent(leg));
        callOff();
      } else if (error instanceof RateLimitedError) {
        if (!isDry) record.refused(number, error);
        isDry = true;
        update(notSent(leg));
        blockedUntilMs.post = now() + error.resetMs;
      } else {
        // The same refusal again and again tells nothing new.
        closedRefusals = error instanceof NotTradingError ? closedRefusals + 1 : 0;
        if (closedRefusals <= 1) record.refused(number, error);
        update(refused(leg));
        if (error instanceof NotTradingError)
          blockedUntilMs.post = now() + Math.min(RETRY_MS * 2 ** closedRefusals, LAST_CLOSED_RETRY_MS);
        else if (error.remedy === 'retry-later') blockedUntilMs.post = now() + RETRY_MS;
        else if (options.wish().mode === 'run') {
          const data = { brokerCode: error.brokerCode ?? '', ...wordsOf(error) };
          failure = { code: 'broker-refused', data };
        }
      }
    } finally {
      leave = undefined;
    }
  }

  async function cancel({ order, why }: Extract<LegAction, { kind: 'cancel' }>) {
    const isMove = why === 'move';
    try {
      await broker.orders.cancel(referenceTo(order, keyOf(order.number)), {
        priority: isMove ? 'move' : 'cancel',
        patienceMs: PATIENCE_MS,
      });
      record.cancelling(order);
      moving = isMove;
      update(cancelSent(leg, now()));
    } catch (error) {
      if (error instanceof RateLimitedError) {
        // That there is no room for a move says nothing about a cancel that is wanted for itself.
        blockedUntilMs[isMove ? 'move' : 'cancel'] = now() + error.resetMs;
        return;
      }
      record.cancelling(order);
      if (!(error instanceof BrokerError)) throw error;
      update(cancelSent(leg, now()));
      // It ended already, or its state will tell.
      if (error instanceof NotFoundError) return;
      if (error.remedy === 'final') record.cancelRefused(order, error);
      if (error.remedy === 'final' || error instanceof NotTradingError)
        update(asked(cancelRefused(leg), now()));
      else logger.info({ err: error, task: options.taskId }, 'the cancel has no certain outcome');
    }
  }

  async function ask(order: LegOrder) {
    try {
      const snapshot = await readOrder(broker, order, keyOf(order.number));
      update(snapshot ? asked(leg, now()) : notFound(leg, now()));
      if (snapshot) {
        mustAsk = false;
        broker.ownOrders.merge(snapshot);
        believe(snapshot, true);
      }
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      if (error instanceof RateLimitedError) blockedUntilMs.ask = now() + error.resetMs;
      update(asked(leg, now()));
      logger.info({ err: error, task: options.taskId, number: order.number }, 'the state could not be read');
    }
    const doubtMs = now() - (leg.current?.doubtSinceMs ?? now());
    if (leg.current && doubtMs > DOUBT_TOLD_MS) {
      if (leg.current.phase === 'ending') update(endedUnread(leg));
      else record.stillInDoubt(leg.current, doubtMs);
    }
  }

  return {
    leg: () => leg,
    mustAsk: () => mustAsk,
    /** Set when the task cannot go on; it counts once nothing is unsettled any more. */
    failure: () => failure,
    /** Something stood still or may have been missed: the working order's state is asked before anything else. */
    doubtEverything() {
      mustAsk = leg.current !== undefined;
    },
    /** What is wanted changed: an order that waits for the rate limit is called off, if nobody wants it any more. */
    reconsider: () => void leave?.isGiven(),
    /** When an action of this kind may be tried again after the broker asked for patience. */
    blockedUntilMs(action: Extract<LegAction, { kind: 'post' | 'cancel' | 'ask' }>): number {
      const isAnew = refusedWish !== undefined && options.wish().version > refusedWish;
      if (action.kind === 'post' && isAnew) return 0;
      return blockedUntilMs[action.kind === 'cancel' && action.why === 'move' ? 'move' : action.kind];
    },
    /** Carries out one action. @throws what is neither the broker's nor expected, e.g. a database outage: try again later. */
    async perform(action: Extract<LegAction, { kind: 'post' | 'cancel' | 'ask' }>): Promise<void> {
      if (action.kind === 'post') await post(action);
      else if (action.kind === 'cancel') await cancel(action);
      else await ask(action.order);
    },
    /** Resolves when the order log holds all that is known. */
    flush: record.flush,
    close: endHub,
  };
}
