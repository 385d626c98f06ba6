import { ApplicationFailure, CancellationScope, condition } from '@temporalio/workflow';
import type { TaskError, Wish } from '../domain/task.js';
import type { AmendTelling, Telling } from './messages.js';
import { amend } from './task-activities.js';

export interface AmendableTask {
  readonly taskKey: string;
  /** Securities in a lot. */
  readonly lot: number;
  readonly wish: () => Wish;
  /** A pause or a resume is on its way to the row, and may yet be withdrawn. */
  readonly isBeingTold: () => boolean;
  /** The database took it: this is wanted now, and so many securities were executed by then. */
  readonly adopt: (wish: Wish, executed: number) => void;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

export const refusal = ({ code, data }: TaskError): ApplicationFailure =>
  ApplicationFailure.create({ type: code, message: code, details: [data], nonRetryable: true });

/** Refuses what comes after the person was told that nothing was done. */
export const inTime = (telling: Telling | undefined): void => {
  if (Date.now() > (telling?.notAfterMs ?? Number.POSITIVE_INFINITY))
    throw refusal({ code: 'asked-too-late', data: {} });
};

/**
 * Changes of a task's target and limit price, one after the other. Each counts when the database has taken it, so
 * whatever else changes the wish waits for the one under way, and they for it: then neither is lost.
 */
export function takeAmendments({ taskKey, lot, wish, isBeingTold, adopt }: AmendableTask) {
  let underWay: Promise<void> | undefined;
  let end: 'task-stopping' | 'task-finished' | undefined;

  const settled = async (): Promise<void> => {
    while (underWay) await underWay.catch(() => undefined);
  };

  const carryOut = async ({
    amount,
    limitPrice,
    by = 'temporal',
    id: telling,
  }: AmendTelling): Promise<void> => {
    const before = wish();
    const change = {
      ...(amount !== undefined && { targetLots: amount / lot }),
      ...(limitPrice !== undefined && { limitPrice }),
    };
    const wanted: Wish = { ...before, version: before.version + 1, ...change };
    const written = { taskKey, wish: wanted, change, lot, by, ...(telling !== undefined && { telling }) };
    // A cancellation that comes meanwhile must not hide what became of it.
    const answer = await CancellationScope.nonCancellable(() => amend(written));
    if (answer.kind === 'refused') throw refusal(answer.error);
    adopt(answer.wish, answer.executed);
  };

  return {
    /** Resolves when none is under way. */
    settled,
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
    async amend(telling: AmendTelling): Promise<void> {
      await settled();
      while (isBeingTold()) {
        await condition(() => !isBeingTold());
        await settled();
      }
      if (end) throw refusal({ code: end, data: {} });
      underWay = carryOut(telling).finally(() => {
        underWay = undefined;
      });
      await underWay;
    },
  };
}
