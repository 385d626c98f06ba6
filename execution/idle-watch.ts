import { recordIdleness } from '../database/index.js';
import type { Idleness, ToldIdleness } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { ExecutorOptions } from './running-executor.js';

/** A person is told when no order could be placed for so long, though the instrument trades. */
const IDLE_TOLD_MS = 10_000;

export interface IdleWatch {
  /**
   * A look at why no order can be placed now; undefined while one works or none is wanted.
   * @returns when the telling is due
   */
  look(why: Idleness | undefined): number | undefined;
  flush(): Promise<void>;
}

/**
 * Something that an order needs is missing: nothing happens, and a person is told what it is, each thing once a time. The
 * task's row shows it until it is over.
 * @param options `figures`: what the telling holds besides
 */
export function watchIdleness(
  { db, journal, logger }: Pick<ExecutionDependencies, 'db' | 'journal' | 'logger'>,
  {
    task: { key, id: taskId, idle: shownBefore },
    figures,
  }: Pick<ExecutorOptions, 'task'> & { figures: Readonly<Record<string, string>> },
): IdleWatch {
  const row = createRetryingWriter<ToldIdleness | null>(
    async (items) => recordIdleness(db, { key, idle: items.at(-1) ?? null }),
    { logger, what: 'idleness' },
  );
  const told = new Set<string>();
  let shown = shownBefore && nameOf(shownBefore);
  /** Since when it is idle for what was not told. */
  let sinceMs: number | undefined;

  function show(idle: Idleness | null, idleMs = 0): void {
    const name = idle && nameOf(idle);
    if (name === shown) return;
    shown = name;
    row.add(idle && { ...idle, since: new Date(Date.now() - idleMs).toISOString() });
  }

  return {
    look(why) {
      if (!why) told.clear();
      if (!why || told.has(nameOf(why))) {
        sinceMs = undefined;
        show(why ?? null);
        return undefined;
      }
      const nowMs = performance.now();
      sinceMs ??= nowMs;
      const dueMs = sinceMs + IDLE_TOLD_MS;
      if (dueMs > nowMs) return dueMs;
      const data = { ...figures, ...why, seconds: IDLE_TOLD_MS / 1_000 };
      journal.write({ taskId, kind: 'no-order-placed', severity: 'warning', data });
      told.add(nameOf(why));
      show(why, IDLE_TOLD_MS);
      sinceMs = undefined;
      return undefined;
    },
    flush: row.flush,
  };
}

const nameOf = ({ reason, of, limit = '' }: Idleness): string => `${reason} ${of} ${limit}`;
