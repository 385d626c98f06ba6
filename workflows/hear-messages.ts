import { defineSignal, setHandler } from '@temporalio/workflow';
import type { Wish } from '../domain/task.js';
import { inTime } from './amendments.js';
import {
  type AmendTelling,
  amendUpdate,
  HALT_LIFTED_SIGNAL,
  MARKET_OPEN_SIGNAL,
  PROGRESS_SIGNAL,
  pauseUpdate,
  resumeUpdate,
  statusQuery,
  type TaskProgress,
  type TaskStatus,
  type Telling,
  WISH_SIGNAL,
} from './messages.js';

/** What a task does with each thing that it is told or asked. */
export interface HearingTask {
  readonly status: () => TaskStatus;
  readonly progressed: (progress: TaskProgress) => Promise<void>;
  /** What it waits for may be there. */
  readonly opened: () => void;
  /** Its row says so. */
  readonly wished: (kept: Wish) => Promise<void>;
  readonly pause: (telling?: Telling) => Promise<TaskStatus>;
  readonly resume: (telling?: Telling) => Promise<TaskStatus>;
  readonly amend: (telling: AmendTelling) => Promise<TaskStatus>;
  /** @throws what an amendment is refused with */
  readonly check: (telling: AmendTelling) => void;
}

export function hearMessages(task: HearingTask): void {
  setHandler(statusQuery, task.status);
  setHandler(defineSignal<[TaskProgress]>(PROGRESS_SIGNAL), task.progressed);
  for (const signal of [MARKET_OPEN_SIGNAL, HALT_LIFTED_SIGNAL])
    setHandler(defineSignal(signal), task.opened);
  setHandler(defineSignal<[Wish]>(WISH_SIGNAL), task.wished);
  setHandler(pauseUpdate, task.pause, { validator: inTime });
  setHandler(resumeUpdate, task.resume, { validator: inTime });
  setHandler(amendUpdate, task.amend, { validator: task.check });
}
