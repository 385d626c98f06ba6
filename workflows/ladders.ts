import { ladderWords, type StopsResult } from '../domain/stop-task.js';
import type { Settlement } from '../domain/task.js';
import type { LadderInput, RemoveInput } from './messages.js';
import { runTask } from './run-task.js';
import { stopsWords } from './stops-words.js';

/** Places take-profits to buy far below the market, and places them anew as their lifetimes end, where that is asked for. */
export const stops = (input: LadderInput): Promise<StopsResult> => placeLadder('stops', input);

/** The same to sell, far above the market. */
export const shorts = (input: LadderInput): Promise<StopsResult> => placeLadder('shorts', input);

/** The same in one instrument, near the market. */
export const nuke = (input: LadderInput): Promise<StopsResult> => placeLadder('nuke', input);

const placeLadder = (kind: 'stops' | 'shorts' | 'nuke', input: LadderInput): Promise<StopsResult> =>
  runTask<typeof input.request, StopsResult>(input, {
    execution: 'place what is planned, as fast as the rate limit allows',
    isAmendable: false,
    details: () => ladderWords(kind, input.request),
    progress: stopsWords('placed'),
    resultOf: (_, settlement) => reportOf(kind, input, settlement),
  });

/** Cancels the stop orders that another task placed. */
export const remove = (input: RemoveInput): Promise<StopsResult> =>
  runTask<typeof input.request, StopsResult>(input, {
    execution: 'cancel, as fast as the rate limit allows',
    isAmendable: false,
    details: () => `remove the stop orders of ${input.request.of}`,
    progress: stopsWords('removed'),
    resultOf: (_, settlement) => reportOf('remove', input, settlement),
  });

const reportOf = (
  kind: StopsResult['stops'],
  { request: { ticker, amount } }: LadderInput | RemoveInput,
  { executed, stopFigures }: Settlement,
): StopsResult => ({ stops: kind, ticker, amount, executed, skipped: 0, failed: 0, ...stopFigures });
