import type { CommandOutcome, ConfirmationRequired, NextCommand, PricedRow } from '../commands/index.js';
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
          result: { tasks: outcome.tasks.map((task) => taskJson(locale, task, outage)) },
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
      const { result, next } = outcome;
      return { status: 200, body: { result, ...nextJson(next) } };
    }
  }
}

const nextJson = (next: NextCommand | undefined) =>
  next && { next: { command: next.command, arguments: next.arguments } };

/** What is missing is told in words beside the codes. */
const priceJson = (locale: Locale, { obstacles, ...row }: PricedRow) => ({
  ...row,
  obstacles: obstacles.map((each) => ({ ...each, detail: describeError(locale, each) })),
});
