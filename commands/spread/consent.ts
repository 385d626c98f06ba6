import type { ConsentReason } from '../../domain/agreed.js';
import { expiryWarning } from '../../domain/expiry.js';
import type { SpreadRequest } from '../../domain/spread/terms.js';
import { type Consent, figuresOf, isCovered, loanReason } from '../consent/consent.js';
import { ConsentNeededError } from '../consent/errors.js';
import { openedBy } from '../consent/facts.js';
import type { LegFacts, SpreadFacts } from './facts.js';
import { borrowingOf, together } from './obstacles.js';

/** What a person is asked to agree to before a spread starts; plain data, as it is shown and kept. */
export interface SpreadConsent
  extends Consent,
    Pick<SpreadRequest, 'sell' | 'nearTicker' | 'amount' | 'ratio' | 'limitPrice'> {
  readonly farTicker: string;
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
  return {
    ...{ sell, farTicker, nearTicker, amount, ratio, limitPrice, reasons },
    ...figuresOf(together(facts)),
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
    ...(loan ? [loanReason(near, loan)] : []),
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

/**
 * Holds what is about to start against what was agreed to: the same spread, for reasons that were all shown.
 * @param agreed those shown, empty where nobody was asked
 * @throws ConsentNeededError
 */
export function mustBeConsented(needed: SpreadConsent | undefined, agreed: readonly SpreadConsent[]): void {
  if (!needed || agreed.some((each) => covers(each, needed))) return;
  throw new ConsentNeededError(pairName(needed));
}

const SAME = ['sell', 'farTicker', 'nearTicker', 'amount', 'ratio', 'limitPrice'] as const;

const covers = (agreed: SpreadConsent, needed: SpreadConsent): boolean =>
  SAME.every((field) => agreed[field] === needed[field]) &&
  needed.reasons.every((reason) => isCovered(reason, agreed.reasons));

/** A spread's name in words. */
export const pairName = ({
  farTicker,
  nearTicker,
}: Pick<SpreadConsent, 'farTicker' | 'nearTicker'>): string => `${farTicker} − ${nearTicker}`;
