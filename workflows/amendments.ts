import { ApplicationFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import { badOption } from '../domain/spread/bounds.js';
import { HEDGE_CHOICES } from '../domain/spread/terms.js';
import type { TaskError, Wish } from '../domain/task.js';
import type { AmendTelling, Telling } from './messages.js';
import { amend } from './task-activities.js';

export interface AmendableTask {
  readonly taskKey: string;
  /** Securities in a lot. */
  readonly lot: number;
  readonly isAmendable: boolean;
  /** As the workflow knows it. */
  readonly wish: () => Wish;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;
const POSITIVE = /^(?=.*[1-9])\d+(\.\d+)?$/;

export const refusal = ({ code, data }: TaskError): ApplicationFailure =>
  ApplicationFailure.create({ type: code, message: code, details: [data], nonRetryable: true });

/** It is cancelled, and ends as soon as its orders are gone and what is owed is hedged. */
export const STOPPING = { code: 'task-stopping', data: {} } as const;

/** Refuses what comes after the person was told that nothing was done. */
export const inTime = (telling: Telling | undefined): void => {
  if (Date.now() > (telling?.notAfterMs ?? Number.POSITIVE_INFINITY))
    throw refusal({ code: 'asked-too-late', data: {} });
};

/** Changes of what a task is to do. Each counts when the database has taken it. */
export function takeAmendments({ taskKey, lot, isAmendable, wish }: AmendableTask) {
  let end: 'task-stopping' | 'task-finished' | undefined;

  return {
    /** The task ends: nothing is changed any more, but how a hedge is got that is still owed. */
    close(why: 'task-stopping' | 'task-finished'): void {
      end = why;
    },
    /** A pause or a resumption. What was begun when the task is cancelled ends there: nothing is begun then. */
    async unlessStopping<T>(work: () => Promise<T>): Promise<T> {
      if (end === STOPPING.code) throw refusal(STOPPING);
      try {
        return await work();
      } catch (error) {
        throw isCancellation(error) ? refusal(STOPPING) : error;
      }
    },
    /** What may also come from Temporal's UI is checked here, the rest by who asks and by the database. */
    check(telling: AmendTelling): void {
      inTime(telling);
      if (!isAmendable || !isWellFormed(telling, { lot, isSpread: wish().spread !== undefined }))
        throw refusal({ code: 'invalid-amendment', data: { lot: String(lot) } });
    },
    /** @returns what is wanted now, and how many securities were executed by then; in its turn, since it composes. */
    async amend(telling: AmendTelling): Promise<{ wish: Wish; executed: number }> {
      if (end === 'task-finished' || (end && !isAnswer(telling))) throw refusal({ code: end, data: {} });
      const { amount, limitPrice, ratio, options, hedge, answer, dueLots, by = 'temporal', id } = telling;
      const before = wish();
      const number = answer ?? (before.spread?.hedge?.number ?? 0) + 1;
      const change = {
        ...(amount !== undefined && { targetLots: amount / lot }),
        ...(limitPrice !== undefined && { limitPrice }),
        ...(ratio !== undefined && { ratio }),
        ...(options !== undefined && { options }),
        ...(hedge !== undefined && {
          hedge: { number, choice: hedge, ...(dueLots !== undefined && { dueLots }) },
        }),
      };
      const written = {
        taskKey,
        change,
        after: before.version,
        lot,
        by,
        ...(id !== undefined && { telling: id }),
      };
      // A cancellation that comes meanwhile must not hide what became of it.
      const answered = await CancellationScope.nonCancellable(() => amend(written));
      if (answered.kind === 'refused') throw refusal(answered.error);
      return answered;
    },
  };
}

/** About a hedge and nothing else: it is taken as long as one may be owed. */
const isAnswer = ({ amount, limitPrice, ratio, options, hedge }: AmendTelling): boolean =>
  hedge !== undefined && [amount, limitPrice, ratio, options].every((each) => each === undefined);

function isWellFormed(
  { amount, limitPrice, ratio, options, hedge, dueLots }: AmendTelling,
  { lot, isSpread }: { lot: number; isSpread: boolean },
): boolean {
  const given = [amount, limitPrice, ratio, options, hedge].filter((each) => each !== undefined);
  const isAmount = amount === undefined || (Number.isInteger(amount) && amount > 0 && amount % lot === 0);
  const isPrice = limitPrice === undefined || (limitPrice === null ? !isSpread : DECIMAL.test(limitPrice));
  const isOfSpread =
    (ratio === undefined || POSITIVE.test(ratio)) &&
    (options === undefined || badOption(options) === undefined) &&
    (hedge === undefined || HEDGE_CHOICES.includes(hedge)) &&
    (dueLots === undefined || (Number.isInteger(dueLots) && dueLots >= 0));
  const isOfSellbuy = ratio === undefined && options === undefined && hedge === undefined;
  return given.length > 0 && isAmount && isPrice && (isSpread ? isOfSpread : isOfSellbuy);
}
