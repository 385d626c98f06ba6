/** What a spread takes of the account's money and margin, in roubles. Pure. */
import { Decimal } from '../../domain/decimal.js';
import { COMMISSION } from '../order-cost.js';
import { isMostOfOneOrder, type LegFacts, openedBy, type SpreadFacts } from './facts.js';

export interface SpreadMoney {
  /**
   * What one's own money has to hold: guarantees of futures, the price of what is bought, commission. What closes a
   * position needs none: it frees its guarantee or brings its price in.
   */
  readonly needed: Decimal;
  /** What of it the broker may lend: the price of securities, never a future's guarantee. */
  readonly lendable: Decimal;
  /** What changes in the free money. */
  readonly change: Decimal;
  /** What changes in the margin that positions need; undefined where the broker's rate is not known. */
  readonly margin: Decimal | undefined;
}

/** @returns undefined where a price or a guarantee is not known: then nothing can be said, and the broker will */
export function moneyOf(facts: SpreadFacts): SpreadMoney | undefined {
  const legs = [facts.far, facts.near].map((leg) => legMoney(leg, rateOf(leg, facts)));
  const [far, near] = legs;
  if (!far || !near) return undefined;
  return {
    needed: far.needed.add(near.needed),
    lendable: far.lendable.add(near.lendable),
    change: far.change.add(near.change),
    margin: far.margin && near.margin && far.margin.add(near.margin),
  };
}

/** What the account's liquid portfolio still covers, working orders counted in; undefined without margin trading. */
const broadMargin = ({ margin }: SpreadFacts): Decimal | undefined =>
  margin && Decimal.max(0, margin.liquidPortfolio.sub(margin.correctedMargin ?? margin.startingMargin));

/**
 * The same less what running tasks have yet to take. What they buy needs a part of its price as margin, which the broker
 * does not tell beforehand: all of it is kept for them, so that no hedge of theirs is refused for ours.
 */
export function freeMargin(facts: SpreadFacts): Decimal | undefined {
  const margin = broadMargin(facts);
  return margin && Decimal.max(0, margin.sub(facts.promised));
}

/**
 * What one security more needs of the margin. The broker tells no rates with its instruments, but how many lots its
 * loan is enough for: that is the free margin by so many. Where it tells only what one order may be worth, that is too much,
 * and the whole price is taken.
 */
function rateOf(leg: LegFacts, facts: SpreadFacts): Decimal | undefined {
  const { instrument, direction, maxLots, open, price } = leg;
  if (instrument.future) return undefined;
  const most = direction === 'buy' ? maxLots?.buyMargin : maxLots?.sellMargin;
  const closing = Math.abs(direction === 'buy' ? Math.min(0, open) : Math.max(0, open));
  const opened = (most ?? 0) * instrument.lot - closing;
  const rate = opened > 0 ? broadMargin(facts)?.div(opened) : undefined;
  return rate && price && isMostOfOneOrder(most ?? 0, leg) ? Decimal.min(rate, price) : rate;
}

function legMoney(leg: LegFacts, rate: Decimal | undefined): SpreadMoney | undefined {
  const { instrument, direction, amount, price, guarantee } = leg;
  if (!price) return undefined;
  const opened = openedBy(leg);
  const closed = amount - opened;
  const commissionOn = (securities: number) => price.abs().mul(securities).mul(COMMISSION);
  const commission = commissionOn(amount);
  if (instrument.future) {
    const { toBuy, toSell } = guarantee ?? {};
    if (!toBuy || !toSell) return undefined;
    const [locks, frees] = direction === 'buy' ? [toBuy, toSell] : [toSell, toBuy];
    const margin = locks.mul(opened).sub(frees.mul(closed));
    const needed = locks.mul(opened).add(commissionOn(opened));
    return { needed, lendable: new Decimal(0), change: margin.add(commission).neg(), margin };
  }
  const paid = direction === 'buy' ? price.mul(opened) : new Decimal(0);
  const value = price.mul(direction === 'buy' ? -amount : amount);
  return {
    needed: paid.add(commissionOn(opened)),
    lendable: paid,
    change: value.sub(commission),
    // What closing frees is left out where the rate is not known.
    margin: rate?.mul(opened - closed) ?? (opened === 0 ? new Decimal(0) : undefined),
  };
}
