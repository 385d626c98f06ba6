import {
  type CommandOutcome,
  type ConfirmationRequired,
  type NextCommand,
  offerRemove,
  type PricedRow,
} from '../commands/index.js';
import type { TaskRow } from '../database/index.js';
import { describeError, type Locale } from '../locales/index.js';
import { problemBody } from './problems.js';
import { taskJson } from './task-json.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What a command came to, as HTTP: 202 where something was started, 200 where not, 409 where consent is asked for. */
export function commandAnswer(
  locale: Locale,
  outcome: CommandOutcome | ConfirmationRequired,
  outage?: string,
): Answer {
  switch (outcome.kind) {
    case 'confirmation-required': {
      const { preview, token, expiresAt } = outcome;
      const problem = problemBody(locale, { status: 409, code: 'confirmation-required', data: {} });
      return { status: 409, body: { ...problem, preview, token, expiresAt: expiresAt.toISOString() } };
    }
    case 'started': {
      const tasks = outcome.tasks.map((task) => taskJson(locale, task, outage));
      const refused = outcome.refused?.map((row) => ({ ...row, detail: describeError(locale, row.error) }));
      return { status: tasks.length > 0 ? 202 : 200, body: { tasks, ...(refused && { refused }) } };
    }
    case 'told':
      return {
        status: 200,
        body: {
          result: { tasks: outcome.tasks.map((task) => toldJson(locale, { task, outage })) },
          ...nextJson(outcome.next),
        },
      };
    case 'tasks':
      return {
        status: 200,
        body: {
          result: {
            items: outcome.tasks.map((task) => taskJson(locale, task, outage)),
            halted: outcome.halted,
            ...(outcome.cancelling && { cancelling: outcome.cancelling }),
          },
        },
      };
    case 'prices':
      return { status: 200, body: { result: { items: outcome.rows.map((row) => priceJson(locale, row)) } } };
    case 'result': {
      const { result, next, file } = outcome;
      return { status: 200, body: { result, ...nextJson(next), ...(file && { file }) } };
    }
  }
}

/** Of several, each stands beside its task. */
const nextJson = ([next, ...others]: readonly NextCommand[] = []) =>
  next && others.length === 0 && { next: { command: next.command, arguments: next.arguments } };

/** A task that was told something, with what may be done next. */
export const toldJson = (
  locale: Locale,
  { task, outage }: { task: TaskRow; outage: string | undefined },
) => ({
  ...taskJson(locale, task, outage),
  ...(task.wish.mode === 'stop' && nextJson(offerRemove(task))),
});

/** What is missing is told in words beside the codes. */
const priceJson = (locale: Locale, { obstacles, ...row }: PricedRow) => ({
  ...row,
  obstacles: obstacles.map((each) => ({ ...each, detail: describeError(locale, each) })),
});
