import { Decimal } from '../../domain/decimal.js';
import { expiryWarning } from '../../domain/expiry.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { inKopecks } from '../order-checks.js';
import { ConsentNeededError } from './errors.js';
import { openedBy, type SpreadFacts } from './facts.js';
import { moneyOf } from './money.js';
import { borrowingOf } from './obstacles.js';

/** Why a person is asked before a spread starts. */
export type ConsentReason =
  /** It will be short by so many: securities or contracts. */
  | { readonly why: 'far-short' | 'near-short'; readonly ticker: string; readonly amount: string }
  /** Roubles: the near leg takes so many, with a reserve for a day's move of its price, and so many are free. */
  | { readonly why: 'loan'; readonly ticker: string; readonly needed: string; readonly free: string }
  /** A position is made that ends soon, and in a delivery; ISO 8601 in UTC. */
  | { readonly why: 'delivery'; readonly ticker: string; readonly at: string };

/** Roubles, decimal strings; null where the broker does not tell. */
export interface BeforeAndAfter {
  readonly before: string | null;
  readonly after: string | null;
}

/** What a person is asked to agree to before a spread starts; plain data, as it is shown and kept. */
export interface SpreadConsent
  extends Pick<SpreadRequest, 'sell' | 'nearTicker' | 'amount' | 'ratio' | 'limitPrice'> {
  readonly farTicker: string;
  readonly reasons: readonly ConsentReason[];
  /** Free money, below zero where the broker lends it. */
  readonly money: BeforeAndAfter;
  /** What the positions need by the broker's rates. */
  readonly margin: BeforeAndAfter;
}

/**
 * What a person has to agree to before it starts.
 * @returns undefined where neither leg becomes short or leveraged, and nothing ends in a delivery soon
 */
export function consentTo(request: SpreadRequest, facts: SpreadFacts): SpreadConsent | undefined {
  const reasons = [...reasonsToBorrow(facts), ...deliveries(facts)];
  if (reasons.length === 0) return undefined;
  const { sell, ticker: farTicker, nearTicker, amount, ratio, limitPrice } = request;
  const money = moneyOf(facts);
  const { startingMargin } = facts.margin ?? {};
  const change = money?.margin;
  return {
    ...{ sell, farTicker, nearTicker, amount, ratio, limitPrice, reasons },
    money: { before: roubles(facts.money), after: roubles(money && facts.money.add(money.change)) },
    margin: {
      before: roubles(startingMargin),
      after: roubles(change && startingMargin && Decimal.max(0, startingMargin.add(change))),
    },
  };
}

export function reasonsToBorrow(facts: SpreadFacts): ConsentReason[] {
  const [far, near] = [facts.far.instrument.ticker, facts.near.instrument.ticker];
  const { farShort, nearShort, loan } = borrowingOf(facts);
  return [
    ...(farShort > 0 ? [{ why: 'far-short' as const, ticker: far, amount: String(farShort) }] : []),
    ...(nearShort > 0 ? [{ why: 'near-short' as const, ticker: near, amount: String(nearShort) }] : []),
    ...(loan ? [{ why: 'loan' as const, ticker: near, ...inKopecks(loan.needed, loan.free) }] : []),
  ];
}

/** Who makes a position later than the first warning of its end gets this question in its place. */
function deliveries({ far, near, now }: SpreadFacts): ConsentReason[] {
  return [far, near].flatMap((leg) => {
    const { ticker, future } = leg.instrument;
    if (!future?.deliverable || openedBy(leg) === 0 || !expiryWarning(future, now)) return [];
    return [{ why: 'delivery' as const, ticker, at: future.lastTradeAt.toISOString() }];
  });
}

const roubles = (value: Decimal | undefined): string | null => value?.toFixed(2, Decimal.ROUND_DOWN) ?? null;

/**
 * Holds what is about to start against what was agreed to: the same spread, for reasons that were all shown.
 * @param agreed those shown, empty where nobody was asked
 * @throws ConsentNeededError
 */
export function mustBeConsented(needed: SpreadConsent | undefined, agreed: readonly SpreadConsent[]): void {
  if (!needed || agreed.some((each) => covers(each, needed))) return;
  throw new ConsentNeededError({ farTicker: needed.farTicker, nearTicker: needed.nearTicker });
}

const SAME = ['sell', 'farTicker', 'nearTicker', 'amount', 'ratio', 'limitPrice'] as const;

function covers(agreed: SpreadConsent, needed: SpreadConsent): boolean {
  const shown = new Set(agreed.reasons.map(({ why, ticker }) => `${why} ${ticker}`));
  return (
    SAME.every((field) => agreed[field] === needed[field]) &&
    needed.reasons.every(({ why, ticker }) => shown.has(`${why} ${ticker}`))
  );
}
