/** What a person is asked to agree to before money or securities are borrowed, and what an agreement covers. Pure. */
import type { ConsentReason } from '../../domain/agreed.js';
import { Decimal } from '../../domain/decimal.js';
import type { Loan, Together } from './borrowing.js';
import { moneyOf } from './money.js';

/** Roubles, decimal strings; null where the broker does not tell. */
export interface BeforeAndAfter {
  readonly before: string | null;
  readonly after: string | null;
}

/** Plain data, as it is shown and kept. */
export interface Consent {
  readonly reasons: readonly ConsentReason[];
  /** Free money, below zero where the broker lends it. */
  readonly money: BeforeAndAfter;
  /** What the positions need by the broker's rates. */
  readonly margin: BeforeAndAfter;
}

export function figuresOf({ orders, account }: Together): Pick<Consent, 'money' | 'margin'> {
  const money = moneyOf(orders, account);
  const marginNow = account.margin?.startingMargin.add(account.startingMargin?.all ?? 0);
  const change = money?.margin;
  return {
    money: { before: roubles(account.money), after: roubles(money && account.money.add(money.change)) },
    margin: {
      before: roubles(marginNow),
      after: roubles(change && marginNow && Decimal.max(0, marginNow.add(change))),
    },
  };
}

const roubles = (value: Decimal | undefined): string | null => value?.toFixed(2, Decimal.ROUND_DOWN) ?? null;

/** Each figure rounded to the side that promises nothing. */
export const loanReason = (ticker: string, { needed, free }: Loan): ConsentReason => ({
  why: 'loan',
  ticker,
  needed: needed.toFixed(2, Decimal.ROUND_UP),
  free: free.toFixed(2, Decimal.ROUND_FLOOR),
});

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
