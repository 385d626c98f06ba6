/** What must be true when all is calm again, besides what the ledger shows at each of its entries. */
import { Decimal } from '../../domain/decimal.js';
import type { LedgerJudge } from '../support/ledger-judge.js';
import { nowUs } from '../support/terms-over-time.js';
import { judgeStretches, type Mishap } from '../support/unhedged-causes.js';
import { type Asked, isSame } from './asked.js';
import type { SoakedTask } from './watch.js';

export interface Evidence {
  readonly judge: LedgerJudge;
  readonly tasks: readonly SoakedTask[];
  readonly asked: Asked;
  readonly mishaps: readonly Mishap[];
}

/** The only task nobody here asks for: the first start's demonstration. */
const DEMONSTRATION = /demonstration$/;

/** @returns everything that is wrong, in words; empty when all is right */
export function verdictOn({ judge, tasks, asked, mishaps }: Evidence): string[] {
  const own = tasks.filter(({ requestKey }) => !DEMONSTRATION.test(requestKey ?? ''));
  return [
    ...judge.findings.map(({ what }) => what),
    ...(judge.working > 0 ? [`${judge.working} lots still work at the end`] : []),
    ...(own.length === asked.taken.size
      ? []
      : [`${asked.taken.size} tasks were asked for, and there are ${own.length}`]),
    ...asked.refusals.map((refusal) => `refused: ${refusal}`),
    ...tasks.flatMap((task) => wrongWith(task, judge)),
    ...judgeStretches(judge.stretches(nowUs()), mishaps).wrong,
  ];
}

function wrongWith(task: SoakedTask, judge: LedgerJudge): string[] {
  const { id, state, targetLots, lot, limitPrice } = task;
  const { filled } = judge.totalsOf(task.key);
  const { averagePrice, commission } = task.hedge ? judge.spreadTotalsOf(task.key) : judge.totalsOf(task.key);
  const says = comparedFor(id);
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
    ...(task.hedge && task.finished ? wrongWithLegs(task, judge) : []),
  ];
}

/** What it reports of each leg; nobody here lets a hedge be, so at the end less than a near lot may be owed. */
function wrongWithLegs({ id, key, lot, hedge, spread }: SoakedTask, judge: LedgerJudge): string[] {
  const { far, near, unhedged } = judge.spreadTotalsOf(key);
  const nearLot = hedge?.lot ?? 1;
  const says = comparedFor(id);
  return [
    ...(new Decimal(unhedged).abs().lt(nearLot) ? [] : [`${id} ends with ${unhedged} unhedged`]),
    ...says('reported rest', spread?.unhedged, unhedged),
    ...says('far executed', spread?.far.executed, far.filled * lot),
    ...says('near executed', spread?.near.executed, near.filled * nearLot),
    ...says('far average', spread?.far.averagePrice, far.averagePrice),
    ...says('near average', spread?.near.averagePrice, near.averagePrice),
    ...says('far commission', spread?.far.commission, far.commission),
    ...says('near commission', spread?.near.commission, near.commission),
  ];
}

const comparedFor = (id: string) => (what: string, ours: unknown, theirs: unknown) =>
  String(ours) === String(theirs) ? [] : [`${id}: its ${what} is ${ours}, the ledger's ${theirs}`];

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
