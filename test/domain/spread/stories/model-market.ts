import type { Book } from '../../../../domain/book.js';
import type { Decimal } from '../../../../domain/decimal.js';

/** Levels of a side from the best one on: ticks behind the one before, and lots. */
const SHAPES = {
  deep: [
    [0, 400],
    [1, 400],
    [1, 400],
  ],
  thin: [
    [0, 2],
    [1, 1],
    [1, 2],
    [1, 3],
    [1, 1],
    [1, 4],
  ],
  steep: [
    [0, 3],
    [4, 5],
    [4, 10],
    [1, 20],
    [9, 30],
    [20, 60],
  ],
  empty: [],
} as const satisfies Record<string, readonly (readonly [number, number])[]>;
export type Shape = keyof typeof SHAPES;

/** One leg's market: whole ticks, so that a judge can count without rounding. */
export interface ModelMarket {
  readonly bid: number;
  readonly shape: Shape;
  readonly tradable: boolean;
}

/** An order of the account that none of the deciders placed. */
export interface ModelOwn {
  readonly key: string;
  readonly ticks: number;
  readonly lots: number;
  readonly placedBy: 'task' | 'elsewhere';
}

export interface ModelLevel {
  readonly ticks: number;
  readonly lots: number;
}

/** What is shown of one side, best level first. */
export function sideOf({ bid, shape }: ModelMarket, side: 'bids' | 'asks'): ModelLevel[] {
  let ticks = side === 'bids' ? bid : bid + 1;
  return SHAPES[shape].map(([gap, lots]) => {
    ticks += side === 'bids' ? -gap : gap;
    return { ticks, lots };
  });
}

/** So far from the first price that no story gets there. */
export const LIMIT_TICKS = { down: 100, up: 4_000 };

const books = new WeakMap<ModelMarket, Book>();

/** Made once for a market, which has one tick. */
export function bookOf(market: ModelMarket, tick: Decimal): Book {
  const made = books.get(market);
  if (made) return made;
  const book = {
    instrumentUid: 'uid',
    bids: levelsOf(sideOf(market, 'bids'), tick),
    asks: levelsOf(sideOf(market, 'asks'), tick),
    limitDown: tick.mul(LIMIT_TICKS.down),
    limitUp: tick.mul(LIMIT_TICKS.up),
  };
  books.set(market, book);
  return book;
}

/** With the account's own orders in it, as exchanges show it. */
export function bookWith(
  market: ModelMarket,
  tick: Decimal,
  { own, side }: { own: readonly ModelOwn[]; side: 'bids' | 'asks' },
): Book {
  const book = bookOf(market, tick);
  if (own.length === 0) return book;
  const lotsAt = new Map(sideOf(market, side).map(({ ticks, lots }) => [ticks, lots]));
  for (const { ticks, lots } of own) lotsAt.set(ticks, (lotsAt.get(ticks) ?? 0) + lots);
  const levels = [...lotsAt].map(([ticks, lots]) => ({ ticks, lots }));
  levels.sort((one, other) => (side === 'asks' ? one.ticks - other.ticks : other.ticks - one.ticks));
  return { ...book, [side]: levelsOf(levels, tick) };
}

const levelsOf = (levels: readonly ModelLevel[], tick: Decimal) =>
  levels.map(({ ticks, lots }) => ({ price: tick.mul(ticks), lots }));

/** Lots that a side shows at this price or better. */
export const lotsWithin = (market: ModelMarket, side: 'bids' | 'asks', ticks: number): number =>
  sideOf(market, side)
    .filter((level) => (side === 'asks' ? level.ticks <= ticks : level.ticks >= ticks))
    .reduce((sum, { lots }) => sum + lots, 0);
