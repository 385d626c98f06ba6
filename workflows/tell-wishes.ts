import type { Wish } from '../domain/task.js';
import { refusal } from './amendments.js';
import { tell } from './task-activities.js';

export interface TellingTask {
  readonly taskKey: string;
  /** What the workflow wants now; others change it meanwhile. */
  readonly wish: () => Wish;
  readonly adopt: (wish: Wish) => void;
}

/**
 * Wants something else, and tells the task's row. That may be ahead of the workflow, when Temporal's server lost its last
 * moments: what was just asked for is newer still, so it is told under a number after the row's. A stop is never taken
 * back. Refused, with nothing changed, when who asked withdrew it (`id`) before.
 */
export function tellWishes({ taskKey, wish, adopt }: TellingTask) {
  let underWay = 0;

  const wishFor = async (mode: Wish['mode'], id: string | undefined): Promise<void> => {
    let before = wish();
    let wanted: Wish = { ...before, version: before.version + 1, mode };
    adopt(wanted);
    for (;;) {
      const kept = await tell({ taskKey, wish: wish(), ...(id !== undefined && { telling: id }) });
      if (kept?.withdrawn) break;
      if (!kept || kept.mode === 'stop' || !isAhead(kept, wish())) return;
      before = kept;
      wanted = { ...kept, version: kept.version + 1, mode: wish().mode };
      adopt(wanted);
    }
    // Unless something newer is wanted by now.
    if (wish() === wanted) adopt(before);
    throw refusal({ code: 'asked-too-late', data: {} });
  };

  return {
    isBeingTold: () => underWay > 0,
    async wishFor(mode: Wish['mode'], id?: string): Promise<void> {
      underWay += 1;
      await wishFor(mode, id).finally(() => {
        underWay -= 1;
      });
    },
  };
}

const isAhead = (kept: Wish, ours: Wish): boolean =>
  kept.version > ours.version || (kept.version === ours.version && kept.mode !== ours.mode);
