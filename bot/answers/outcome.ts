import type { CommandOutcome, ConfirmationRequired, RefusedRow } from '../../commands/index.js';
import type { TaskRow } from '../../database/index.js';
import { describeOutage, hasText, type Locale, translate } from '../../locales/index.js';
import { balanceText } from './balance.js';
import { cancellingText } from './cancelling.js';
import { orderQuestionText, queueQuestionText, refusedLines } from './consent.js';
import { dividendsText } from './dividends.js';
import { figuresOf } from './figures.js';
import { foundText } from './found.js';
import { haltedLines } from './halted.js';
import { healthText } from './health.js';
import { helpText } from './help.js';
import { ladderQuestionText, listsText } from './ladders.js';
import { MOST_LINES } from './most-lines.js';
import { ordersText } from './orders.js';
import { plainText } from './plain.js';
import { positionsText } from './positions.js';
import { reconciledText } from './reconciled.js';
import { reportText } from './report.js';
import { scanText } from './scan.js';
import { settingsText } from './settings.js';
import { addedSpreadText, pricesText, spreadQuestionText } from './spreads.js';
import { restoreQuestionText, stashesText } from './stashes.js';
import { taskLine } from './task-line.js';
import { tickerText } from './ticker.js';
import { tradesText } from './trades.js';

export interface Told<Outcome> {
  readonly locale: Locale;
  readonly command: string;
  readonly outcome: Outcome;
}

/** Results whose words need more than a text with figures; a new command needs none. */
const RESULT_FORMS: Readonly<Record<string, (locale: Locale, result: unknown) => string>> = {
  cancel: cancellingText,
  dscan: dividendsText,
  help: helpText,
  health: healthText,
  scan: scanText,
  spread: addedSpreadText,
  reconcile: reconciledText,
  stops: listsText,
  shorts: listsText,
  settings: settingsText,
  stash: stashesText,
  find: foundText,
  ticker: tickerText,
  positions: positionsText,
  balance: balanceText,
  orders: ordersText,
  trades: tradesText,
  report: reportText,
};

/** Questions about several things at once. */
const QUESTION_FORMS: Readonly<
  Record<string, (locale: Locale, command: string, preview: unknown) => string>
> = {
  buy: orderQuestionText,
  sell: orderQuestionText,
  sellbuy: queueQuestionText,
  spreads: spreadQuestionText,
  unwind: spreadQuestionText,
  stops: ladderQuestionText,
  shorts: ladderQuestionText,
  nuke: ladderQuestionText,
  restore: restoreQuestionText,
};

/** What a command came to, in words. */
export function outcomeText({
  locale,
  command,
  outcome,
  outage,
}: Told<CommandOutcome> & { readonly outage?: string | undefined }): string {
  switch (outcome.kind) {
    case 'started':
      return startedText(locale, outcome);
    case 'told':
      return [
        toldText(locale, command, outcome.tasks),
        ...(outcome.next?.length
          ? [translate(locale, `told-${command}-next`, { count: outcome.next.length })]
          : []),
      ].join('\n');
    case 'tasks':
      return [
        ...haltedLines(locale, outcome.halted),
        ...(outcome.cancelling ? [cancellingText(locale, outcome.cancelling)] : []),
        ...(outcome.tasks.length === 0
          ? [translate(locale, 'answer-no-tasks')]
          : taskLines(locale, outcome.tasks)),
        ...outageLine(locale, outcome.tasks, outage),
      ].join('\n\n');
    case 'prices':
      return pricesText(locale, outcome.rows);
    case 'result':
      return resultText(locale, command, outcome.result);
  }
}

/** What a person is asked to agree to: `preview-<command>` with the preview's figures. */
export function questionText({ locale, command, outcome }: Told<ConfirmationRequired>): string {
  return `${previewText(locale, command, outcome.preview)}\n\n${translate(locale, 'confirm-title')}`;
}

function previewText(locale: Locale, command: string, preview: unknown): string {
  const form = QUESTION_FORMS[command];
  if (form) return form(locale, command, preview);
  const key = `preview-${command}`;
  if (!hasText(locale, key)) return plainText(preview);
  const figures = figuresOf(preview);
  // What is said only where there is something to say has a text, `preview-<command>-<figure>`, of its own.
  const more = Object.keys(figures)
    .map((name) => `${key}-${name}`)
    .filter((each) => hasText(locale, each));
  return [key, ...more].map((each) => translate(locale, each, figures)).join('\n\n');
}

/** One sentence for all of them, if any is still to do. */
function outageLine(locale: Locale, tasks: readonly TaskRow[], outage: string | undefined): string[] {
  const words = tasks.every(({ finishedAt }) => finishedAt) ? null : describeOutage(locale, outage);
  return words === null ? [] : [translate(locale, 'report-warning', { words })];
}

function startedText(
  locale: Locale,
  { tasks, refused = [] }: { readonly tasks: readonly TaskRow[]; readonly refused?: readonly RefusedRow[] },
): string {
  const title = translate(locale, tasks.length === 0 ? 'answer-nothing-started' : 'answer-started');
  return [title, ...taskLines(locale, tasks), ...refusedLines(locale, refused)].join('\n');
}

function toldText(locale: Locale, command: string, tasks: readonly TaskRow[]): string {
  if (tasks.length === 0) return translate(locale, 'told-nothing');
  const ids = tasks.map(({ id }) => id).join(', ');
  const key = `told-${command}`;
  if (!hasText(locale, key)) return translate(locale, 'answer-done');
  return translate(locale, key, { tasks: ids, lines: taskLines(locale, tasks).join('\n') });
}

function resultText(locale: Locale, command: string, result: unknown): string {
  const form = RESULT_FORMS[command];
  if (form) return form(locale, result);
  const key = `answer-${command}`;
  return hasText(locale, key) ? translate(locale, key, figuresOf(result)) : plainText(result);
}

function taskLines(locale: Locale, tasks: readonly TaskRow[]): string[] {
  const lines = tasks.slice(0, MOST_LINES).map((task) => taskLine(locale, task));
  const more = tasks.length - lines.length;
  return more > 0 ? [...lines, translate(locale, 'answer-more-tasks', { count: more })] : lines;
}
