import { setTimeout as delay } from 'node:timers/promises';
import type { TaskRow } from '../database/index.js';
import type { Settlement, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import type { ExecutionDependencies } from './dependencies.js';
import { releaseAtEnd } from './release-at-end.js';
import type { RunningExecutor, TaskOptions } from './running-executor.js';

const RETRY_MS = 500;

/** Why nothing more of a list is to be begun now: `given-up` by this worker, `unclaimed` while its claim is not sure. */
export type ListHold = 'given-up' | 'unclaimed' | 'stopped' | 'paused' | 'halted';

/** A task that works a list off, as its work sees it. */
export interface ListTask {
  readonly row: TaskRow;
  readonly claim: HeldClaim;
  wish(): Wish;
  /** Why nothing more is to be begun; undefined where it may. @param minds `halt`: false of what a halt does not hold back */
  hold(minds?: { readonly halt: boolean }): ListHold | undefined;
  /** Resolves at the next change of any of these, when one of the others does, or after so many milliseconds. */
  untilChanged(others: readonly Promise<unknown>[], withinMs: number): Promise<void>;
  /** Called at each of them; @returns a function that ends it. */
  onChange(listener: () => void): () => void;
  /** Aborted when this worker gives the task up. */
  readonly givenUp: AbortSignal;
}

/**
 * Runs the work of a list until it has come to something, and again from what is written down when it failed: the
 * database or the broker may be away for a while.
 * @param work returns undefined when the task was given up
 */
export function startListExecutor(
  { journal, logger }: ExecutionDependencies,
  { task, claim, halted }: TaskOptions,
  work: (list: ListTask) => Promise<Settlement | undefined>,
): RunningExecutor {
  let wish = task.wish;
  const givingUp = new AbortController();
  const listeners = new Set<() => void>();
  const tellChange = () => {
    for (const listener of [...listeners]) listener();
  };
  const onChange = (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const list: ListTask = {
    row: task,
    claim,
    wish: () => wish,
    hold({ halt } = { halt: true }) {
      if (givingUp.signal.aborted) return 'given-up';
      if (!claim.isValid()) return 'unclaimed';
      if (wish.mode === 'stop') return 'stopped';
      if (halt && halted()) return 'halted';
      return wish.mode === 'pause' ? 'paused' : undefined;
    },
    untilChanged: (others, withinMs) =>
      new Promise((resolve) => {
        const end = onChange(done);
        const timer = Number.isFinite(withinMs) ? setTimeout(done, withinMs) : undefined;
        for (const other of others) other.then(done, done);
        function done() {
          end();
          clearTimeout(timer);
          resolve();
        }
      }),
    onChange,
    givenUp: givingUp.signal,
  };

  async function insist(): Promise<Settlement | undefined> {
    for (;;) {
      try {
        return await work(list);
      } catch (error) {
        logger.warn({ err: error, task: task.id }, 'its list could not be gone on with, trying again');
        if (givingUp.signal.aborted) return undefined;
        await delay(RETRY_MS, undefined, { signal: givingUp.signal }).catch(() => undefined);
      }
    }
  }

  const settled = insist().then(async (settlement) => {
    await journal.flush();
    const insists = () => settlement !== undefined && !givingUp.signal.aborted;
    const wasOurs = await releaseAtEnd(claim, { insists, logger, task: task.id });
    return wasOurs ? settlement : undefined;
  });

  return {
    settled,
    obey(newer) {
      if (newer.version > wish.version) wish = newer;
      tellChange();
    },
    wishVersion: () => wish.version,
    giveUp() {
      givingUp.abort();
      tellChange();
    },
    // What is under way is asked about by whoever did not hear its answer.
    doubtEverything: tellChange,
    lookAgain: tellChange,
  };
}
