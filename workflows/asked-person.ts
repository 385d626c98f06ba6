import { CancellationScope } from '@temporalio/workflow';
import type { Settlement, TaskState, Wish } from '../domain/task.js';
import type { keepState } from './task-state.js';

export interface AskablePerson extends Pick<ReturnType<typeof keepState>, 'enter'> {
  /** Its executor is waited for: nobody else asks. */
  readonly mayAsk: () => boolean;
  /** The state it has when nothing is asked. */
  readonly otherwise: () => TaskState;
}

/** A question to a person stands above a pause: nobody else can tell how a hedge is to be got. */
export function askPerson({ enter, mayAsk, otherwise }: AskablePerson) {
  let isAsking = false;
  return {
    isAsking: (): boolean => isAsking,
    async ask(asks: boolean): Promise<void> {
      if (asks === isAsking || (asks && !mayAsk())) return;
      isAsking = asks;
      // Also while the task is being cancelled.
      await CancellationScope.nonCancellable(() => (asks ? enter('waiting', 'person') : enter(otherwise())));
    },
  };
}

/** What it ended by was changed meanwhile: another time to stop at, or another answer about a hedge. */
export const isOutdated = ({ reason, wish: obeyed }: Settlement, { spread: now }: Wish): boolean =>
  obeyed?.spread !== undefined &&
  ((reason === 'time-over' && obeyed.spread.options.until !== now?.options.until) ||
    (reason === 'left-unhedged' && obeyed.spread.hedge?.number !== now?.hedge?.number));
