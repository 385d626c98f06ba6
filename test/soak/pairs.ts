/** What spreads are made of here: shares and futures on them, whose prices move together, and apart by their basis. */
import { Decimal } from '../../domain/decimal.js';
import type { Random } from './random.js';

export interface Pair {
  readonly far: string;
  readonly near: string;
  /** Roubles per contract that trading both legs at once takes, about. */
  readonly cost: number;
}

/** A share and its futures, nearest first. */
export interface Asset {
  readonly share: string;
  readonly price: string;
  readonly futures: readonly string[];
  /** What a hedge at once, its reserve and the commission of both legs take of a spread's price, about. */
  readonly cost: number;
}

/** Their futures are on a hundred shares; none of the shares is one that others here buy and sell. */
const ASSETS = [
  { share: 'MOEX', price: '172', prefix: 'ME', futures: 1, cost: 20 },
  { share: 'ALRS', price: '122', prefix: 'AL', futures: 3, cost: 15 },
] as const;
export const CONTRACT = 100;
/** Roubles from one expiry to the next. */
export const BASIS = 300;
/** The second quarter from now: a future that ends soon is no leg. */
const FIRST_QUARTER = 1;
const LETTERS = ['H', 'M', 'U', 'Z'];

export function assetsAt(now: Date): Asset[] {
  const quarter = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3) + FIRST_QUARTER;
  const codeOf = (ahead: number) =>
    `${LETTERS[(quarter + ahead) % 4]}${Math.floor((quarter + ahead) / 4) % 10}`;
  return ASSETS.map(({ prefix, futures, ...asset }) => ({
    ...asset,
    futures: Array.from({ length: futures }, (_, ahead) => `${prefix}${codeOf(ahead)}`),
  }));
}

/** One after the other: the near leg of a pair is the far leg of the one before, so that its orders are in the way of hedges. */
export const pairsOf = (assets: readonly Asset[]): Pair[] =>
  assets.flatMap(({ share, futures, cost }) =>
    futures.map((far, index): Pair => ({ far, near: futures[index - 1] ?? share, cost })),
  );

export const sharesOf = (assets: readonly Asset[]): string[] => assets.map(({ share }) => share);

/** A price that is had when the basis moves that way, and at the calm end always. */
export const spreadPrice = ({ cost }: Pair, sells: boolean, random: Random): string => {
  const off = cost + random.between(-10, 25);
  return String(sells ? BASIS - off : BASIS + off);
};

export const priceOfShare = ({ price }: Asset, steps: number): Decimal =>
  new Decimal(price).add(SHARE_STEP.mul(steps));
export const SHARE_STEP = new Decimal('0.05');
/** The same in a future, in roubles. */
export const FUTURE_STEP = SHARE_STEP.mul(CONTRACT);
