/**
 * The broker's positions against what orders executed. What a position is beyond that, `unexplained`, never changes in
 * ordinary trading, however often it is looked at: it was held before, or came otherwise than by an order.
 *
 * Lists of orders and positions are read one after the other, and each may lag behind the exchange by the settling time at
 * most. So a position is judged by two readings of the orders: one that long before it, one that long after it. What was
 * executed between these two may be in the position or not yet; what lies outside of that cannot be a fill on its way.
 */
import {
  type Executions,
  joinedExecutions,
  NO_TURNOVER,
  netOf,
  type Turnover,
  turnoverBetween,
} from './executions.js';

/** Times are monotonic milliseconds: when it was asked for, and when the answer was there. */
interface Reading {
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

export interface ExecutionsReading extends Reading {
  readonly executions: Executions;
}

/** Securities by instrument, short ones below zero; what is not in it is not held. */
export interface PositionsReading extends Reading {
  readonly amounts: ReadonlyMap<string, number>;
}

/** The orders, the positions, and the orders again. */
export interface AccountLook {
  readonly before: ExecutionsReading;
  readonly positions: PositionsReading;
  readonly after: ExecutionsReading;
  /** By instrument, what orders whose outcome nobody knows may have executed. */
  readonly mayHave: ReadonlyMap<string, Turnover>;
}

/** What is kept from look to look; empty in a process that begins. */
export interface PositionsMemory {
  /** Oldest first, of them one that is older than the settling time. */
  readonly readings: readonly ExecutionsReading[];
  /** The look whose positions wait for a later reading of the orders. */
  readonly pending?: AccountLook & { readonly older: Executions | undefined };
}

/** What was written down at the last look of any process. */
export interface Remembered {
  /** Positions were looked at before: an instrument that is not in `unexplained` was not held then. */
  readonly isAdopted: boolean;
  /** By instrument; null while it is not known yet, because of trading. */
  readonly unexplained: ReadonlyMap<string, number | null>;
  /** Undefined before the first look. */
  readonly reading: ExecutionsReading | undefined;
}

export interface PositionDifference {
  readonly instrumentUid: string;
  /** Securities now. */
  readonly amount: number;
  readonly expected: number;
}

export interface PositionsVerdict {
  readonly memory: PositionsMemory;
  readonly differences: readonly PositionDifference[];
  /** What is unexplained from now on, where that is new; null where it is to be found out. */
  readonly unexplained: ReadonlyMap<string, number | null>;
  /** Securities of instruments in which nothing is open. */
  readonly explained: ReadonlyMap<string, number>;
  /** Instruments of which nothing can be said yet: after the settling time it is worth another look. */
  readonly unsettled: readonly string[];
}

export function judgePositions({
  memory,
  remembered,
  look,
  settleMs,
}: {
  readonly memory: PositionsMemory;
  readonly remembered: Remembered;
  readonly look: AccountLook;
  readonly settleMs: number;
}): PositionsVerdict {
  const readings = [remembered.reading, ...memory.readings, look.before, look.after]
    .filter((reading) => reading !== undefined)
    .sort((one, other) => one.answeredAtMs - other.answeredAtMs);
  const olderThanMs = look.positions.askedAtMs - settleMs;
  const { pending } = memory;
  const isDue = pending !== undefined && look.before.askedAtMs >= pending.positions.answeredAtMs + settleMs;
  const now = beyondExecutions(look);
  const settled = isDue ? settledPositions(pending, look) : undefined;

  const differences: PositionDifference[] = [];
  const unexplained = new Map<string, number | null>();
  const explained = new Map<string, number>();
  const unsettled: string[] = [];
  for (const uid of new Set([...now.keys(), ...remembered.unexplained.keys()])) {
    const base = baseOf(uid, remembered);
    const amount = look.positions.amounts.get(uid) ?? 0;
    const beyond = now.get(uid) ?? 0;
    const judgement = beyond === base ? 'explained' : (settled?.(uid, { base, beyond }) ?? 'unsettled');
    if (judgement === 'unsettled') {
      unsettled.push(uid);
      if (base === null && !remembered.unexplained.has(uid)) unexplained.set(uid, null);
      continue;
    }
    explained.set(uid, amount);
    if (judgement === 'explained') continue;
    unexplained.set(uid, beyond);
    if (base !== null) differences.push({ instrumentUid: uid, amount, expected: amount + base - beyond });
  }
  const waiting =
    pending && !isDue ? pending : { ...look, older: newestBefore(readings, olderThanMs)?.executions };
  return {
    memory: {
      readings: pruned(readings, olderThanMs),
      ...(unsettled.length > 0 && { pending: waiting }),
    },
    ...{ differences, unexplained, explained, unsettled },
  };
}

/** What is unexplained of it so far; null while that is not known. */
function baseOf(uid: string, { isAdopted, unexplained }: Remembered): number | null {
  const known = unexplained.get(uid);
  return known === undefined && isAdopted ? 0 : (known ?? null);
}

/** By instrument, the position less what is known to be executed. */
function beyondExecutions({
  positions,
  after,
}: Pick<AccountLook, 'positions' | 'after'>): Map<string, number> {
  const beyond = new Map(positions.amounts);
  for (const [uid, amount] of netOf(after.executions)) beyond.set(uid, (beyond.get(uid) ?? 0) - amount);
  return beyond;
}

interface Now {
  readonly base: number | null;
  /** The position less what is executed, at this look. */
  readonly beyond: number;
}

/**
 * What can be said of positions since the orders were read long enough after them: a figure that is the same at both looks
 * is new, where fills on their way cannot be all of it.
 */
function settledPositions(
  pending: NonNullable<PositionsMemory['pending']>,
  look: AccountLook,
): ((uid: string, now: Now) => 'new' | 'unsettled') | undefined {
  const { older, mayHave, positions, after } = pending;
  if (!older) return undefined;
  const beyondThen = beyondExecutions(pending);
  const beyondSince = beyondExecutions({ positions, after: look.before });
  const fills = turnoverBetween(older, joinedExecutions(after.executions, look.before.executions));
  const doubtful = (uid: string, side: keyof Turnover) =>
    Math.max(...[mayHave, look.mayHave].map((doubts) => (doubts.get(uid) ?? NO_TURNOVER)[side]));
  return (uid, { base, beyond }) => {
    if ((beyondThen.get(uid) ?? 0) !== beyond) return 'unsettled';
    const { bought, sold } = fills.get(uid) ?? NO_TURNOVER;
    const missing = bought + doubtful(uid, 'sold');
    const tooMuch = sold + doubtful(uid, 'bought');
    if (base === null) return missing + tooMuch === 0 ? 'new' : 'unsettled';
    const difference = (beyondSince.get(uid) ?? 0) - base;
    return difference >= -missing && difference <= tooMuch ? 'unsettled' : 'new';
  };
}

const newestBefore = (readings: readonly ExecutionsReading[], atMs: number): ExecutionsReading | undefined =>
  readings.findLast(({ answeredAtMs }) => answeredAtMs <= atMs);

/** Without those before the newest that is old enough; later looks ask for none of them. */
function pruned(readings: readonly ExecutionsReading[], atMs: number): ExecutionsReading[] {
  const first = newestBefore(readings, atMs);
  return readings.slice(first ? readings.indexOf(first) : 0);
}
