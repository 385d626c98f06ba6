/** What must be true when all is calm again, besides what the ledger shows at each of its entries. */
import type { LedgerJudge } from '../support/ledger-judge.js';
import { nowUs } from '../support/terms-over-time.js';
import { type Asked, isSame } from './asked.js';
import type { SoakedTask } from './watch.js';

export interface Evidence {
  readonly judge: LedgerJudge;
  readonly tasks: readonly SoakedTask[];
  readonly asked: Asked;
}

/** The only task nobody here asks for: the first start's demonstration. */
const DEMONSTRATION = /demonstration$/;

/** @returns everything that is wrong, in words; empty when all is right */
export function verdictOn({ judge, tasks, asked }: Evidence): string[] {
  const own = tasks.filter(({ requestKey }) => !DEMONSTRATION.test(requestKey ?? ''));
  return [
    ...judge.findings.map(({ what }) => what),
    ...(judge.working > 0 ? [`${judge.working} lots still work at the end`] : []),
    ...(own.length === asked.taken.size
      ? []
      : [`${asked.taken.size} tasks were asked for, and there are ${own.length}`]),
    ...asked.refusals.map((refusal) => `refused: ${refusal}`),
    ...tasks.flatMap((task) => wrongWith(task, judge)),
  ];
}

function wrongWith(task: SoakedTask, judge: LedgerJudge): string[] {
  const { id, state, targetLots, lot, limitPrice } = task;
  const { filled, averagePrice, commission } = judge.totalsOf(task.key);
  const says = (what: string, ours: unknown, theirs: unknown) =>
    String(ours) === String(theirs) ? [] : [`${id}: its ${what} is ${ours}, the ledger's ${theirs}`];
  const reached = state === 'done' ? isReached(task, filled) : state === 'cancelled';
  return [
    ...(reached
      ? []
      : [`${id} is ${state} with ${filled} of ${targetLots} lots (${JSON.stringify(task.error)})`]),
    ...(isAsked(task)
      ? []
      : [`${id} has ${targetLots} lots at ${limitPrice} for its terms, which nobody asked for`]),
    ...says('executed amount', task.executed, filled * lot),
    ...says('average price', task.averagePrice, averagePrice),
    ...says('commission', task.commission, commission),
  ];
}

/** What was executed before a lowered target took effect is kept, and told; the ledger's judge knows how much may be. */
const isReached = ({ targetLots, terms }: SoakedTask, filled: number): boolean =>
  filled === targetLots || (filled > targetLots && filled <= (terms?.mostLots ?? targetLots));

/** It has the terms that were answered last, or some whose answer nobody heard. */
const isAsked = ({ terms, ...task }: SoakedTask): boolean =>
  terms?.possible(nowUs(), nowUs()).some((possible) => isSame(possible, task)) ?? true;

/** How many tasks executed more than a target that was lowered meanwhile. */
export const beyondLowered = ({ judge, tasks }: Evidence): number =>
  tasks.filter(({ key, state, targetLots }) => state === 'done' && judge.totalsOf(key).filled > targetLots)
    .length;
