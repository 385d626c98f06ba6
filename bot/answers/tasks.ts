import type { TaskRow } from '../../database/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { taskLine } from './task-line.js';

/** Telegram takes 4096 characters; so many lines are surely less, and more nobody reads. */
const MOST_LINES = 30;

/** One line a task, the rest as a number. */
export function taskLines(locale: Locale, tasks: readonly TaskRow[]): string[] {
  const lines = tasks.slice(0, MOST_LINES).map((task) => taskLine(locale, task));
  const more = tasks.length - lines.length;
  return more > 0 ? [...lines, translate(locale, 'answer-more-tasks', { count: more })] : lines;
}

export const startedText = (locale: Locale, tasks: readonly TaskRow[]): string =>
  tasks.length === 0
    ? translate(locale, 'answer-nothing-started')
    : [translate(locale, 'answer-started'), ...taskLines(locale, tasks)].join('\n');
