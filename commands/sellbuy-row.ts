import { listTasks, type NewSellbuyRow } from '../database/index.js';
import type { CommandDependencies } from './define-command.js';
import { RowRunsError } from './errors.js';
import { findInstrument } from './order-request.js';
import { amountInLots, limitPriceOf } from './order-size.js';
import { originOf } from './sellbuy.js';

/** What can be known to be wrong when a row is written; money and positions are checked when it is started. */
export async function checkSellbuyRow(
  row: NewSellbuyRow,
  { broker }: CommandDependencies,
): Promise<NewSellbuyRow> {
  const instrument = await findInstrument(broker, row.ticker);
  const limitPrice = limitPriceOf(row.limitPrice, instrument)?.toFixed() ?? null;
  return { ...row, ticker: instrument.ticker, amount: amountInLots(row.amount, instrument), limitPrice };
}

/** @throws RowRunsError while a task of the row is not finished: what runs is changed by its task. */
export async function sellbuyRowIsFree(id: number, { db }: CommandDependencies): Promise<void> {
  const tasks = await listTasks(db, { unfinished: true, limit: 1_000 });
  const task = tasks.find(({ origin }) => origin === originOf({ id }));
  if (task) throw new RowRunsError({ id: String(id), task: task.id });
}
