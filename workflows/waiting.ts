import { condition } from '@temporalio/workflow';
import type { WaitingReason } from '../domain/task.js';

/** Should no signal come, a waiting task looks for itself, seldom enough to cost no history to speak of. */
const LOOK_AGAIN = '30 minutes';

/** What a task waits for: its market, the end of a halt, a time. @param carried until when, from before `continueAsNew` */
export function keepWaiting(carried: string | undefined) {
  /** What it waits for is there. */
  let isOver = false;
  /** When that is so at the latest, where it is known; ISO 8601 in UTC. */
  let until = carried;
  return {
    until: (): string | undefined => until,
    begin(at: string | undefined): void {
      isOver = false;
      until = at;
    },
    /** What was there before does not count. */
    forget(): void {
      isOver = false;
    },
    end(): void {
      isOver = true;
    },
    async untilOver(reason: WaitingReason | null): Promise<void> {
      // The end of a halt is told until it is heard, and a look in between would tell a person of nothing new.
      if (reason === 'halt') await condition(() => isOver);
      else if (until === undefined) await condition(() => isOver, LOOK_AGAIN);
      else await condition(() => isOver, Math.max(1, Date.parse(until) - Date.now()));
    },
  };
}
