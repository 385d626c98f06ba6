/** A person pauses a task, lets it go on, ends it. */

import type { Stretch } from '../support/ledger-judge.js';
import { nowUs } from '../support/terms-over-time.js';
import { type CallApi, howAnswered, pathOf, type TaskJson } from './api-person.js';
import type { Asked, Telling, Told } from './asked.js';

const TOLD = { pause: 'paused', resume: 'resumed', cancel: 'stopped' } as const;

export async function tell(
  task: TaskJson,
  action: Telling,
  { call, asked }: { readonly call: CallApi; readonly asked: Asked },
): Promise<void> {
  const known = asked.byId.get(task.id);
  // Of two at once nobody could say which counts.
  if (known?.isBeingTold) return;
  const fromUs = nowUs();
  const heard = known?.tell(action);
  const how = howAnswered(await call({ method: 'POST', path: `${pathOf(task.id)}/${action}` }));
  heard?.(how);
  asked.count(`${TOLD[action]}, ${how === 'open' ? 'no answer' : how}`);
  asked.told.push({ taskId: task.id, action, fromUs, untilUs: nowUs() });
}

/** How often tasks were told something while the hedge of a near lot was owed. */
export function toldWhileOwed(told: readonly Told[], stretches: readonly Stretch[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { taskId, action, fromUs, untilUs } of told) {
    const isOwed = stretches.some(
      (stretch) => stretch.taskId === taskId && stretch.sinceUs < untilUs && stretch.untilUs > fromUs,
    );
    if (isOwed) counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}
