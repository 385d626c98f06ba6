import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { TaskState, WaitingReason, Wish } from '../domain/task.js';
import type { TaskInput, TaskStatus } from './messages.js';
import { recordTaskState } from './task-activities.js';

const WAITING_WORDS: Readonly<Record<WaitingReason, string>> = {
  session: ' for the session',
  broker: ' for the broker',
  halt: ' until orders are not halted any more',
  person: ' for a person',
  renewal: ' for the lifetimes to end',
};

/** How a kind of task is shown in Temporal's UI. */
export interface TaskWords {
  /** What it is to do now, for whoever looks at it. */
  readonly details?: (wish: Wish) => string;
  /** What its executor does all the time. */
  readonly execution?: string;
  /** How far it is; by default what is executed of its target, and at which average price. */
  readonly progress?: (status: TaskStatus) => string;
}

export interface ShownTask {
  readonly paused: boolean;
  /** Securities it is to reach now. */
  readonly amount: () => number;
  /** What it is, where a person looking at it needs more than its summary; empty for nothing. */
  readonly words: () => string;
  readonly progress?: TaskWords['progress'];
}

const executedOf = ({ executed, target, averagePrice }: TaskStatus): string =>
  `${executed} of ${target} executed${averagePrice === null ? '' : ` at ${averagePrice} on average`}`;

/** The state of a task where people see it: in Temporal's UI, and written down in its row. */
export function keepState(
  { taskKey, taskId, wish, carried, startedAgain }: TaskInput<unknown>,
  { paused, amount, words, progress = executedOf }: ShownTask,
) {
  const waited = carried?.recorded === 'waiting' ? (carried.waitingFor ?? 'session') : null;
  let entering: Promise<void> = Promise.resolve();
  // Unknown: a workflow that replaces a lost one finds whatever the row was left with.
  let recorded: TaskState | undefined =
    carried?.recorded ?? (carried || (wish.version === 1 && !startedAgain) ? 'running' : undefined);
  let recordedFor: WaitingReason | null = waited;
  let status: TaskStatus = {
    state: paused ? 'paused' : waited ? 'waiting' : 'running',
    waitingFor: paused ? null : waited,
    executed: 0,
    target: amount(),
    averagePrice: null,
  };

  const show = (change: Partial<Omit<TaskStatus, 'target'>>): void => {
    const before = status.state;
    status = { ...status, ...change, target: amount() };
    const reason = status.waitingFor === null ? '' : WAITING_WORDS[status.waitingFor];
    const state = `${progress(status)}; ${status.state}${reason}`;
    setCurrentDetails([words(), state].filter((each) => each !== '').join('; '));
    if (before !== status.state) upsertSearchAttributes({ TaskState: [status.state] });
  };

  /** What a person is asked is told apart from other waiting; among the rest the first reason stays. */
  const isRecorded = (state: TaskState, waitingFor: WaitingReason | null): boolean =>
    recorded === state && (waitingFor === 'person') === (recordedFor === 'person');

  return {
    show,
    status: (): TaskStatus => status,
    /** What the row says; undefined while that is not known. */
    recorded: (): TaskState | undefined => recorded,
    async enter(state: TaskState, waitingFor: WaitingReason | null = null): Promise<void> {
      show({ state, waitingFor });
      const isNews = !isRecorded(state, waitingFor);
      const waitedFor = recordedFor;
      recordedFor = waitingFor;
      if (!isNews) return;
      const hasWaited = recorded === 'waiting';
      recorded = state;
      const before = entering;
      entering = (async () => {
        await before;
        await recordTaskState({ taskKey, taskId, state, waitingFor, waited: hasWaited, waitedFor });
      })();
      await entering;
    },
  };
}
