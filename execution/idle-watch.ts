import { recordIdleness } from '../database/index.js';
import type { JournalEntry, JournalKind } from '../domain/journal.js';
import type { Idleness, ToldIdleness } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { createRetryingWriter } from './retrying-writer.js';
import type { ExecutorOptions } from './running-executor.js';

/** How idleness is told. */
export interface IdleTelling {
  readonly kind: JournalKind;
  /** A person is told when it has lasted so long, though the instrument trades. */
  readonly afterMs: number;
  /** What is told when what was told is over, also by who goes on after another one told it; left out: nothing. */
  readonly over?: JournalKind;
}

const NO_ORDER_PLACED: IdleTelling = { kind: 'no-order-placed', afterMs: 10_000 };

export interface IdleWatch {
  /**
   * A look at why no order can be placed now; undefined while one works or none is wanted.
   * @param cause of it, for the telling
   * @returns when the telling is due
   */
  look(why: Idleness | undefined, cause?: JournalEntry['data']): number | undefined;
  /** Its market is closed: what was told is not over by that, and what was not begins anew. */
  rest(): void;
  flush(): Promise<void>;
}

/**
 * Something that an order needs is missing: nothing happens, and a person is told what it is, each thing once a time. The
 * task's row shows it until it is over.
 * @param options `figures`: what the telling holds besides; `telling`: how, by default that no order could be placed
 */
export function watchIdleness(
  { db, journal, logger }: Pick<ExecutionDependencies, 'db' | 'journal' | 'logger'>,
  {
    task: { key, id: taskId, idle: shownBefore },
    figures,
    telling: { kind, afterMs, over } = NO_ORDER_PLACED,
  }: Pick<ExecutorOptions, 'task'> & { figures: JournalEntry['data']; telling?: IdleTelling },
): IdleWatch {
  const row = createRetryingWriter<ToldIdleness | null>(
    async (items) => recordIdleness(db, { key, idle: items.at(-1) ?? null }),
    { logger, what: 'idleness' },
  );
  const told = new Set<string>(over && shownBefore ? [nameOf(shownBefore)] : []);
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
    look(why, cause = {}) {
      if (!why && over && told.size > 0)
        journal.write({ taskId, kind: over, severity: 'warning', data: figures });
      if (!why) told.clear();
      if (!why || told.has(nameOf(why))) {
        sinceMs = undefined;
        show(why ?? null);
        return undefined;
      }
      const nowMs = performance.now();
      sinceMs ??= nowMs;
      const dueMs = sinceMs + afterMs;
      if (dueMs > nowMs) return dueMs;
      const data = { ...figures, ...why, ...cause, seconds: afterMs / 1_000 };
      journal.write({ taskId, kind, severity: 'warning', data });
      told.add(nameOf(why));
      show(why, afterMs);
      sinceMs = undefined;
      return undefined;
    },
    rest() {
      sinceMs = undefined;
    },
    flush: row.flush,
  };
}

const nameOf = ({ reason, of, limit = '' }: Idleness): string => `${reason} ${of} ${limit}`;
