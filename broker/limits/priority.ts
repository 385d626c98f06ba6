/**
 * Who goes first where calls have to wait. A hedge or a cancel always goes before everything else. The other three
 * are ordinary: a read before a place, a place before a move, as long as nobody waited for minutes because of it.
 */
export const Priority = {
  hedge: 'hedge',
  cancel: 'cancel',
  /** Reads stand before orders: what settles a doubt must not wait until all that is wanted has been sent. */
  read: 'read',
  place: 'place',
  /** Only moves an order: comfort. */
  move: 'move',
} as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** A minute, the longest window the contract has: whoever came so much earlier goes first, whatever the others are. */
export const OVERTAKEN_MS = 60_000;

const RANK: Record<Priority, number> = { hedge: 0, cancel: 1, read: 2, place: 3, move: 4 };

/** A share of every limit is kept for these two. */
export const isUrgent = (priority: Priority): boolean => RANK[priority] < RANK.read;

export interface Place {
  readonly priority: Priority;
  /** When it came, and its number among all that came: two may come in the same moment. */
  readonly cameAtMs: number;
  readonly number: number;
}

/** Negative when `one` goes before `other`. Ordinary calls grow in rank with their waiting, so that none starves. */
export function compare(one: Place, other: Place): number {
  const [a, b] = [RANK[one.priority], RANK[other.priority]];
  if (isUrgent(one.priority) || isUrgent(other.priority)) return a - b || one.number - other.number;
  return a * OVERTAKEN_MS + one.cameAtMs - (b * OVERTAKEN_MS + other.cameAtMs) || one.number - other.number;
}
