import { BrokerError } from '../../broker/errors.js';
import type { JournalEntry } from '../../domain/journal.js';
import type { Idleness } from '../../domain/task.js';
import type { AlertRequest, WatchRequest } from '../../domain/watching/requests.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { watchIdleness } from '../idle-watch.js';
import { wordsOf } from '../leg-record.js';
import type { ListTask } from '../list-executor.js';

/** A stream that opens anew, a broker that restarts: less than that is not worth a message. */
export const BLIND_MS = 300_000;

const MINUTE_MS = 60_000;

export interface Blindness {
  /**
   * A look at what it lacks to see its market; undefined where it sees, closed where nothing is to be seen.
   * @param error why, where something failed
   * @returns in how many milliseconds the telling is due, for ever where none is
   */
  look(why: Idleness | 'closed' | undefined, error?: unknown): number;
  flush(): Promise<void>;
}

/** One that watches and sees nothing for long says so once, and once when it sees again, whichever worker it is with then. */
export function watchBlindness(
  dependencies: Pick<ExecutionDependencies, 'db' | 'journal' | 'logger'>,
  { row }: Pick<ListTask, 'row'>,
  afterMs: number,
): Blindness {
  const forMinutes = Math.round(afterMs / MINUTE_MS);
  const figures = { task: row.kind, ...figuresOf(row.request as AlertRequest | WatchRequest), forMinutes };
  const idleness = watchIdleness(dependencies, {
    task: row,
    figures,
    telling: { kind: 'watching-blind', over: 'watching-sees', afterMs },
  });
  return {
    look(why, error) {
      if (why === 'closed') {
        idleness.rest();
        return Number.POSITIVE_INFINITY;
      }
      const cause =
        error instanceof BrokerError ? { code: error.brokerCode ?? error.code, ...wordsOf(error) } : {};
      const dueAtMs = idleness.look(why, cause);
      return dueAtMs === undefined ? Number.POSITIVE_INFINITY : dueAtMs - performance.now();
    },
    flush: idleness.flush,
  };
}

/** What its title needs. */
function figuresOf(request: AlertRequest | WatchRequest): JournalEntry['data'] {
  if ('rate' in request) return { ticker: null, rate: request.rate, minutes: request.minutes };
  const { ticker, against, price, once } = request;
  return { ticker, against, price, once: once ? 'yes' : 'no' };
}
