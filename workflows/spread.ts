import { spreadResultOf, spreadWords } from '../domain/spread/report.js';
import type { SpreadResult } from '../domain/spread/terms.js';
import type { SpreadInput } from './messages.js';
import { runTask } from './run-task.js';

/** Enters or leaves a spread at the wanted price: quotes the far leg, and hedges at once what is filled of it. */
export async function spread(input: SpreadInput): Promise<SpreadResult> {
  const { request } = input;
  return runTask(input, {
    execution: `quote ${request.ticker}, hedge with ${request.nearTicker}`,
    details: ({ targetLots, limitPrice }) =>
      spreadWords({ ...request, amount: targetLots * request.lot, limitPrice }),
    resultOf: (task, settlement) => spreadResultOf({ request, settlement, wish: task.wish() }),
  });
}
