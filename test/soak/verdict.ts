/** What must be true when all is calm again, besides what the ledger shows at each of its entries. */
import { Decimal } from '../../domain/decimal.js';
import type { LedgerJudge } from '../support/ledger-judge.js';
import { nowUs } from '../support/terms-over-time.js';
import { judgeStretches, type Mishap } from '../support/unhedged-causes.js';
import { type Asked, type AskedFirst, type AskedTask, isSame, isSamePrice } from './asked.js';
import type { OwnTime } from './machine-pace.js';
import type { SoakedTask } from './watch.js';

export interface Evidence {
  readonly judge: LedgerJudge;
  readonly tasks: readonly SoakedTask[];
  readonly asked: Asked;
  readonly mishaps: readonly Mishap[];
  /** By it limits in time are counted. @default as it is */
  readonly own?: OwnTime;
}

/** Confirmation required: an order would borrow, and does not say that somebody agreed. */
const NO_MARGIN = '30240';
/** The only task nobody here asks for: the first start's demonstration. */
const DEMONSTRATION = /demonstration$/;

/** @returns everything that is wrong, in words; empty when all is right */
export function verdictOn({ judge, tasks, asked, mishaps, own }: Evidence): string[] {
  const wanted = tasks.filter(({ requestKey }) => !DEMONSTRATION.test(requestKey ?? ''));
  return [
    ...judge.findings.map(({ what }) => what),
    ...(judge.working > 0 ? [`${judge.working} lots still work at the end`] : []),
    ...(wanted.length === asked.taken.size
      ? []
      : [`${asked.taken.size} tasks were asked for, and there are ${wanted.length}`]),
    ...asked.refusals.map((refusal) => `refused: ${refusal}`),
    ...asked.failures.map((what) => `the API answered 500 to ${what}`),
    ...tasks.flatMap((task) => wrongWith(task, judge, asked.byRequestKey.get(task.requestKey ?? ''))),
    ...judgeStretches(judge.stretches(nowUs()), mishaps, own).wrong,
  ];
}

function wrongWith(task: SoakedTask, judge: LedgerJudge, asked: AskedTask | undefined): string[] {
  const { id, state, targetLots, lot, limitPrice, until } = task;
  const { filled } = judge.totalsOf(task.key);
  const { averagePrice, commission } = task.hedge ? judge.spreadTotalsOf(task.key) : judge.totalsOf(task.key);
  const says = comparedFor(id);
  const end = `${id} is ${state} with ${filled} of ${targetLots} lots (${JSON.stringify(task.error)})`;
  const isReached = state === 'done' && isEnough(task, filled);
  return [
    ...(isReached || state === 'cancelled' || isWithoutMargin(task) ? [] : [end]),
    ...(state === 'cancelled' && asked && !mayEndEarly(task, asked) ? [`${end}, and nobody stopped it`] : []),
    ...(isAsked(task)
      ? []
      : [
          `${id} has ${targetLots} lots at ${limitPrice} until ${until} for its terms, which nobody asked for`,
        ]),
    ...(asked ? wrongWithRequest(task, asked.first) : []),
    ...says('executed amount', task.executed, filled * lot),
    ...says('average price', task.averagePrice, averagePrice),
    ...says('commission', task.commission, commission),
    ...(task.hedge && task.finished ? wrongWithReport(task, judge) : []),
  ];
}

/** Another instrument or direction than was asked for would be judged by its own request alone. */
function wrongWithRequest({ id, direction, ticker, hedge }: SoakedTask, first: AskedFirst): string[] {
  const words = (way: string, far: string, near: string | null | undefined, ratio: string | null) =>
    `${way} ${far}${near ? ` / ${near}` : ''}${ratio === null ? '' : ` × ${ratio}`}`;
  const ratio = first.ratio === null || !hedge ? null : hedge.ratio;
  const is = words(direction, ticker, hedge?.ticker, ratio);
  const wanted = words(first.sells ? 'sell' : 'buy', first.ticker, first.nearTicker, first.ratio);
  return is === wanted ? [] : [`${id} is to ${is}, and ${wanted} was asked for`];
}

/** What it reports of each leg; nobody here lets a hedge be, so at the end less than a near lot may be owed. */
function wrongWithReport(task: SoakedTask, judge: LedgerJudge): string[] {
  const { id, key, lot, direction, limitPrice, hedge, spread, terms } = task;
  const { far, near, unhedged, averagePrice, commission } = judge.spreadTotalsOf(key);
  const nearLot = hedge?.lot ?? 1;
  // What was amended while it reached its target may have come too late for what was wanted of that.
  const wanted = spread?.wantedPrice ?? limitPrice ?? '0';
  const isWanted = terms?.possible(0, nowUs()).some((each) => isSamePrice(each.limitPrice, wanted)) ?? true;
  const worse = averagePrice === null ? null : new Decimal(wanted).sub(averagePrice);
  const slippage = worse && (direction === 'sell' ? worse.neg() : worse).toFixed();
  const says = comparedFor(id);
  return [
    ...(new Decimal(unhedged).abs().lt(nearLot) ? [] : [`${id} ends with ${unhedged} unhedged`]),
    ...says('reported amount', spread?.executed, far.filled * lot),
    ...says('reported average', spread?.averagePrice, averagePrice),
    ...says('reported commission', spread?.commission, commission),
    ...(isWanted ? [] : [`${id} reports a wanted price of ${wanted}, which nobody asked for`]),
    ...says('slippage', spread?.slippage, slippage),
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
const isEnough = ({ targetLots, terms }: SoakedTask, filled: number): boolean =>
  filled === targetLots || (filled > targetLots && filled <= (terms?.mostLots ?? targetLots));

/**
 * What was held when it began, so that nobody was asked about a short position, is sold by now by tasks about which
 * somebody was: the broker refuses its far order, and it ends hedged.
 */
const isWithoutMargin = ({ state, margin, error }: SoakedTask): boolean => {
  const { code, data } = (error ?? {}) as { code?: string; data?: { brokerCode?: string } };
  return (
    state === 'failed' && margin === false && code === 'broker-refused' && data?.brokerCode === NO_MARGIN
  );
};

/** Somebody asked for it, or its time is over and it says so. */
const mayEndEarly = ({ until, error }: SoakedTask, { isStopAsked }: AskedTask): boolean =>
  isStopAsked ||
  (until !== null &&
    Date.parse(until) <= Date.now() &&
    (error as { code?: string } | null)?.code === 'time-over');

/** It has the terms that were answered last, or some whose answer nobody heard. */
const isAsked = ({ terms, ...task }: SoakedTask): boolean =>
  terms?.possible(nowUs(), nowUs()).some((possible) => isSame(possible, task)) ?? true;

/** How many tasks executed more than a target that was lowered meanwhile. */
export const beyondLowered = ({ judge, tasks }: Evidence): number =>
  tasks.filter(({ key, state, targetLots }) => state === 'done' && judge.totalsOf(key).filled > targetLots)
    .length;
