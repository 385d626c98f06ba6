import { listTasks, type NewSellbuyRow, type SellbuyRow } from '../database/index.js';
import type { CommandDependencies } from './define-command.js';
import { AmountNotLotsError, NotPositiveError, RowRunsError } from './errors.js';
import { findInstrument, limitPriceOf } from './order-request.js';
import { originOf } from './sellbuy.js';

/** What can be known to be wrong when a row is written; money and positions are checked when it is started. */
export async function checkSellbuyRow(
  row: NewSellbuyRow,
  { broker }: CommandDependencies,
): Promise<NewSellbuyRow> {
  const instrument = await findInstrument(broker, row.ticker);
  const { ticker, lot } = instrument;
  if (row.amount <= 0) throw new NotPositiveError({ field: 'amount', lot });
  if (row.amount % lot !== 0) throw new AmountNotLotsError({ ticker, amount: row.amount, lot });
  const limitPrice = limitPriceOf(row, instrument)?.toFixed() ?? null;
  return { ...row, ticker, limitPrice };
}

/** @throws RowRunsError while a task of the row is not finished: what runs is changed by its task. */
export async function sellbuyRowIsFree(row: SellbuyRow, { db }: CommandDependencies): Promise<void> {
  const tasks = await listTasks(db, { unfinished: true, limit: 1_000 });
  const task = tasks.find(({ origin }) => origin === originOf(row));
  if (task) throw new RowRunsError({ id: String(row.id), task: task.id });
}
