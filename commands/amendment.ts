import type { TaskRow } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import { Direction } from '../domain/order.js';
import type { Amendment, SellbuyRequest } from '../domain/task.js';
import { AmendRefusedError } from '../tasks/index.js';
import { AmendTakesMarginError, NotSpreadError } from './amendment-errors.js';
import { isCovered } from './consent/consent.js';
import { agreedAndLeft, obstaclesOf, orderFacts, reasonsOf } from './consent/order.js';
import type { CommandDependencies } from './define-command.js';
import { InvalidArgumentsError } from './errors.js';
import { inTurn } from './in-turn.js';
import { mustBeWithinLimits } from './limits.js';
import { mustBeTradable } from './order-checks.js';
import { costOf, marginNow } from './order-cost.js';
import { amountInLots, expectedPrice, limitPriceOf } from './order-size.js';
import { mustTrade, mustTradeIfKnown } from './read-only.js';
import { unknownTicker } from './search/find-instrument.js';
import { amendSpread, type WantedOptions } from './spread/amend.js';
import { NotAmendableError } from './stop-task-errors.js';

export interface WantedAmendment extends WantedOptions {
  readonly task: string;
  readonly amount?: number | undefined;
  /** Null takes the limit away. */
  readonly limitPrice?: string | number | null | undefined;
  /** The same as `limitPrice`. */
  readonly price?: string | number | null | undefined;
  /** Of spreads alone, as the options are. */
  readonly ratio?: string | number | undefined;
}

/** What a task is, and what it is to be. */
interface Change {
  readonly key: string;
  readonly taskId: string;
  readonly request: SellbuyRequest;
  readonly executed: number;
  readonly amount: number;
  readonly limitPrice: Decimal | undefined;
}

/**
 * Gives a running task other terms. What asks for more of the market than before is checked as a new order is; what asks
 * for less needs neither money nor the broker.
 * @throws CommandError, AmendRefusedError, and what `tasks.amend` throws
 */
export async function amendOrder(
  asked: WantedAmendment,
  dependencies: CommandDependencies,
  by: string,
): Promise<TaskRow> {
  const { task: id, ...wanted } = withOnePrice(asked);
  const given = Object.entries(wanted).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0)
    throw new InvalidArgumentsError(['give amount, limitPrice, or what else is to change']);
  mustTradeIfKnown(dependencies);
  const row = await dependencies.tasks.running(id);
  if (row.wish.mode === 'stop') throw new AmendRefusedError('task-stopping', { taskId: id });
  if (row.kind !== 'sellbuy' && row.kind !== 'spread') throw new NotAmendableError(id);
  if (row.kind === 'spread') return amendSpread({ row, wanted, by }, dependencies);
  const ofSpreads = given.filter((name) => name !== 'amount' && name !== 'limitPrice');
  if (ofSpreads.length > 0) throw new NotSpreadError({ taskId: id, fields: ofSpreads.join(', ') });
  return amendSellbuy({ row, wanted, by }, dependencies);
}

function withOnePrice({ price, ...wanted }: WantedAmendment): Omit<WantedAmendment, 'price'> {
  if (price === undefined) return wanted;
  if (wanted.limitPrice !== undefined)
    throw new InvalidArgumentsError(['price and limitPrice are the same: give one']);
  return { ...wanted, limitPrice: price };
}

async function amendSellbuy(
  { row, wanted, by }: { row: TaskRow; wanted: Omit<WantedAmendment, 'task'>; by: string },
  dependencies: CommandDependencies,
): Promise<TaskRow> {
  const { tasks } = dependencies;
  const change = await changeOf(row, wanted, dependencies);
  const amendment: Amendment = {
    ...(wanted.amount !== undefined && { amount: change.amount }),
    ...(wanted.limitPrice !== undefined && { limitPrice: change.limitPrice?.toFixed() ?? null }),
  };
  if (!asksForMore(change)) return tasks.amend(row.id, amendment, by);
  return inTurn(async () => {
    await mustBePossible(change, dependencies);
    return tasks.amend(row.id, amendment, by);
  });
}

