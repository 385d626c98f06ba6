import type { StopsResult } from '../domain/stop-task.js';
import type { RestoreInput, StashInput } from './messages.js';
import { runTask } from './run-task.js';
import { stopsWords } from './stops-words.js';

/** Saves the stop orders that wait, reads them back, and cancels them. */
export const stash = (input: StashInput): Promise<StopsResult> =>
  runTask<typeof input.request, StopsResult>(input, {
    execution: 'save what waits, read it back, then cancel it',
    isAmendable: false,
    details: () => `save ${input.request.amount} stop orders${placeWords(input.request.name)}`,
    progress: stopsWords('cancelled'),
    resultOf: (_, { executed, stopFigures }) => ({
      stops: 'stash',
      ticker: null,
      amount: input.request.amount,
      executed,
      skipped: 0,
      failed: 0,
      ...stopFigures,
    }),
  });

/** Places saved stop orders again, and proves that the broker's list is the stash. */
export const restore = (input: RestoreInput): Promise<StopsResult> =>
  runTask<typeof input.request, StopsResult>(input, {
    execution: 'clean what waits, place what was saved, compare the list',
    isAmendable: false,
    details: () =>
      `restore ${input.request.amount} stop orders of #${input.request.stash}${placeWords(input.request.name)}`,
    progress: stopsWords('placed'),
    resultOf: (_, { executed, stopFigures }) => ({
      stops: 'restore',
      ticker: null,
      amount: input.request.amount,
      executed,
      skipped: 0,
      failed: 0,
      ...stopFigures,
    }),
  });

const placeWords = (name: string): string => (name === '' ? '' : `, ${name}`);
