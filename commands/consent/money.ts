/** What orders take of the account's money and margin, in roubles. Pure. */
import { Decimal } from '../../domain/decimal.js';
import { paidFor } from '../../domain/instrument.js';
import { COMMISSION } from '../order-cost.js';
import { type AccountFacts, isMostOfOneOrder, type OrderFacts, openedBy } from './facts.js';

export interface MoneyTaken {
  /**
   * What one's own money has to hold: guarantees of futures, the price of what is bought, commission. What closes a
   * position needs none: it frees its guarantee or brings its price in.
   */
  readonly needed: Decimal;
  /** What of it the broker never lends: a future's guarantee, with its commission. */
  readonly own: Decimal;
  /** What of it is the price of securities, which may move until it is paid. */
  readonly paid: Decimal;
  /** What changes in the free money. */
  readonly change: Decimal;
  /** What changes in the margin that positions need; undefined where the broker's rate is not known. */
  readonly margin: Decimal | undefined;
}

/** @returns undefined where a price or a guarantee is not known: then nothing can be said, and the broker will */
export function moneyOf(orders: readonly OrderFacts[], account: AccountFacts): MoneyTaken | undefined {
  const each = orders.map((order) => orderMoney(order, rateOf(order, account)));
  if (each.some((money) => money === undefined)) return undefined;
  return each.reduce((sum, money) => sum && money && added(sum, money), NONE);
}

const zero = new Decimal(0);
const NONE: MoneyTaken | undefined = { needed: zero, own: zero, paid: zero, change: zero, margin: zero };

const added = (one: MoneyTaken, other: MoneyTaken): MoneyTaken => ({
  needed: one.needed.add(other.needed),
  own: one.own.add(other.own),
  paid: one.paid.add(other.paid),
  change: one.change.add(other.change),
  margin: one.margin && other.margin && one.margin.add(other.margin),
});

/** What the account's liquid portfolio still covers, working orders counted in; undefined without margin trading. */
const broadMargin = ({ margin }: AccountFacts): Decimal | undefined =>
  margin && Decimal.max(0, margin.liquidPortfolio.sub(margin.correctedMargin ?? margin.startingMargin));

/**
 * The same less what running tasks have yet to take, and what starts before this. What they buy needs a part of its price
 * as margin, which the broker does not tell beforehand: all of it is kept for them, so that no hedge of theirs is refused
 * for ours.
 */
export function freeMargin(account: AccountFacts): Decimal | undefined {
  const taken = account.promised.add(account.startingMargin?.ofShorts ?? 0);
  const margin = broadMargin(account);
  return margin && Decimal.max(0, margin.sub(taken));
}

/**
 * What one security more needs of the margin. The broker tells no rates with its instruments, but how many lots its
 * loan is enough for: that is the free margin by so many. Where it tells only what one order may be worth, that is too much,
 * and the whole price is taken.
 */
function rateOf(order: OrderFacts, account: AccountFacts): Decimal | undefined {
  const { instrument, direction, maxLots, open, price } = order;
  if (instrument.future) return undefined;
  const most = direction === 'buy' ? maxLots?.buyMargin : maxLots?.sellMargin;
  const closing = Math.abs(direction === 'buy' ? Math.min(0, open) : Math.max(0, open));
  const opened = (most ?? 0) * instrument.lot - closing;
  const rate = opened > 0 ? broadMargin(account)?.div(opened) : undefined;
  return rate && price && isMostOfOneOrder(most ?? 0, order) ? Decimal.min(rate, price) : rate;
}

function orderMoney(order: OrderFacts, rate: Decimal | undefined): MoneyTaken | undefined {
  const { instrument, direction, amount, price, guarantee } = order;
  const opened = openedBy(order);
  const closed = amount - opened;
  if (instrument.future) {
    const { toBuy, toSell } = guarantee ?? {};
    if (!toBuy || !toSell) return undefined;
    const [locks, frees] = direction === 'buy' ? [toBuy, toSell] : [toSell, toBuy];
    const commissionOn = commissionAt(price ?? zero);
    const margin = locks.mul(opened).sub(frees.mul(closed));
    const needed = locks.mul(opened).add(commissionOn(opened));
    return { needed, own: needed, paid: zero, change: margin.add(commissionOn(amount)).neg(), margin };
  }
  if (!price) return undefined;
  const each = paidFor(instrument, price);
  const commissionOn = commissionAt(price);
  const paid = direction === 'buy' ? each.mul(opened) : zero;
  return {
    needed: paid.add(commissionOn(opened)),
    own: zero,
    paid,
    change: each.mul(direction === 'buy' ? -amount : amount).sub(commissionOn(amount)),
    // What closing frees is left out where the rate is not known.
    margin: rate?.mul(opened - closed) ?? (opened === 0 ? zero : undefined),
  };
}

const commissionAt = (price: Decimal) => (securities: number) => price.abs().mul(securities).mul(COMMISSION);