async function changeOf(
  { id, ...row }: TaskRow,
  { amount, limitPrice }: Omit<WantedAmendment, 'task'>,
  dependencies: CommandDependencies,
): Promise<Change> {
  const request = row.request as SellbuyRequest;
  const executed = Number(row.executed);
  const before = request.limitPrice === null ? undefined : new Decimal(request.limitPrice);
  const change: Change = {
    key: row.key,
    taskId: id,
    request,
    executed,
    amount: amount === undefined ? request.amount : amountInLots(amount, request),
    limitPrice:
      limitPrice === undefined
        ? before
        : limitPrice === null
          ? undefined
          : limitPriceOf(limitPrice, await instrumentOf(request, dependencies)),
  };
  if (change.amount < executed) {
    const figures = { amount: String(change.amount), executed: String(executed) };
    throw new AmendRefusedError('amend-below-executed', { taskId: id, ...figures });
  }
  if (change.amount === request.amount && isSame(change.limitPrice, before))
    throw new AmendRefusedError('nothing-to-amend', { taskId: id });
  return change;
}

const isSame = (one: Decimal | undefined, other: Decimal | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.eq(other);

/** More securities, or a worse price than was allowed. */
function asksForMore({ request, amount, limitPrice }: Change): boolean {
  if (amount > request.amount) return true;
  if (request.limitPrice === null) return false;
  if (limitPrice === undefined) return true;
  return request.direction === Direction.buy
    ? limitPrice.gt(request.limitPrice)
    : limitPrice.lt(request.limitPrice);
}

/** What it asks for beyond what it was allowed already can be bought or sold, and borrows no more than was agreed to. */
async function mustBePossible(change: Change, dependencies: CommandDependencies): Promise<void> {
  const { key, taskId, request, amount, limitPrice, executed } = change;
  const { broker } = dependencies;
  const { direction } = request;
  mustTrade(broker);
  const instrument = await instrumentOf(request, dependencies);
  mustBeTradable(instrument, direction);
  const orders = async () => [
    {
      ...{ instrument, direction, lots: (amount - executed) / instrument.lot },
      price: await expectedPrice({ instrument, direction, limitPrice }, broker),
    },
  ];
  await mustBeWithinLimits({ orders, taskKey: key }, dependencies);
  const more = Math.max(0, amount - request.amount);
  // A sale, and a future's guarantee, is the same at every price.
  const isOfPrice = direction === Direction.buy && !instrument.future;
  if (more === 0 && !isOfPrice) return;
  // First: it may tell a new value of a future's step, which prices are made with.
  const guarantee = await marginNow(instrument, broker);
  const price = await expectedPrice({ instrument, direction, limitPrice }, broker);
  const priced = { instrument, direction, price, guarantee, amount: isOfPrice ? amount - executed : more };
  const promised = isOfPrice ? await promisedAlready(change, instrument, dependencies) : undefined;
  const known = await orderFacts(priced, dependencies, promised);
  const [obstacle] = obstaclesOf(known);
  if (obstacle) throw obstacle;
  const left = agreedAndLeft(request.agreed, request.amount);
  const beyond = reasonsOf(known).find((reason) => !isCovered(reason, left));
  if (beyond) throw new AmendTakesMarginError(taskId, beyond);
}

/** What of its cost is counted already as promised to it. */
async function promisedAlready(
  { request, executed }: Change,
  instrument: Instrument,
  { broker }: CommandDependencies,
): Promise<Decimal | undefined> {
  const { instrumentUid: uid, limitPrice } = request;
  const price =
    limitPrice === null ? (await broker.instruments.lastPrices([uid])).get(uid) : new Decimal(limitPrice);
  return costOf({ instrument, price, amount: request.amount - executed });
}

async function instrumentOf(
  { instrumentUid, ticker }: SellbuyRequest,
  { broker }: CommandDependencies,
): Promise<Instrument> {
  const instrument = await broker.instruments.byUid(instrumentUid);
  if (!instrument) throw await unknownTicker(broker, ticker);
  return instrument;
}
