import { Decimal } from '../../domain/decimal.js';
import { expiryWarning } from '../../domain/expiry.js';
import type { ConsentReason } from '../../domain/spread/agreed.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { inKopecks } from '../order-checks.js';
import { ConsentNeededError } from './errors.js';
import { type LegFacts, openedBy, type SpreadFacts } from './facts.js';
import { moneyOf } from './money.js';
import { borrowingOf } from './obstacles.js';

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
  if (reasonsOf(facts).length === 0) return undefined;
  // Whoever is asked anyway hears of every delivery: what is kept until then is opened now.
  const reasons = [...reasonsToBorrow(facts), ...deliveries(facts)];
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

/** All that a person is asked because of, none where nothing becomes short or leveraged or ends in a delivery soon. */
export const reasonsOf = (facts: SpreadFacts): ConsentReason[] => [
  ...reasonsToBorrow(facts),
  ...deliveriesSoon(facts),
];

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
const deliveriesSoon = ({ far, near, now }: SpreadFacts): ConsentReason[] =>
  [far, near].flatMap((leg) => {
    const { future } = leg.instrument;
    return future && expiryWarning(future, now) ? deliveryOf(leg) : [];
  });

const deliveries = ({ far, near }: SpreadFacts): ConsentReason[] => [far, near].flatMap(deliveryOf);

function deliveryOf(leg: LegFacts): ConsentReason[] {
  const { ticker, future } = leg.instrument;
  if (!future?.deliverable || openedBy(leg) === 0) return [];
  return [{ why: 'delivery', ticker, at: future.lastTradeAt.toISOString() }];
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

const covers = (agreed: SpreadConsent, needed: SpreadConsent): boolean =>
  SAME.every((field) => agreed[field] === needed[field]) &&
  needed.reasons.every((reason) => isCovered(reason, agreed.reasons));

/** Prices move while a person reads: a loan is the same with so much of its sum more. */
const LOAN_TOLERANCE = '0.01';

/** Whether it was shown, and for no less: a larger short position or loan is another one. */
export const isCovered = (needed: ConsentReason, shown: readonly ConsentReason[]): boolean =>
  shown.some((each) => each.why === needed.why && each.ticker === needed.ticker && isNoMore(needed, each));

function isNoMore(needed: ConsentReason, shown: ConsentReason): boolean {
  if ('amount' in needed) return 'amount' in shown && new Decimal(needed.amount).lte(shown.amount);
  if (needed.why !== 'loan' || shown.why !== 'loan') return true;
  const lent = (loan: typeof needed) => new Decimal(loan.needed).sub(loan.free);
  return lent(needed).lte(lent(shown).add(new Decimal(shown.needed).mul(LOAN_TOLERANCE)));
}
