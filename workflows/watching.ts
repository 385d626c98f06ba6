import type { WatchingFigures, WatchingResult } from '../domain/watching/requests.js';
import { watchingWords } from '../domain/watching/requests.js';
import type { AlertInput, WatchInput } from './messages.js';
import { runTask } from './run-task.js';

const NOTHING: WatchingFigures = { told: 0, why: null };

/** Its reports are counted in the task's row: a signal each would make the history grow as long as it watches. */
const progress = (): string => 'its reports are in the journal';

/** Tells when a price is crossed, until it is stopped or its instrument ends. Its executor listens; nothing of it is here. */
export const alert = (input: AlertInput): Promise<WatchingResult> => {
  const { ticker, against, price, once } = input.request;
  return runTask<typeof input.request, WatchingResult>(input, {
    execution: 'listen to the market',
    isAmendable: false,
    details: () => watchingWords(input.request),
    progress,
    resultOf: (_, { watching = NOTHING }) => ({
      watching: 'alert',
      ...{ ticker, against, price, once },
      ...watching,
    }),
  });
};

/** Scans on a schedule that its executor keeps, and tells which pairs crossed the rate, until it is stopped. */
export const watch = (input: WatchInput): Promise<WatchingResult> => {
  const { rate, minutes } = input.request;
  return runTask<typeof input.request, WatchingResult>(input, {
    execution: 'scan on schedule',
    isAmendable: false,
    details: () => watchingWords(input.request),
    progress,
    resultOf: (_, { watching = NOTHING }) => ({
      watching: 'watch',
      ...{ ticker: null, rate, minutes },
      ...watching,
    }),
  });
};
