/** Another worker has the task now, or this one is ending: whoever waits here should ask there. */
export class ClaimMovedError extends Error {
  readonly code = 'claim-moved';
  constructor(readonly taskKey: string) {
    super(`task ${taskKey} is carried out by another worker now`);
    this.name = 'ClaimMovedError';
  }
}

/** There is no such task here, or it belongs to another mode or account: it must not be carried out. */
export class TaskNotOursError extends Error {
  readonly code = 'task-not-ours';
  constructor(readonly taskKey: string) {
    super(`task ${taskKey} is not in this database, or not of this mode and account`);
    this.name = 'TaskNotOursError';
  }
}
