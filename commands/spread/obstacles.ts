/** All that stands in the way of a spread, with figures; nothing is thrown, so that a person learns everything at once. Pure. */
import { spreadHours } from '../../domain/hours.js';
import { type Loan, loanOf, whyNotShort, whyTooMany, whyUnaffordable } from '../consent/borrowing.js';
import { shortOf } from '../consent/facts.js';
import type { CommandError } from '../errors.js';
import { whyUntradable } from '../order-checks.js';
import { LegObstacleError, SessionsApartError } from './errors.js';
import type { LegFacts, SpreadFacts } from './facts.js';

/** A person's day begins with money enough and ends with a hedge refused, if the price may not move at all. */
const PRICE_RESERVE = '0.1';

/** What the spread does to the account beyond its own money and holdings. */
export interface Borrowing {
  /** Securities or contracts; zero where what is held is enough. */
  readonly farShort: number;
  readonly nearShort: number;
  /** The broker's loan is needed, or may come to be: money is short, or would be after a day's move of the price. */
  readonly loan: Loan | undefined;
}

/** @returns what stands in its way, the legs' facts first, then hours, then money */
export function obstaclesOf(facts: SpreadFacts): CommandError[] {
  const { far, near } = facts;
  const ofLegs = [far, near].flatMap((leg) => [
    ...whyUntradable(leg.instrument, leg.direction),
    ...whyOver(leg, facts),
    ...whyNotShort(leg, facts),
  ]);
  const found = [...ofLegs, ...whyApart(facts), ...whyUnaffordable(together(facts))];
  if (found.length > 0) return found;
  const { farShort, nearShort, loan } = borrowingOf(facts);
  const isBorrowing = farShort > 0 || nearShort > 0 || loan !== undefined;
  return [far, near].flatMap((leg) => whyTooMany(leg, isBorrowing));
}

/** Both legs as what they are to the account. */
export const together = (facts: SpreadFacts) => ({ orders: [facts.far, facts.near], account: facts });

export const borrowingOf = (facts: SpreadFacts): Borrowing => ({
  farShort: shortOf(facts.far),
  nearShort: shortOf(facts.near),
  loan: loanOf(together(facts), PRICE_RESERVE),
});

function whyOver(
  { instrument: { ticker, future } }: LegFacts,
  { now, edges }: Pick<SpreadFacts, 'now' | 'edges'>,
): CommandError[] {
  if (!future) return [];
  const leftMs = future.lastTradeAt.getTime() - now.getTime();
  const data = { ticker, at: future.lastTradeAt.toISOString() };
  if (leftMs <= 0) return [new LegObstacleError('leg-expired', data)];
  return leftMs <= edges.beforeLastTradeMs ? [new LegObstacleError('leg-last-hour', data)] : [];
}

function whyApart({ far, near, now, edges }: SpreadFacts): CommandError[] {
  const hoursOf = ({ sessions }: LegFacts) => ({ sessions });
  const { farMayRest, changesAt } = spreadHours({ far: hoursOf(far), near: hoursOf(near), now, edges });
  if (farMayRest || changesAt) return [];
  return [new SessionsApartError({ farTicker: far.instrument.ticker, nearTicker: near.instrument.ticker })];
}
