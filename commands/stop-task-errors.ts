import { CommandError } from './errors.js';

/** It has no stop order whose fate nobody knows, or not that one. */
export class StopNotInDoubtError extends CommandError {
  readonly code = 'stop-not-in-doubt';
  readonly problem = 'conflict';
  constructor(data: { taskId: string; number: string; numbers: string | null }) {
    super(
      `stop order ${data.number} of task ${data.taskId} is not in doubt; in doubt: ${data.numbers}`,
      data,
    );
  }
}

/** It was sent just now, so it may be there in a moment. */
export class StopMayAppearError extends CommandError {
  readonly code = 'stop-may-appear';
  readonly problem = 'conflict';
  constructor(data: { taskId: string; number: string; seconds: string }) {
    super(`stop order ${data.number} of task ${data.taskId} may appear yet, for ${data.seconds} s`, data);
  }
}

/** Its list was made when it was asked for. */
export class NotAmendableError extends CommandError {
  readonly code = 'not-amendable';
  readonly problem = 'invalid';
  constructor(taskId: string) {
    super(`task ${taskId} works a list of stop orders off, which cannot be changed: stop it, and ask anew`, {
      taskId,
    });
  }
}

/** It placed none, or none of them can wait any more. */
export class NothingToRemoveError extends CommandError {
  readonly code = 'nothing-to-remove';
  readonly problem = 'conflict';
  constructor(taskId: string) {
    super(`task ${taskId} has no stop order that could still wait`, { taskId });
  }
}

/** What it places meanwhile would stay. */
export class StopItFirstError extends CommandError {
  readonly code = 'stop-it-first';
  readonly problem = 'conflict';
  constructor(taskId: string) {
    super(`task ${taskId} is still placing stop orders: stop it first`, { taskId });
  }
}
