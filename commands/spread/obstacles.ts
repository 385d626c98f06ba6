/** All that stands in the way of a spread, with figures; nothing is thrown, so that a person learns everything at once. Pure. */
import { Decimal } from '../../domain/decimal.js';
import { FAR_BEFORE_LAST_TRADE_MS, spreadHours } from '../../domain/hours.js';
import { type CommandError, MoneyShortError } from '../errors.js';
import { inKopecks, whyUntradable } from '../order-checks.js';
import { LegObstacleError, MarginShortError, SessionsApartError } from './errors.js';
import { isMostOfOneOrder, type LegFacts, openedBy, type SpreadFacts } from './facts.js';
import { freeMargin, moneyOf } from './money.js';

/** A person's day begins with money enough and ends with a hedge refused, if the price may not move at all. */
const PRICE_RESERVE = '0.1';

/** What the spread does to the account beyond its own money and holdings. */
export interface Borrowing {
  /** Securities or contracts; zero where what is held is enough. */
  readonly farShort: number;
  readonly nearShort: number;
  /** The broker's loan is needed, or may come to be: money is short, or would be after a day's move of the price. */
  readonly loan?: { readonly needed: Decimal; readonly free: Decimal };
}

/** @returns what stands in its way, the legs' facts first, then hours, then money */
export function obstaclesOf(facts: SpreadFacts): CommandError[] {
  const { far, near, margin, now } = facts;
  const ofLegs = [far, near].flatMap((leg) => [
    ...whyUntradable(leg.instrument, leg.direction),
    ...whyOver(leg, now),
    ...whyNotShort(leg, margin !== undefined),
  ]);
  const found = [...ofLegs, ...whyApart(facts), ...whyUnaffordable(facts)];
  return found.length > 0 ? found : [far, near].flatMap((leg) => whyTooMany(leg, facts));
}

export const shortOf = (leg: LegFacts): number => (leg.direction === 'sell' ? openedBy(leg) : 0);

export function borrowingOf(facts: SpreadFacts): Borrowing {
  const shorts = { farShort: shortOf(facts.far), nearShort: shortOf(facts.near) };
  const money = moneyOf(facts);
  if (!money || !isLendable(facts)) return shorts;
  const reserved = money.needed.add(money.lendable.mul(PRICE_RESERVE));
  return reserved.gt(facts.money) && money.lendable.gt(0)
    ? { ...shorts, loan: { needed: reserved, free: facts.money } }
    : shorts;
}

function whyOver({ instrument: { ticker, future } }: LegFacts, now: Date): CommandError[] {
  if (!future) return [];
  const leftMs = future.lastTradeAt.getTime() - now.getTime();
  const data = { ticker, at: future.lastTradeAt.toISOString() };
  if (leftMs <= 0) return [new LegObstacleError('leg-expired', data)];
  return leftMs <= FAR_BEFORE_LAST_TRADE_MS ? [new LegObstacleError('leg-last-hour', data)] : [];
}

function whyNotShort(leg: LegFacts, hasMargin: boolean): CommandError[] {
  const { instrument, open } = leg;
  const short = shortOf(leg);
  if (short === 0) return [];
  const { ticker } = instrument;
  const data = { ticker, short: String(short), free: String(Math.max(0, open)) };
  if (!instrument.shortEnabled) return [new LegObstacleError('short-unavailable', data)];
  return hasMargin ? [] : [new LegObstacleError('margin-off', data)];
}

function whyApart({ far, near, now }: SpreadFacts): CommandError[] {
  const hoursOf = ({ sessions }: LegFacts) => ({ sessions });
  const { farMayRest, changesAt } = spreadHours({ far: hoursOf(far), near: hoursOf(near), now });
  if (farMayRest || changesAt) return [];
  return [new SessionsApartError({ farTicker: far.instrument.ticker, nearTicker: near.instrument.ticker })];
}

/** The broker would cover with its loan what one's own money does not. */
function isLendable(facts: SpreadFacts): boolean {
  const money = moneyOf(facts);
  const free = freeMargin(facts);
  if (!money?.margin || !free) return false;
  return money.needed.sub(facts.money).lte(money.lendable) && money.margin.lte(free);
}

function whyUnaffordable(facts: SpreadFacts): CommandError[] {
  const money = moneyOf(facts);
  if (!money) return [];
  const free = freeMargin(facts);
  const isShortOfMoney = money.needed.gt(Decimal.max(0, facts.money)) && !isLendable(facts);
  const shortsSecurities = [facts.far, facts.near].some((leg) => !leg.instrument.future && shortOf(leg) > 0);
  const isShortOfMargin = free && money.margin?.gt(free) && (isShortOfMoney || shortsSecurities);
  return [
    ...(isShortOfMoney ? [new MoneyShortError(inKopecks(money.needed, facts.money))] : []),
    ...(isShortOfMargin && money.margin ? [new MarginShortError(inKopecks(money.margin, free))] : []),
  ];
}

/** The broker's own last word on money and margin, asked after where nothing else was found. */
function whyTooMany(leg: LegFacts, facts: SpreadFacts): CommandError[] {
  const { instrument, direction, amount, maxLots } = leg;
  if (!maxLots) return [];
  const { farShort, nearShort, loan } = borrowingOf(facts);
  const isBorrowing = farShort > 0 || nearShort > 0 || loan !== undefined;
  const own = maxLots[direction];
  const borrowed = isBorrowing ? maxLots[direction === 'buy' ? 'buyMargin' : 'sellMargin'] : undefined;
  const most = Math.max(own, borrowed ?? 0);
  const lots = Math.ceil(amount / instrument.lot);
  if (lots <= most || isMostOfOneOrder(most, leg)) return [];
  const { ticker } = instrument;
  return [new LegObstacleError('max-lots', { ticker, direction, lots: String(lots), most: String(most) })];
}
