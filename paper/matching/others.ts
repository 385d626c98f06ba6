import type { Match, OrderBook, Side } from './book.js';

/** Price in ticks, lots. */
export type Quote = readonly [ticks: number, lots: number];

export interface Ladder {
  readonly bids: readonly Quote[];
  readonly asks: readonly Quote[];
}

export interface OthersFill extends Match {
  /** The side of the incoming order, which was another participant's. */
  readonly takerSide: Side;
}

/**
 * Makes the others' orders what `ladder` says. Where a price keeps some lots they keep their place in the queue;
 * less is withdrawn from its end, more arrives as new orders, which meet what they cross at the resting price.
 * The ladder must not cross itself.
 */
export function setOthers(book: OrderBook, ladder: Ladder): OthersFill[] {
  const sides = [
    { side: 'buy', wanted: sum(ladder.bids) },
    { side: 'sell', wanted: sum(ladder.asks) },
  ] as const;
  for (const { side, wanted } of sides) {
    for (const [ticks, lots] of book.others(side)) {
      const excess = lots - (wanted.get(ticks) ?? 0);
      if (excess > 0) book.shrinkOthers(side, ticks, excess);
    }
  }
  const fills: OthersFill[] = [];
  for (const { side, wanted } of sides) {
    const present = book.others(side);
    for (const [ticks, lots] of wanted) {
      const missing = lots - (present.get(ticks) ?? 0);
      if (missing <= 0) continue;
      const { matches, left } = book.take({ side, lots: missing, limitTicks: ticks, owner: undefined });
      fills.push(...matches.map((match) => ({ ...match, takerSide: side })));
      if (left > 0) book.rest({ side, ticks, lots: left, owner: undefined });
    }
  }
  return fills;
}

/** The same for an auction, where nobody meets anybody before it ends: what arrives crosses the other side. */
export function gatherOthers(book: OrderBook, ladder: Ladder): void {
  for (const [side, quotes] of [
    ['buy', ladder.bids],
    ['sell', ladder.asks],
  ] as const) {
    const wanted = sum(quotes);
    const present = book.others(side);
    for (const [ticks, lots] of present)
      book.shrinkOthers(side, ticks, Math.max(0, lots - (wanted.get(ticks) ?? 0)));
    for (const [ticks, lots] of wanted) {
      const missing = lots - (present.get(ticks) ?? 0);
      if (missing > 0) book.rest({ side, ticks, lots: missing, owner: undefined });
    }
  }
}

function sum(quotes: readonly Quote[]): Map<number, number> {
  const lotsByTicks = new Map<number, number>();
  for (const [ticks, lots] of quotes) lotsByTicks.set(ticks, (lotsByTicks.get(ticks) ?? 0) + lots);
  return lotsByTicks;
}
