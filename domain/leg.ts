import { Decimal } from './decimal.js';
import { isFinal, type OrderSnapshot, OrderStatus } from './order.js';

/**
 * What is known of the orders of one leg of one task. Orders are numbered, and number n+1 is not used before n is
 * known to be final or refused, so at most one is ever unsettled: `current`. All changes are pure functions.
 */
export interface Leg {
  /** The totals of all settled orders. */
  readonly settled: Execution;
  readonly current: LegOrder | undefined;
  /** The number the next new order takes; a refused number is used again. */
  readonly nextNumber: number;
  /** When it was known (monotonic milliseconds) that the last order had been taken away, and not by its own task. */
  readonly takenAwayAtMs?: number;
}

/** What was executed: lots, the exact sum of price × securities, and commission. */
export interface Execution {
  readonly lots: number;
  readonly value: Decimal;
  readonly commission: Decimal;
}

export type OrderPhase =
  /** On its way; no answer yet. */
  | 'sent'
  /** No certain answer: it may exist, may appear, or may not exist. */
  | 'doubtful'
  /** Refused when sent again after a doubt: an earlier sending may still exist. */
  | 'refused-after-doubt'
  /** The broker says that it exists, but not in what state (30057). */
  | 'exists'
  | 'working'
  /** A stream told of its end; the end counts when its state has been read. */
  | 'ending';

export interface LegOrder {
  readonly number: number;
  /** The most lots that may work under this number; what the broker answers is the truth. */
  readonly lots: number;
  readonly price: Decimal;
  readonly phase: OrderPhase;
  /** An attempt under this number once had no certain outcome. */
  readonly doubted: boolean;
  readonly executed: Execution;
  readonly brokerOrderId: string | undefined;
  /** Monotonic milliseconds. */
  readonly sentAtMs: number;
  readonly doubtSinceMs: number | undefined;
  /** When it was last sent without a certain outcome. */
  readonly lostAtMs: number | undefined;
  /** When its state was last asked for, and how often in vain since. */
  readonly askedAtMs: number | undefined;
  readonly asks: number;
  /** When a cancel was last sent. */
  readonly cancelSentAtMs: number | undefined;
  /** The last cancel was refused: the market is closed, or the token has no such right. */
  readonly cancelRefused: boolean;
}

/** An order that nobody finds was seen to appear minutes after it was sent; what did not by then never will. */
export const APPEARS_WITHIN_MS = 180_000;

/** So many answers in a row that an order works outweigh a stream that told its end. */
const CONTRADICTIONS = 3;

const NOTHING: Execution = { lots: 0, value: new Decimal(0), commission: new Decimal(0) };

export const emptyLeg: Leg = { settled: NOTHING, current: undefined, nextNumber: 1 };

export const add = (a: Execution, b: Execution): Execution => ({
  lots: a.lots + b.lots,
  value: a.value.add(b.value),
  commission: a.commission.add(b.commission),
});

/** Everything executed so far, the working order's fills included. */
export const executionOf = (leg: Leg): Execution =>
  leg.current ? add(leg.settled, leg.current.executed) : leg.settled;

/** The lots alone: they are asked at every look. */
export const executedLotsOf = ({ settled, current }: Leg): number =>
  settled.lots + (current?.executed.lots ?? 0);

/** Exact average price of one security, or undefined while nothing is executed. */
export function averagePriceOf(leg: Leg, lot: number): Decimal | undefined {
  const { lots, value } = executionOf(leg);
  return lots === 0 ? undefined : value.div(lots * lot);
}

const change = (leg: Leg, changes: Partial<LegOrder>): Leg =>
  leg.current ? { ...leg, current: { ...leg.current, ...changes } } : leg;

/** An order is about to go out under this number: a new one, or the one in doubt again. */
export function sending(
  leg: Leg,
  order: { number: number; lots: number; price: Decimal; nowMs: number },
): Leg {
  const { nowMs, ...sent } = order;
  const again = leg.current?.number === order.number ? leg.current : undefined;
  return {
    ...leg,
    current: {
      ...sent,
      lots: Math.max(order.lots, again?.lots ?? 0),
      phase: 'sent',
      doubted: again?.doubted ?? false,
      executed: again?.executed ?? NOTHING,
      brokerOrderId: undefined,
      sentAtMs: nowMs,
      doubtSinceMs: again?.doubtSinceMs,
      lostAtMs: again?.lostAtMs,
      askedAtMs: again?.askedAtMs,
      asks: again?.asks ?? 0,
      cancelSentAtMs: undefined,
      cancelRefused: false,
    },
  };
}

/** The answer to a sending was lost, late or uncertain. What a stream told meanwhile is not forgotten. */
export const doubted = (leg: Leg, nowMs: number): Leg =>
  leg.current?.phase === 'sent'
    ? change(leg, {
        phase: 'doubtful',
        doubted: true,
        doubtSinceMs: leg.current.doubtSinceMs ?? nowMs,
        lostAtMs: nowMs,
        askedAtMs: undefined,
      })
    : leg;

/** The broker knows the key but not (yet) what became of it. */
export const existsUnseen = (leg: Leg, nowMs: number): Leg =>
  leg.current?.phase === 'sent' || leg.current?.phase === 'doubtful'
    ? change(leg, { phase: 'exists', doubted: true, doubtSinceMs: leg.current.doubtSinceMs ?? nowMs })
    : leg;

/** An order has the next number's key although nobody here sent it: its state is yet to be read. */
export const appeared = (
  leg: Leg,
  { lots, price, nowMs }: { lots: number; price: Decimal; nowMs: number },
): Leg =>
  leg.current ? leg : existsUnseen(sending(leg, { number: leg.nextNumber, lots, price, nowMs }), nowMs);

