/** When the supervisor of `npm start` has brought a part back, by what it says. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '../start/installation.js';
import type { Run } from '../start/run.js';

const EVERY_MS = 50;

/** @returns resolves when it says so from now on, or all is over */
export async function untilBack(part: Part, run: Run, signal: AbortSignal): Promise<void> {
  const line = new RegExp(`^${part} (works again|runs again)`);
  const said = run.lines().length;
  while (
    !signal.aborted &&
    !run
      .lines()
      .slice(said)
      .some((each) => line.test(each))
  )
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
}
