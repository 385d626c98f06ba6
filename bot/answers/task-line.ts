import type { TaskRow } from '../../database/index.js';
import { isWatching } from '../../domain/watching/requests.js';
import {
  describeError,
  describeIdleness,
  describeTask,
  type Locale,
  translate,
  waitingReason,
} from '../../locales/index.js';

/** One line: what it is, its state, how much is executed and why it waits or failed. */
export function taskLine(locale: Locale, task: TaskRow): string {
  const line = translate(locale, lineOf(task), {
    ...task.progress,
    task: task.kind,
    id: task.id,
    title: describeTask(locale, task),
    stateWord: translate(locale, `state-${task.state}`),
    executed: task.executed,
    amount: task.amount,
    averagePrice: task.averagePrice,
  });
  if (task.state === 'waiting' && task.waitingFor !== null)
    return translate(locale, 'task-line-waiting', { line, reason: waitingReason(locale, task.waitingFor) });
  if (task.idle)
    return translate(locale, isWatching(task.kind) ? 'task-line-blind' : 'task-line-idle', {
      line,
      since: task.idle.since,
      reason: describeIdleness(locale, { ...task.idle }),
    });
  if (task.error)
    return translate(locale, 'task-line-failed', { line, reason: describeError(locale, task.error) });
  return line;
}

const lineOf = ({ kind, progress }: TaskRow): string =>
  isWatching(kind) ? 'task-line-watching' : progress ? 'task-line-stops' : 'task-line';
