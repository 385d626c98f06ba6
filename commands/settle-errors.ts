import { CommandError } from './errors.js';

/** The end of each of its orders is known. */
export class NothingToSettleError extends CommandError {
  readonly code = 'nothing-to-settle';
  readonly problem = 'conflict';
  constructor(taskId: string) {
    super(`task ${taskId} has no order whose end is unknown`, { taskId });
  }
}

/** It is of today, so it may work, be executed, or appear yet. */
export class OrderMayWorkError extends CommandError {
  readonly code = 'order-may-work';
  readonly problem = 'conflict';
  constructor(taskId: string) {
    super(`the order of task ${taskId} is not of a past trading day, so it may still be executed`, {
      taskId,
    });
  }
}

/** What became of it is the broker's to say. */
export class OrderKnownError extends CommandError {
  readonly code = 'order-known';
  readonly problem = 'conflict';
  constructor(data: { taskId: string; number: string }) {
    super(`the broker knows order ${data.number} of task ${data.taskId}, so it is read there`, data);
  }
}

export class SettledLotsError extends CommandError {
  readonly code = 'settled-lots';
  readonly problem = 'invalid';
  constructor({ number, least, most }: { number: number; least: number; most: number }) {
    super(`of order ${number} at least ${least} and at most ${most} lots can have been executed`, {
      number: String(number),
      least: String(least),
      most: String(most),
    });
  }
}

/** Its report is made, and nothing is ordered for it any more. */
export class SettleFinishedError extends CommandError {
  readonly code = 'settle-finished';
  readonly problem = 'conflict';
  constructor(data: { taskId: string; number: string }) {
    super(
      `task ${data.taskId} has ended, and what became of its order ${data.number} changes nothing here`,
      data,
    );
  }
}

/** Both legs of a spread wait for an answer. */
export class WhichLegError extends CommandError {
  readonly code = 'settle-which-leg';
  readonly problem = 'invalid';
  constructor(taskId: string, orders: readonly { leg: string; number: string; ticker: string }[]) {
    const of = (leg: string) => orders.find((each) => each.leg === leg);
    super(
      `two orders of task ${taskId} wait: ${orders.map(({ leg, number }) => `${leg} ${number}`).join(', ')}`,
      {
        taskId,
        far: of('far')?.number ?? null,
        farTicker: of('far')?.ticker ?? null,
        near: of('near')?.number ?? null,
        nearTicker: of('near')?.ticker ?? null,
      },
    );
  }
}
