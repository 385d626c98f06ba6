import { countWatching } from '../../database/index.js';
import type { CommandContext } from '../define-command.js';
import { TooManyWatchingError } from './errors.js';

/** Each holds a place of a worker, which carries out 2,000 tasks at once: trading never waits for one. */
const MOST_WATCHING = 500;

/** @throws TooManyWatchingError */
export async function mustBeFewEnough({ db, broker }: Pick<CommandContext, 'db' | 'broker'>): Promise<void> {
  const { mode, accountId } = broker;
  if ((await countWatching(db, { mode, accountId })) >= MOST_WATCHING)
    throw new TooManyWatchingError(MOST_WATCHING);
}