/** The broker refused it: the number is free again, unless an earlier sending under it may have gone through. */
export function refused(leg: Leg): Leg {
  if (leg.current?.phase !== 'sent') return leg;
  if (leg.current.doubted) return change(leg, { phase: 'refused-after-doubt', askedAtMs: undefined });
  return { ...leg, current: undefined };
}

/**
 * It was not sent, or turned away unread, because a rate limit was used up: its number is free again, and a doubt about
 * an earlier sending under it stays what it was. Unlike a refusal this says nothing about that one.
 */
export function notSent(leg: Leg): Leg {
  if (leg.current?.phase !== 'sent') return leg;
  return leg.current.doubted ? change(leg, { phase: 'doubtful' }) : { ...leg, current: undefined };
}

/**
 * Its state was asked for and nothing was found. That settles only what was refused when it was sent again, and only
 * when no earlier sending can still appear: it may have been refused because the first one took the money.
 * @param askedAtMs when that was begun: who stood still since knows nothing of what appeared meanwhile
 * @param mayGoAgain false where it cannot be sent again, ever: then the same time settles it
 */
export function notFound(leg: Leg, askedAtMs: number, mayGoAgain = true): Leg {
  const { phase, lostAtMs = askedAtMs } = leg.current ?? {};
  const isLeftToTime = phase === 'refused-after-doubt' || (phase === 'doubtful' && !mayGoAgain);
  if (isLeftToTime && askedAtMs - lostAtMs > APPEARS_WITHIN_MS) return { ...leg, current: undefined };
  return change(asked(leg, askedAtMs), { doubtSinceMs: leg.current?.doubtSinceMs ?? askedAtMs });
}

/** Its state was asked for in vain. */
export const asked = (leg: Leg, nowMs: number): Leg =>
  change(leg, { askedAtMs: nowMs, asks: (leg.current?.asks ?? 0) + 1 });

export const cancelSent = (leg: Leg, nowMs: number): Leg =>
  change(leg, {
    cancelSentAtMs: nowMs,
    cancelRefused: false,
    askedAtMs: undefined,
    // While cancels are refused, they are tried ever more seldom.
    asks: leg.current?.cancelRefused ? leg.current.asks : 0,
  });

export const cancelRefused = (leg: Leg): Leg => change(leg, { cancelRefused: true });

/**
 * What the broker says of the current order. Executed lots never go back. An end that a stream told must be read
 * (`isAnswer`) before it counts: only then are all fills that raced it, and the exact sum, in it.
 */
export function told(
  leg: Leg,
  snapshot: OrderSnapshot,
  { lot, isAnswer }: { lot: number; isAnswer: boolean },
): Leg {
  const { current } = leg;
  if (!current) return leg;
  const executed = newerExecution(current, snapshot, lot);
  const known: LegOrder = {
    ...current,
    lots: snapshot.lotsRequested || current.lots,
    price: snapshot.price ?? current.price,
    executed,
    brokerOrderId: snapshot.brokerOrderId || current.brokerOrderId,
    doubtSinceMs: undefined,
  };
  if (!isFinal(snapshot.status)) {
    // A stream may be ahead of an answer, but not of several: then the end it told was not this order's.
    const isEnding = current.phase === 'ending' && !(isAnswer && current.asks >= CONTRADICTIONS);
    return { ...leg, current: isEnding ? known : { ...known, phase: 'working' } };
  }
  // An end that counts fewer lots than are known knows neither their commission: it is asked for again.
  const isBehind =
    snapshot.lotsExecuted < current.executed.lots &&
    !(current.phase === 'ending' && current.asks >= CONTRADICTIONS);
  const isShort = snapshot.status === OrderStatus.filled && executed.lots < snapshot.lotsRequested;
  if (!isAnswer || isShort || isBehind) {
    const { askedAtMs, asks } = current.phase === 'ending' ? current : { askedAtMs: undefined, asks: 0 };
    return { ...leg, current: { ...known, phase: 'ending', askedAtMs, asks } };
  }
  const { askedAtMs: takenAwayAtMs, cancelSentAtMs } = current;
  const isTakenAway = snapshot.status === OrderStatus.cancelled && cancelSentAtMs === undefined;
  return {
    settled: add(leg.settled, executed),
    current: undefined,
    nextNumber: current.number + 1,
    ...(isTakenAway && takenAwayAtMs !== undefined && { takenAwayAtMs }),
  };
}

/** The end a stream told is taken for the truth when its state can no longer be read (the broker forgets). */
export const endedUnread = (leg: Leg): Leg =>
  leg.current?.phase === 'ending'
    ? {
        settled: add(leg.settled, leg.current.executed),
        current: undefined,
        nextNumber: leg.current.number + 1,
      }
    : leg;

/** What is executed of an order as the broker tells it now: never fewer lots than are known. */
export function newerExecution(
  order: Pick<LegOrder, 'executed' | 'price'>,
  snapshot: OrderSnapshot,
  lot: number,
): Execution {
  if (snapshot.lotsExecuted < order.executed.lots) return order.executed;
  const { lotsExecuted: lots, executedValue, averagePrice, price } = snapshot;
  const each = averagePrice?.isZero() === false ? averagePrice : (price ?? order.price);
  const value =
    executedValue ?? (lots === order.executed.lots && lots > 0 ? order.executed.value : each.mul(lots * lot));
  return { lots, value, commission: snapshot.commission ?? order.executed.commission };
}
