import type { SellbuyResult } from '../domain/task.js';
import type { SellbuyInput } from './messages.js';
import { runTask } from './run-task.js';

/** Buys or sells one instrument at the best passive price until the target is executed. */
export async function sellbuy(input: SellbuyInput): Promise<SellbuyResult> {
  const { direction, ticker } = input.request;
  return runTask(input, {
    resultOf: (task, { executed, averagePrice, commission }) => ({
      direction,
      ticker,
      amount: task.amount(),
      executed,
      averagePrice,
      commission,
    }),
  });
}
