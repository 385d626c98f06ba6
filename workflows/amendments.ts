import { ApplicationFailure, CancellationScope } from '@temporalio/workflow';
import type { TaskError, Wish } from '../domain/task.js';
import type { AmendTelling, Telling } from './messages.js';
import { amend } from './task-activities.js';

export interface AmendableTask {
  readonly taskKey: string;
  /** Securities in a lot. */
  readonly lot: number;
  /** Of the wish that the workflow knows. */
  readonly version: () => number;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

export const refusal = ({ code, data }: TaskError): ApplicationFailure =>
  ApplicationFailure.create({ type: code, message: code, details: [data], nonRetryable: true });

/** Refuses what comes after the person was told that nothing was done. */
export const inTime = (telling: Telling | undefined): void => {
  if (Date.now() > (telling?.notAfterMs ?? Number.POSITIVE_INFINITY))
    throw refusal({ code: 'asked-too-late', data: {} });
};

/** Changes of a task's target and limit price. Each counts when the database has taken it. */
export function takeAmendments({ taskKey, lot, version }: AmendableTask) {
  let end: 'task-stopping' | 'task-finished' | undefined;

  return {
    /** The task ends: nothing is changed any more. */
    close(why: 'task-stopping' | 'task-finished'): void {
      end = why;
    },
    /** What may also come from Temporal's UI is checked here, the rest by who asks and by the database. */
    check(telling: AmendTelling): void {
      inTime(telling);
      const { amount, limitPrice } = telling;
      const isAmount = amount === undefined || (Number.isInteger(amount) && amount > 0 && amount % lot === 0);
      const isPrice = limitPrice === undefined || limitPrice === null || DECIMAL.test(limitPrice);
      if (!isAmount || !isPrice || (amount === undefined && limitPrice === undefined))
        throw refusal({ code: 'invalid-amendment', data: { lot: String(lot) } });
    },
    /** @returns what is wanted now, and how many securities were executed by then; in its turn, since it composes. */
    async amend(telling: AmendTelling): Promise<{ wish: Wish; executed: number }> {
      if (end) throw refusal({ code: end, data: {} });
      const { amount, limitPrice, by = 'temporal', id } = telling;
      const change = {
        ...(amount !== undefined && { targetLots: amount / lot }),
        ...(limitPrice !== undefined && { limitPrice }),
      };
      const written = {
        taskKey,
        change,
        after: version(),
        lot,
        by,
        ...(id !== undefined && { telling: id }),
      };
      // A cancellation that comes meanwhile must not hide what became of it.
      const answer = await CancellationScope.nonCancellable(() => amend(written));
      if (answer.kind === 'refused') throw refusal(answer.error);
      return answer;
    },
  };
}
