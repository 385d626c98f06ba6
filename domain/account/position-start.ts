/** Where the position began that trades of an instrument close: from there on its cost is known. */
import { DAY_MS } from '../moscow.js';
import { signOf, type Trade } from './trade.js';

/** A position that was held at a moment, of a cost that the trades since do not tell. */
export interface Unexplained {
  readonly instrumentUid: string;
  /** Securities, below zero for short. */
  readonly held: number;
  /** The broker tells that amount; otherwise it is what it was if nothing is held now, of what is in no list of positions. */
  readonly isSure: boolean;
}

export interface Start {
  /** Held before the first of `trades`, at no known cost; undefined where nobody knows how many. */
  readonly before: number | undefined;
  /** From the start until the moment, oldest first. */
  readonly trades: readonly Trade[];
  /** More of the past would change nothing. */
  readonly isFound: boolean;
}

export interface Past {
  /** Of the instrument, before the moment, oldest first. */
  readonly trades: readonly Trade[];
  /** When its securities came or went otherwise than by a trade. */
  readonly moves: readonly Date[];
  /** All that orders executed is known which were placed since. */
  readonly since: Date;
}

/** An order may execute, and a commission come, on the day after it was placed. */
export const ORDER_LIFE_MS = DAY_MS;

/**
 * Goes back through the trades until nothing was held, or the contrary; at the last other movement of securities it ends, since
 * what they cost nobody knows. Where the past ends before that, what is left of the position is of no known cost.
 */
export function startOf({ held, isSure }: Pick<Unexplained, 'held' | 'isSure'>, past: Past): Start {
  const { trades, moves, since } = past;
  const moved = Math.max(0, ...moves.map((at) => at.getTime()));
  const from = (place: number, before: number | undefined, atMs: number | undefined): Start => ({
    before,
    trades: trades.slice(place),
    isFound: atMs !== undefined && since.getTime() <= atMs - ORDER_LIFE_MS,
  });
  let position = held;
  for (let place = trades.length - 1; place >= 0; place -= 1) {
    const { at, direction, amount } = trades[place] as Trade;
    if (at.getTime() <= moved) return from(place + 1, isSure ? position : undefined, moved);
    const before = position - signOf(direction) * amount;
    const isOther = isSure && Math.sign(before) !== Math.sign(position);
    if (before === 0 || isOther) return from(place, before, at.getTime());
    position = before;
  }
  return from(0, isSure ? position : undefined, moved === 0 ? undefined : moved);
}
