/** There is no task with this id. */
export class TaskNotFoundError extends Error {
  readonly code = 'task-not-found';
  constructor(readonly taskId: string) {
    super(`there is no task ${taskId}`);
    this.name = 'TaskNotFoundError';
  }
}

/** The task is done, cancelled or failed: it cannot be told anything any more. */
export class TaskFinishedError extends Error {
  readonly code = 'task-finished';
  constructor(
    readonly taskId: string,
    readonly state: string,
  ) {
    super(`task ${taskId} is ${state}`);
    this.name = 'TaskFinishedError';
  }
}

/** A task of another mode or account is listed here, never run or told anything. */
export class ForeignTaskError extends Error {
  readonly code = 'task-of-another-account';
  constructor(
    readonly taskId: string,
    readonly mode: string,
  ) {
    super(`task ${taskId} belongs to another account or mode (${mode})`);
    this.name = 'ForeignTaskError';
  }
}

/** Temporal does not answer; what needs it has not been done. */
export class TemporalUnavailableError extends Error {
  readonly code = 'temporal-unavailable';
  constructor(cause: unknown) {
    super('Temporal does not answer', { cause });
    this.name = 'TemporalUnavailableError';
  }
}

/** No worker lives that could tell the task; nothing has been done. */
export class NoWorkerError extends Error {
  readonly code = 'no-worker';
  constructor() {
    super('no worker is running, so the task was not told');
    this.name = 'NoWorkerError';
  }
}

/** The task was told, and did not confirm in time that it is done: it will be where it heard it. */
export class NotConfirmedError extends Error {
  readonly code = 'not-confirmed';
  constructor(readonly taskId: string) {
    super(`task ${taskId} was told, and has not confirmed it yet`);
    this.name = 'NotConfirmedError';
  }
}

export const AMEND_REFUSALS = [
  'amend-below-executed',
  'ratio-after-fill',
  'hedge-not-asked',
  'task-stopping',
  'nothing-to-amend',
  'invalid-amendment',
] as const;

/** The task cannot be changed so; it goes on as it was. `data` holds the figures of the words. */
export class AmendRefusedError extends Error {
  /** Whether it could never be, or cannot be as the task is now. */
  readonly problem: 'invalid' | 'conflict';
  constructor(
    readonly code: (typeof AMEND_REFUSALS)[number],
    readonly data: Readonly<Record<string, string>>,
  ) {
    super(`task ${data.taskId} cannot be amended: ${code}`);
    this.name = 'AmendRefusedError';
    this.problem = code === 'invalid-amendment' ? 'invalid' : 'conflict';
  }
}

/** Everything of the account is being cancelled: what is started now would be cancelled with it, or work against it. */
export class CancelRunningError extends Error {
  readonly code = 'cancel-running';
  readonly number: string;
  constructor(
    number: number,
    readonly by: string,
  ) {
    super(
      `everything is being cancelled (${number}, asked by ${by}): nothing new is started until that is reported`,
    );
    this.name = 'CancelRunningError';
    this.number = String(number);
  }
}

/** The broker has not told the account yet, so no task can be bound to it. */
export class AccountUnknownError extends Error {
  readonly code = 'broker-unavailable';
  constructor() {
    super('the broker does not answer yet, so the account is not known');
    this.name = 'AccountUnknownError';
  }
}
