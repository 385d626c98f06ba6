import { isDeepStrictEqual } from 'node:util';
import { Decimal } from '../../domain/decimal.js';
import { LadderChangedError } from './errors.js';
import type { PreparedLadder } from './prepare.js';
import { type LadderPreview, moneyOf } from './preview.js';

/** Prices move while a person reads: the money is the same with so much more of it, as a loan is. */
const TOLERANCE = '1.01';

/**
 * Holds a ladder as it is planned anew against what was shown of it. Lists and settings may have been changed
 * meanwhile, and an instrument may take what was to be skipped: nobody agreed to that. Less may always come of it.
 * @throws LadderChangedError
 */
export function mustBeAsShown(shown: LadderPreview, now: PreparedLadder): void {
  const what = changeOf(shown, now);
  if (what) throw new LadderChangedError({ ladder: shown.ladder, what });
}

function changeOf(shown: LadderPreview, now: PreparedLadder): LadderChangedError['what'] | undefined {
  const { direction, levels, sum, child, lifetimeMinutes } = shown;
  if (!isDeepStrictEqual({ direction, levels, sum, child, lifetimeMinutes }, { ...now.terms }))
    return 'terms';
  const listed = new Set([...shown.tickers, ...shown.skipped.map(({ ticker }) => ticker)]);
  if (!isDeepStrictEqual(listed, new Set(now.tickers))) return 'list';
  const stillSkipped = shown.skipped.every(({ ticker, level }) =>
    now.plan.skipped.some((each) => each.ticker === ticker && (each.level === null || each.level === level)),
  );
  if (!stillSkipped || now.orders.length > shown.orders) return 'orders';
  const { total, needed } = moneyOf(now);
  const isMore = (value: Decimal | undefined, before: string | null) =>
    value !== undefined && before !== null && value.gt(new Decimal(before).mul(TOLERANCE));
  return isMore(total, shown.total) || isMore(needed, shown.needed) ? 'money' : undefined;
}
