import Value from 'typebox/value';
import type { TaskRow } from '../../database/index.js';
import type { ConsentReason } from '../../domain/agreed.js';
import { Decimal } from '../../domain/decimal.js';
import type { SpreadOptions, SpreadRequest } from '../../domain/spread/terms.js';
import type { Amendment } from '../../domain/task.js';
import { AmendRefusedError } from '../../tasks/index.js';
import { amendableOptions } from '../amendable.js';
import { AmendTakesMarginError, OptionNotAllowedError, SpreadNeedsPriceError } from '../amendment-errors.js';
import { isCovered } from '../consent/consent.js';
import type { CommandDependencies } from '../define-command.js';
import { inTurn } from '../in-turn.js';
import { amountInLots } from '../order-size.js';
import { spreadOptions } from './arguments.js';
import { checkSpreadPair, type WantedSpread } from './pair.js';
import { reasonsForMore } from './request.js';
import { mustBeAhead } from './row.js';

/** Options as they were asked for: of the right form, and not checked yet. */
export type WantedOptions = {
  readonly [Name in keyof SpreadOptions]?: SpreadOptions[Name] | undefined;
};

interface WantedTerms extends WantedOptions {
  readonly amount?: number | undefined;
  readonly limitPrice?: string | number | null | undefined;
  readonly ratio?: string | number | undefined;
}

export interface SpreadAmendment {
  readonly row: TaskRow;
  readonly wanted: WantedTerms;
  readonly by: string;
}

/**
 * Gives a running spread other terms. More contracts, or a larger ratio, are checked as a new spread is. What would be
 * short, lent or delivered beyond what a person agreed to at the start is refused: nobody is asked here.
 * @throws CommandError, AmendRefusedError, and what `tasks.amend` throws
 */
export async function amendSpread(
  { row, wanted, by }: SpreadAmendment,
  dependencies: CommandDependencies,
): Promise<TaskRow> {
  const { tasks } = dependencies;
  const request = row.request as SpreadRequest;
  const amendment = changesOf(row, request, wanted);
  if (Object.keys(amendment).length === 0)
    throw new AmendRefusedError('nothing-to-amend', { taskId: row.id });
  const change = { row, request, amendment };
  if (!asksForMore(change) && fits(change)) return tasks.amend(row.id, amendment, by);
  return inTurn(async () => {
    await mustBePossible(change, dependencies);
    return tasks.amend(row.id, amendment, by);
  });
}

/** What is really another one than now. @throws what cannot be whatever the market does */
function changesOf({ id: taskId, ...row }: TaskRow, request: SpreadRequest, wanted: WantedTerms): Amendment {
  const executed = row.executed;
  const { ratio: ratioNow, options: optionsNow } = row.wish.spread ?? request;
  if (wanted.limitPrice === null) throw new SpreadNeedsPriceError(taskId);
  const price = wanted.limitPrice === undefined ? undefined : new Decimal(wanted.limitPrice);
  const amount = wanted.amount === undefined ? undefined : amountInLots(wanted.amount, request);
  const ratio = wanted.ratio === undefined ? undefined : new Decimal(wanted.ratio);
  const options = Object.entries(checkedOptions(wanted)).filter(
    ([name, value]) => value !== optionsNow[name as keyof SpreadOptions],
  );
  if (amount !== undefined && amount < Number(executed))
    throw new AmendRefusedError('amend-below-executed', { taskId, amount: String(amount), executed });
  const isRatioNew = ratio !== undefined && !ratio.eq(ratioNow);
  if (isRatioNew && Number(executed) > 0)
    throw new AmendRefusedError('ratio-after-fill', { taskId, ratio: ratioNow, executed });
  return {
    ...(amount !== undefined && amount !== request.amount && { amount }),
    ...(price && !price.eq(request.limitPrice) && { limitPrice: price.toFixed() }),
    ...(isRatioNew && { ratio: ratio.toFixed() }),
    ...(options.length > 0 && { options: Object.fromEntries(options) }),
  };
}

const OPTION_NAMES = Object.keys(amendableOptions) as (keyof typeof amendableOptions)[];

