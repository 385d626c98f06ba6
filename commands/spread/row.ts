import type { NewSpreadRow } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { CommandDependencies } from '../define-command.js';
import { UntilPastError } from '../errors.js';
import { tickerToKeep } from '../search/find-instrument.js';
import { optionsOf, untilInUtc } from './arguments.js';
import { checkSpreadPair, type WantedSpread } from './pair.js';

/** What a row stands for. */
export const wantedOf = (row: NewSpreadRow): WantedSpread => {
  const { farTicker, nearTicker, sell, amount, price, ratio } = row;
  return { farTicker, nearTicker, sell, amount, price, ratio, options: optionsOf(row) };
};

/** What can be known to be wrong when a row is written; money, margin and the market are checked when it is started. */
export async function checkSpreadRow(
  row: NewSpreadRow,
  { broker }: Pick<CommandDependencies, 'broker'>,
): Promise<NewSpreadRow> {
  const { far, near } = await checkSpreadPair(wantedOf(row), { broker });
  const until = untilInUtc(row.until);
  mustBeAhead(until);
  return {
    ...row,
    farTicker: await tickerToKeep(broker, far),
    nearTicker: await tickerToKeep(broker, near),
    price: new Decimal(row.price).toFixed(),
    ratio: row.ratio === null ? null : new Decimal(row.ratio).toFixed(),
    until,
  };
}

/** @throws UntilPastError for a spread that would stop before it starts */
export function mustBeAhead(until: string | null): void {
  if (until !== null && new Date(until) <= new Date()) throw new UntilPastError(until);
}
