/** What must be true when all is calm again, besides what the ledger shows at each of its entries. */
import type { LedgerJudge } from '../support/ledger-judge.js';
import type { SoakedTask } from './watch.js';

export interface Evidence {
  readonly judge: LedgerJudge;
  readonly tasks: readonly SoakedTask[];
  /** How many tasks people were told to have. */
  readonly taken: number;
  readonly refusals: readonly string[];
}

/** The only task nobody here asks for: the first start's demonstration. */
const DEMONSTRATION = /demonstration$/;

/** @returns everything that is wrong, in words; empty when all is right */
export function verdictOn({ judge, tasks, taken, refusals }: Evidence): string[] {
  const own = tasks.filter(({ requestKey }) => !DEMONSTRATION.test(requestKey ?? ''));
  return [
    ...judge.findings.map(({ what }) => what),
    ...(judge.working > 0 ? [`${judge.working} lots still work at the end`] : []),
    ...(own.length === taken ? [] : [`${taken} tasks were asked for, and there are ${own.length}`]),
    ...refusals.map((refusal) => `refused: ${refusal}`),
    ...tasks.flatMap((task) => wrongWith(task, judge)),
  ];
}

function wrongWith(task: SoakedTask, judge: LedgerJudge): string[] {
  const { id, state, targetLots, lot } = task;
  const { filled, averagePrice, commission } = judge.totalsOf(task.key);
  const says = (what: string, ours: unknown, theirs: unknown) =>
    String(ours) === String(theirs) ? [] : [`${id}: its ${what} is ${ours}, the ledger's ${theirs}`];
  const reached = state === 'done' ? filled === targetLots : state === 'cancelled';
  return [
    ...(reached
      ? []
      : [`${id} is ${state} with ${filled} of ${targetLots} lots (${JSON.stringify(task.error)})`]),
    ...says('executed amount', task.executed, filled * lot),
    ...says('average price', task.averagePrice, averagePrice),
    ...says('commission', task.commission, commission),
  ];
}
