import type { NewSellbuyRow } from '../database/index.js';
import type { CommandDependencies } from './define-command.js';
import { amountInLots, limitPriceOf } from './order-size.js';
import { findInstrument, tickerToKeep } from './search/find-instrument.js';

/** What can be known to be wrong when a row is written; money and positions are checked when it is started. */
export async function checkSellbuyRow(
  row: NewSellbuyRow,
  { broker }: CommandDependencies,
): Promise<NewSellbuyRow> {
  const instrument = await findInstrument(broker, row.ticker);
  const limitPrice = limitPriceOf(row.limitPrice, instrument)?.toFixed() ?? null;
  const ticker = await tickerToKeep(broker, instrument);
  return { ...row, ticker, amount: amountInLots(row.amount, instrument), limitPrice };
}
