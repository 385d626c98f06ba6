/** What orders would borrow of the broker, securities or money, and what forbids it. Nothing is thrown. Pure. */
import { Decimal } from '../../domain/decimal.js';
import { type CommandError, MoneyShortError } from '../errors.js';
import { inKopecks } from '../order-checks.js';
import { MarginShortError, OrderObstacleError } from './errors.js';
import { type AccountFacts, isMostOfOneOrder, type OrderFacts, shortOf } from './facts.js';
import { freeMargin, type MoneyTaken, moneyOf } from './money.js';

/** Roubles: so many are needed, and so many free; below zero where more is taken than there is. */
export interface Loan {
  readonly needed: Decimal;
  readonly free: Decimal;
}

/** Orders that start together, as they would be executed. */
export interface Together {
  readonly orders: readonly OrderFacts[];
  readonly account: AccountFacts;
}

/**
 * The broker's loan is needed, or may come to be.
 * @param reserve the part of the price by which it may move until it is paid
 */
export function loanOf({ orders, account }: Together, reserve: Decimal.Value): Loan | undefined {
  const money = moneyOf(orders, account);
  if (!money || !isLendable({ orders, account }, money) || !money.paid.gt(0)) return undefined;
  const reserved = money.needed.add(money.paid.mul(reserve));
  const free = payable(account);
  return reserved.gt(free) ? { needed: reserved, free } : undefined;
}

/** What securities are paid with without a loan. */
const payable = ({ money, ofShorts = new Decimal(0) }: AccountFacts): Decimal => money.sub(ofShorts);

/** It would be short, and cannot be. */
export function whyNotShort(order: OrderFacts, account: AccountFacts): CommandError[] {
  const { instrument, open } = order;
  const short = shortOf(order);
  if (short === 0) return [];
  const data = { ticker: instrument.ticker, short: String(short), free: String(Math.max(0, open)) };
  const isShortable = instrument.shortEnabled && !(account.isMarginUntold && instrument.future);
  if (!isShortable) return [new OrderObstacleError('short-unavailable', data)];
  return account.margin || account.isMarginUntold ? [] : [new OrderObstacleError('margin-off', data)];
}

/** Neither one's own money nor the broker's is enough. */
export function whyUnaffordable({ orders, account }: Together): CommandError[] {
  const money = moneyOf(orders, account);
  if (!money) return [];
  const free = freeMargin(account);
  const own = money.paid.gt(0) ? payable(account) : account.money;
  const isShortOfMoney = money.needed.gt(Decimal.max(0, own)) && !isLendable({ orders, account }, money);
  const shortsSecurities = orders.some((each) => !each.instrument.future && shortOf(each) > 0);
  const isShortOfMargin = free && money.margin?.gt(free) && (isShortOfMoney || shortsSecurities);
  return [
    ...(isShortOfMoney ? [new MoneyShortError(inKopecks(money.needed, own))] : []),
    ...(isShortOfMargin && money.margin ? [new MarginShortError(inKopecks(money.margin, free))] : []),
  ];
}

/** The broker would cover with its loan what one's own money does not. */
function isLendable({ orders, account }: Together, { own, margin }: MoneyTaken): boolean {
  if (own.gt(Decimal.max(0, account.money))) return false;
  const free = freeMargin(account);
  if (margin && free) return margin.lte(free);
  // It tells no figures, but how many lots it would lend for.
  return account.isMarginUntold === true && orders.every((each) => isLentFor(each));
}

const isLentFor = ({ direction, amount, instrument, maxLots }: OrderFacts): boolean =>
  direction === 'sell' || amount <= (maxLots?.buyMargin ?? 0) * instrument.lot;

/** The broker's own last word on money and margin, asked after where nothing else was found. */
export function whyTooMany(order: OrderFacts, isBorrowing: boolean): CommandError[] {
  const { instrument, direction, amount, maxLots } = order;
  if (!maxLots) return [];
  const own = maxLots[direction];
  const borrowed = isBorrowing ? maxLots[direction === 'buy' ? 'buyMargin' : 'sellMargin'] : undefined;
  const most = Math.max(own, borrowed ?? 0);
  const lots = Math.ceil(amount / instrument.lot);
  if (lots <= most || isMostOfOneOrder(most, order)) return [];
  const { ticker } = instrument;
  return [new OrderObstacleError('max-lots', { ticker, direction, lots: String(lots), most: String(most) })];
}
