import type { ConsentReason } from '../domain/agreed.js';
import { CommandError } from './errors.js';

/** It buys or sells one instrument: what only spreads have cannot be changed of it. */
export class NotSpreadError extends CommandError {
  readonly code = 'not-a-spread';
  readonly problem = 'invalid';
  /** @param data `fields`: what was given that it does not have */
  constructor(data: { taskId: string; fields: string }) {
    super(`task ${data.taskId} is no spread, so it has no ${data.fields}`, data);
  }
}

/** Without its price a spread would be any two orders. */
export class SpreadNeedsPriceError extends CommandError {
  readonly code = 'spread-needs-price';
  readonly problem = 'invalid';
  constructor(taskId: string) {
    super(`spread ${taskId} is nothing without its price: give another one`, { taskId });
  }
}

/** An option has a value it cannot have; its words say which it can. */
export class OptionNotAllowedError extends CommandError {
  readonly code = 'option-not-allowed';
  readonly problem = 'invalid';
  constructor(data: { option: string; value: string }) {
    super(`${data.option} cannot be ${data.value}`, data);
  }
}

/** More of it would be short, leveraged or delivered than was agreed to when it started. */
export class AmendTakesMarginError extends CommandError {
  readonly code = 'amend-takes-margin';
  readonly problem = 'conflict';
  constructor(taskId: string, { why, ticker, ...figures }: ConsentReason) {
    super(`so much of ${taskId} takes what nobody agreed to: ${why} of ${ticker}`, {
      ...{ taskId, why, ticker },
      ...figures,
    });
  }
}

/** No task waits for an answer about its hedge. */
export class NoHedgeAskedError extends CommandError {
  readonly code = 'no-hedge-asked';
  readonly problem = 'conflict';
  constructor() {
    super('no task waits for an answer about a hedge');
  }
}

/** Another question stands by now: an answer to one is none to the other. `data` holds what is asked now. */
export class HedgeQuestionOverError extends CommandError {
  readonly code = 'hedge-question-over';
  readonly problem = 'conflict';
  constructor(data: Readonly<Record<string, string>>) {
    super(`another question about the hedge of ${data.taskId} stands by now`, data);
  }
}

/** The near market is away, which ended what was asked: its next price is another one. */
export class HedgeWaitsForMarketError extends CommandError {
  readonly code = 'hedge-waits-for-market';
  readonly problem = 'conflict';
  constructor(data: Readonly<Record<string, string>>) {
    super(`nothing is asked about the hedge of ${data.taskId} while its market is away`, data);
  }
}

/** Several tasks wait for an answer: which one is meant is not ours to guess. */
export class WhichHedgeError extends CommandError {
  readonly code = 'which-hedge';
  readonly problem = 'invalid';
  constructor(tasks: string) {
    super(`several tasks wait for an answer, say which: ${tasks}`, { tasks });
  }
}
