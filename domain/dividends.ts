import { Decimal } from './decimal.js';
import type { Dividend } from './listed-instrument.js';

/**
 * One dividend for each share and record day: several of one day (of a quarter and of the year) are paid together, so
 * they are added up. One in another currency than the first of its day is left out: what it is worth nobody told.
 */
export function joinedByRecordDay(dividends: readonly Dividend[]): Dividend[] {
  const joined = new Map<string, Dividend>();
  for (const each of dividends) {
    const key = `${each.instrumentUid} ${each.recordDate.getTime()}`;
    const first = joined.get(key);
    if (!first) joined.set(key, each);
    else if (first.currency === each.currency)
      joined.set(key, { ...first, amount: new Decimal(first.amount).add(each.amount).toFixed() });
  }
  return [...joined.values()];
}
