import type { Health } from '../commands/index.js';
import type { JournalEntry } from '../domain/journal.js';

/** A part is told of as away after so long: a worker that is started again needs less. */
const TOLD_MS = 3_000;
/** At a start parts come one after another. */
const FIRST_MS = 30_000;
const PARTS = ['database', 'temporal', 'worker', 'broker'] as const;
export type Part = (typeof PARTS)[number];

interface Watched {
  /** Monotonic milliseconds; undefined while it answers. */
  sinceMs: number | undefined;
  told: boolean;
  /** It has answered since this process began. */
  seen: boolean;
}

/**
 * Tells once when a part stays away, and once when it is back. The database tells both of it only when it is back, so
 * of its own absence that alone is told.
 * @param away what was told as away before, by a former process, with how many milliseconds ago
 * @returns what to do with each new look at the parts
 */
export function createPartWatch(
  tell: (entry: JournalEntry) => void,
  away: ReadonlyMap<string, number> = new Map(),
): (health: Health, nowMs: number) => void {
  const watched = new Map<Part, Watched>();

  return (health, nowMs) => {
    for (const part of PARTS) {
      const { status, detail } = health[part];
      if (part === 'worker' && isOthersFault(health)) continue;
      const former = away.get(part);
      const one = watched.get(part) ?? {
        sinceMs: former === undefined ? undefined : nowMs - former,
        told: former !== undefined,
        seen: false,
      };
      watched.set(part, one);
      if (status === 'ok') {
        if (one.told) {
          const seconds = Math.round((nowMs - (one.sinceMs ?? nowMs)) / 1_000);
          tell({ taskId: null, kind: 'part-back', severity: 'report', data: { part, seconds } });
        }
        Object.assign(one, { sinceMs: undefined, told: false, seen: true });
        continue;
      }
      one.sinceMs ??= nowMs;
      if (one.told || nowMs - one.sinceMs < (one.seen ? TOLD_MS : FIRST_MS)) continue;
      one.told = true;
      if (part === 'database') continue;
      const data = { part, detail: detail ?? null };
      tell({ taskId: null, kind: 'part-away', severity: 'warning', data });
    }
  };
}

/** Without the database nothing is known of workers, and that they miss the broker is told of the broker. */
const isOthersFault = ({ worker, broker }: Health): boolean =>
  worker.detail === 'database-silent' ||
  (worker.detail === 'worker-without-broker' && broker.status !== 'ok');
