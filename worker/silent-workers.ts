import type { Logger } from '../config/index.js';
import { type Database, tasksOfSilentWorkers } from '../database/index.js';
import type { Executors } from '../execution/index.js';
import { type Loop, startLoop } from './loop.js';

const LOOK_MS = 1_000;
/** After an outage of the database every worker looks silent; those that live have spoken again by then. */
const LOOKS_BEFORE_TRUST = 3;

export interface SilentWorkersOptions {
  readonly db: Database;
  readonly executors: Executors;
  readonly of: { readonly mode: string; readonly accountId: string; readonly workerId: string };
  readonly logger: Logger;
}

/**
 * Goes on with the tasks of a worker that died or froze as soon as its claims have run out. Temporal notices it too, by
 * missing heartbeats, but later, and not while it is away itself.
 */
export function watchSilentWorkers({ db, executors, of, logger }: SilentWorkersOptions): Loop {
  let looks = 0;
  return startLoop('silent workers', LOOK_MS, logger, async () => {
    const seen = looks;
    looks = 0;
    const tasks = await tasksOfSilentWorkers(db, of);
    looks = seen + 1;
    if (looks > LOOKS_BEFORE_TRUST) executors.adopt(tasks);
  });
}
