/** Others in the pairs: both legs move, the basis too, and somebody trades into the far books at random moments. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Decimal } from '../../domain/decimal.js';
import type { PaperControl } from '../support/paper-control.js';
import {
  type Asset,
  BASIS,
  CONTRACT,
  FUTURE_STEP,
  pairsOf,
  priceOfShare,
  SHARE_STEP,
  sharesOf,
} from './pairs.js';
import type { Random } from './random.js';

const EVERY_MS = 120;
/** Share and basis stay this near their middles, in steps. */
const WIDEST = 8;
const WIDEST_BASIS = 4;
/** Lots of a level: a hedge finds enough, and takes more than one level at times. */
const LEVEL = { share: [15, 60], future: [2, 10] } as const;
/** More than anybody has in a book. */
const ALL_LOTS = 80;
/** More than others have at the best price. */
const RUSH_LOTS = 20;
/** Of hedges so many are refused. */
const REFUSED = 0.01;

interface Book {
  readonly ticker: string;
  readonly middle: Decimal;
  readonly step: Decimal;
  readonly lots: readonly [number, number];
}

export type PairsMarket = Awaited<ReturnType<typeof startPairsMarket>>;

/** Lively until `feed` is asked for, then generous: whoever has an order in the book is executed. */
export async function startPairsMarket(
  exchange: PaperControl,
  assets: readonly Asset[],
  { random, signal }: { random: Random; signal: AbortSignal },
) {
  const walks = assets.map((asset) => ({ asset, share: 0, basis: asset.futures.map(() => 0) }));
  let generous = false;

  const moved = (steps: number, widest: number) =>
    Math.max(-widest, Math.min(widest, steps + random.between(-1, 1)));
  const booksOf = ({ asset, share, basis }: (typeof walks)[number]): Book[] => {
    const price = priceOfShare(asset, share);
    let middle = price.mul(CONTRACT);
    const futures = asset.futures.map((ticker, index): Book => {
      middle = middle.add(BASIS).add(FUTURE_STEP.mul(basis[index] ?? 0));
      return { ticker, middle, step: FUTURE_STEP, lots: LEVEL.future };
    });
    return [{ ticker: asset.share, middle: price, step: SHARE_STEP, lots: LEVEL.share }, ...futures];
  };
  const set = ({ ticker, middle, step, lots }: Book) => {
    const levels = (side: -1 | 1) =>
      [1, 2, 3, 4].map(
        (away) => [middle.add(step.mul(side * away)).toFixed(), random.between(...lots)] as const,
      );
    return exchange.book(ticker, { bids: levels(-1), asks: levels(1) });
  };
  const trade = ({ ticker, middle, step }: Book, lots: number, away: number) => {
    const side = random.pick(['buy', 'sell'] as const);
    const price = middle.add(step.mul(side === 'buy' ? away : -away)).toFixed();
    return exchange.trade(ticker, { side, lots, price });
  };
  const lively = async (walk: (typeof walks)[number]) => {
    walk.share = moved(walk.share, WIDEST);
    walk.basis = walk.basis.map((steps) => moved(steps, WIDEST_BASIS));
    const books = booksOf(walk);
    for (const book of books) await set(book);
    const [share, ...futures] = books;
    if (random.next() < 0.7) await trade(random.pick(futures), random.between(1, 12), 1);
    if (share && random.next() < 0.2) await trade(share, random.between(1, 12), 1);
  };
  /** At a price within what everybody wants, and through everything that others and we have in the book. */
  const feed = async (walk: (typeof walks)[number]) => {
    const books = booksOf({ ...walk, share: 0, basis: walk.basis.map(() => 0) });
    for (const book of books) await set(book);
    for (const far of books.slice(1)) {
      await trade(far, ALL_LOTS, 2 * WIDEST);
      // In what was traded through others hedge.
      await set(far);
    }
  };
  /** In shares, where nothing else is ordered. A killed exchange has forgotten it. */
  const refuseHedges = async () => {
    const known = new Set((await exchange.faults()).map(({ ticker }) => ticker));
    const refusal = { method: 'PostOrder', kind: 'reject', probability: REFUSED, count: 1_000_000 };
    for (const ticker of sharesOf(assets))
      if (!known.has(ticker)) await exchange.fault({ ...refusal, ticker });
  };

  // What is set wrongly is to be seen; later an exchange that was killed is the reason.
  for (const walk of walks) for (const book of booksOf(walk)) await set(book);
  const play = async () => {
    while (!signal.aborted) {
      // The exchange may have been killed a moment ago; others come back when it does.
      await (generous ? feed : lively)(random.pick(walks)).catch(() => undefined);
      if (!generous && random.next() < 0.05) await refuseHedges().catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    ended: play(),
    pairs: pairsOf(assets),
    /** Somebody trades through a part of a future's book, at any price. */
    async rush(ticker: string): Promise<void> {
      const book = walks.flatMap(booksOf).find((each) => each.ticker === ticker);
      if (book) await trade(book, RUSH_LOTS, 2 * WIDEST);
    },
    feed() {
      generous = true;
    },
  };
}
