/** An auction: everybody who can meet does so at one price, the one at which most lots change hands. */
import type { Owned } from './book.js';

export interface Gathered {
  readonly ticks: number;
  readonly lots: number;
  readonly owner: Owned | undefined;
}

export interface AuctionMatch {
  readonly lots: number;
  readonly buyer: Owned | undefined;
  readonly seller: Owned | undefined;
}

export interface AuctionResult {
  readonly ticks: number;
  readonly matches: readonly AuctionMatch[];
  /** Orders of one account that would have met each other: the younger must go, and the auction be held again. */
  readonly selfTrade: readonly [Owned, Owned] | undefined;
}

interface Queues {
  /** Best price first, then first in time. */
  readonly bids: readonly Gathered[];
  readonly asks: readonly Gathered[];
  /** Where several prices are as good, the nearest to this one is taken. */
  readonly referenceTicks: number;
}

/** `undefined` when nobody can meet. */
export function holdAuction(queues: Queues): AuctionResult | undefined {
  const ticks = auctionPrice(queues);
  if (ticks === undefined) return undefined;
  const matches: AuctionMatch[] = [];
  const bids = [...queues.bids].filter((bid) => bid.ticks >= ticks);
  const asks = [...queues.asks].filter((ask) => ask.ticks <= ticks);
  for (let bid = bids.shift(), ask = asks.shift(); bid && ask; ) {
    const { owner: buyer } = bid;
    const { owner: seller } = ask;
    if (buyer && seller && buyer.accountId === seller.accountId)
      return { ticks, matches: [], selfTrade: [buyer, seller] };
    const lots = Math.min(bid.lots, ask.lots);
    matches.push({ lots, buyer, seller });
    bid = bid.lots > lots ? { ...bid, lots: bid.lots - lots } : bids.shift();
    ask = ask.lots > lots ? { ...ask, lots: ask.lots - lots } : asks.shift();
  }
  return { ticks, matches, selfTrade: undefined };
}

/** Most lots; then the fewest left over at the price; then the nearest to the reference; then the lower. */
function auctionPrice({ bids, asks, referenceTicks }: Queues): number | undefined {
  const prices = [...new Set([...bids, ...asks].map(({ ticks }) => ticks)), referenceTicks];
  const offers = prices.map((ticks) => {
    const demand = sum(bids.filter((bid) => bid.ticks >= ticks));
    const supply = sum(asks.filter((ask) => ask.ticks <= ticks));
    return {
      ticks,
      lots: Math.min(demand, supply),
      over: Math.abs(demand - supply),
      away: Math.abs(ticks - referenceTicks),
    };
  });
  offers.sort((a, b) => b.lots - a.lots || a.over - b.over || a.away - b.away || a.ticks - b.ticks);
  const [best] = offers;
  return best && best.lots > 0 ? best.ticks : undefined;
}

const sum = (orders: readonly Gathered[]): number => orders.reduce((total, { lots }) => total + lots, 0);
