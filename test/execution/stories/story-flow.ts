import { promise } from '../../domain/leg-judge.js';
import type { StoryDatabase } from './story-database.js';
import type { StoryProcess } from './story-process.js';

/** More than any moment needs; one that never comes to rest is a mistake of its own. */
const MOST_PASSAGES = 3_000;

/** Everybody who can goes on, in the order in which things came, until nothing is left to do at this moment. */
export async function flow(database: StoryDatabase, processes: () => StoryProcess[]): Promise<void> {
  for (let i = 0; i < MOST_PASSAGES; i += 1) {
    await database.rest();
    const next = processes()
      .filter(({ nextSeq }) => nextSeq !== undefined)
      .sort((one, other) => (one.nextSeq ?? 0) - (other.nextSeq ?? 0))[0];
    if (!next) return;
    next.letPass();
  }
  promise(false, () => 'a moment has no end: something is done again and again');
}

/** Time passes: timers fire one after the other, and everybody goes on after each. */
export async function passTime(
  database: StoryDatabase,
  processes: () => StoryProcess[],
  { ms, onTime }: { ms: number; onTime: (nowMs: number) => void },
): Promise<void> {
  const { clock } = database;
  const endMs = clock.nowMs + ms;
  const goOn = (nowMs: number) => {
    clock.nowMs = Math.max(clock.nowMs, nowMs);
    onTime(clock.nowMs);
  };
  for (;;) {
    await flow(database, processes);
    const due = processes()
      .flatMap((process) => {
        const timer = process.nextTimer;
        return timer && timer.dueMs <= endMs ? [{ process, timer }] : [];
      })
      .sort((one, other) => one.timer.dueMs - other.timer.dueMs || one.timer.seq - other.timer.seq)[0];
    if (!due) break;
    goOn(due.timer.dueMs);
    due.process.fire(due.timer);
  }
  goOn(endMs);
}
