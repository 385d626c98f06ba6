/** What spreads are made of here: shares and futures on them, whose prices move together, and apart by their basis. */
import { Decimal } from '../../domain/decimal.js';
import type { Installation } from '../start/installation.js';
import type { Random } from './random.js';

export interface Pair {
  readonly far: string;
  readonly near: string;
  /** What the price of a spread begins with, and is about, when the books cost nothing. */
  readonly cost: number;
}

/** A share and its futures, nearest first. */
export interface Asset {
  readonly share: string;
  readonly price: string;
  readonly futures: readonly string[];
}

/** Their futures are on a hundred shares. */
const SHARES = [
  { share: 'MOEX', price: '172', prefix: 'ME', futures: 1 },
  { share: 'ALRS', price: '122', prefix: 'AL', futures: 1 },
  // The one future against the other.
  { share: 'AFLT', price: '67', prefix: 'AF', futures: 2 },
] as const;
export const CONTRACT = 100;
/** Roubles from one expiry to the next. */
export const BASIS = 300;
/** What a hedge at once, its reserve and the commission of both legs take of a spread's price, about. */
const COST = { share: 20, future: 10 };
/** The second quarter from now: a future that ends soon is no leg. */
const FIRST_QUARTER = 1;
const LETTERS = ['H', 'M', 'U', 'Z'];

export function assetsAt(now: Date): Asset[] {
  const quarter = now.getUTCFullYear() * 4 + Math.floor(now.getUTCMonth() / 3) + FIRST_QUARTER;
  const codeOf = (ahead: number) =>
    `${LETTERS[(quarter + ahead) % 4]}${Math.floor((quarter + ahead) / 4) % 10}`;
  return SHARES.map(({ share, price, prefix, futures }) => ({
    share,
    price,
    futures: Array.from({ length: futures }, (_, ahead) => `${prefix}${codeOf(ahead)}`),
  }));
}

export const pairsOf = (assets: readonly Asset[]): Pair[] =>
  assets.map(({ share, futures: [near = '', far] }) =>
    far === undefined ? { far: near, near: share, cost: COST.share } : { far, near, cost: COST.future },
  );

/** A price that is had when the basis moves that way, and at the calm end always. */
export const spreadPrice = ({ cost }: Pair, sells: boolean, random: Random): string => {
  const off = cost + random.between(-10, 25);
  return String(sells ? BASIS - off : BASIS + off);
};

/** The whole of what a person holds in a share; only there for what may be sold. */
export const sharesOf = (assets: readonly Asset[]): string[] => assets.map(({ share }) => share);

export const priceOfShare = ({ price }: Asset, steps: number): Decimal =>
  new Decimal(price).add(SHARE_STEP.mul(steps));
export const SHARE_STEP = new Decimal('0.05');
/** The same in a future, in roubles. */
export const FUTURE_STEP = SHARE_STEP.mul(CONTRACT);

/** Whether the exchange lists them all, by the names they are given here. */
export async function mustBeListed(installation: Installation, assets: readonly Asset[]): Promise<void> {
  for (const { share, futures } of assets)
    for (const ticker of [share, ...futures]) await installation.api('GET', `/ticker/${ticker}`);
}
