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