/** Those that are given, the time in UTC. @throws OptionNotAllowedError, UntilPastError */
function checkedOptions(wanted: WantedOptions): Partial<SpreadOptions> {
  const given = OPTION_NAMES.filter((name) => wanted[name] !== undefined);
  for (const option of given) {
    const value = wanted[option];
    const isMoment = option !== 'until' || value === null || !Number.isNaN(Date.parse(String(value)));
    if (!Value.Check(spreadOptions[option], value) || !isMoment)
      throw new OptionNotAllowedError({ option, value: String(value) });
  }
  const options = Object.fromEntries(given.map((name) => [name, wanted[name]])) as Partial<SpreadOptions>;
  if (!options.until) return options;
  mustBeAhead(options.until);
  return { ...options, until: new Date(options.until).toISOString() };
}

interface Change {
  readonly row: TaskRow;
  readonly request: SpreadRequest;
  readonly amendment: Amendment;
}

const asksForMore = ({ request, amendment: { amount, ratio } }: Change): boolean =>
  ratio !== undefined || (amount !== undefined && amount > request.amount);

/** Whether its hedge is whole near lots still: a smaller amount too may be one that the ratio does not fit. */
const fits = ({ request, amendment: { amount = request.amount } }: Change): boolean =>
  amount === request.amount ||
  nearOf({ ...request, amount })
    .mod(request.nearLot)
    .isZero();

/** @throws CommandError for a ratio that does not fit, and for what there is no money, margin or permission for */
async function mustBePossible(change: Change, dependencies: CommandDependencies): Promise<void> {
  const { row, request, amendment } = change;
  const { ticker: farTicker, nearTicker, sell } = request;
  const wanted: WantedSpread = {
    farTicker,
    nearTicker,
    sell,
    amount: amendment.amount ?? request.amount,
    price: amendment.limitPrice ?? request.limitPrice,
    ratio: amendment.ratio ?? request.ratio,
  };
  const pair = await checkSpreadPair(wanted, dependencies);
  const more = differenceOf(wanted, request);
  if (more.amount === 0 && more.nearAmount === 0) return;
  const { displayQuantity } = { ...(row.wish.spread ?? request).options, ...amendment.options };
  const toDo = { taskKey: row.key, amount: wanted.amount - Number(row.executed), displayQuantity };
  const reasons = await reasonsForMore({ ...pair, sell, ...more, left: toDo }, dependencies);
  const left = agreedAndLeft(request, more);
  const beyond = reasons.find((reason) => !isCovered(reason, left));
  if (beyond) throw new AmendTakesMarginError(row.id, beyond);
}

type Size = Pick<SpreadRequest, 'amount'> & Pick<WantedSpread, 'ratio'>;

const nearOf = ({ amount, ratio }: Size): Decimal => new Decimal(ratio ?? 0).mul(amount);

/** Far contracts and near securities that one takes and the other does not; zero where it takes fewer. */
const differenceOf = (larger: Size, smaller: Size) => ({
  amount: Math.max(0, larger.amount - smaller.amount),
  nearAmount: Decimal.max(0, nearOf(larger).sub(nearOf(smaller)))
    .ceil()
    .toNumber(),
});

/**
 * What was agreed to and is not taken up, because the spread was amended to less since. A loan stands whole: the free
 * money that it is reckoned from is without what the spread takes already.
 */
function agreedAndLeft(request: SpreadRequest, more: ReturnType<typeof differenceOf>): ConsentReason[] {
  const { agreed } = request;
  if (!agreed) return [];
  const left = differenceOf(agreed, request);
  const atMost = (amount: string, most: number) => String(Math.min(Number(amount), most));
  return agreed.reasons.flatMap((reason): ConsentReason[] => {
    if (reason.why === 'far-short') return [{ ...reason, amount: atMost(reason.amount, left.amount) }];
    if (reason.why === 'near-short') return [{ ...reason, amount: atMost(reason.amount, left.nearAmount) }];
    const isWithin = more.amount <= left.amount && more.nearAmount <= left.nearAmount;
    return reason.why === 'loan' || isWithin ? [reason] : [];
  });
}
