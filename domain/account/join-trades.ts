import { Decimal } from '../decimal.js';
import { divided } from './divide.js';
import type { Operation } from './operation.js';
import type { LoggedExecution, Owner, Trade } from './trade.js';

export interface ToldAndLogged {
  readonly operations: readonly Operation[];
  /** What our log has executed, of the span at least. */
  readonly logged: readonly LoggedExecution[];
  /** Whose orders are these, by the broker's ids: also of those that the log knows nothing executed of. */
  readonly owners: ReadonlyMap<string, Owner>;
}

const NOTHING = new Decimal(0);
/** A clock of theirs against one of ours. */
const CLOCKS_APART_MS = 5_000;

/**
 * Every execution once, oldest first: those that the broker's operations tell, and what of our log they do not tell yet. An
 * operation is of the order of its id. Where the id is no order's, one that is to the last security and kopeck what an order
 * of ours in the log executed at that time, and no other is, is that order's: so nothing is counted twice, whoever's it is.
 */
export function joinTrades({ operations, logged, owners }: ToldAndLogged): Trade[] {
  const ofParent = childrenByParent(operations);
  const byId = new Map(logged.flatMap((each) => (each.brokerOrderId ? [[each.brokerOrderId, each]] : [])));
  const told = operations.filter(isTrade);
  const matched = new Map<LoggedExecution, Operation>();
  for (const operation of told) {
    const order = byId.get(operation.id);
    // Whatever its uid: a split or a new domicile changes that, and old operations tell none.
    if (order && operation.kind === order.direction) matched.set(order, operation);
  }
  const unmatched = new Set(logged.filter((order) => !matched.has(order)));
  const alike = new Map<Operation, LoggedExecution>();
  const taken = new Set(matched.values());
  for (const operation of told) {
    if (taken.has(operation) || owners.has(operation.id)) continue;
    const order = [...unmatched].find((each) => isAlike(operation, each));
    if (!order) continue;
    unmatched.delete(order);
    matched.set(order, operation);
    alike.set(operation, order);
  }
  const fromBroker = told.flatMap((operation) => {
    const order = byId.get(operation.id) ?? alike.get(operation);
    const owner = owners.get(operation.id) ?? order?.owner ?? null;
    return tradesOf(operation, { children: ofParent.get(operation.id) ?? [], order, owner });
  });
  const fromLog = logged.flatMap((order) => notTold(order, matched.get(order)));
  return [...fromBroker, ...fromLog]
    .map((trade, place) => ({ trade, place }))
    .sort((one, other) => one.trade.at.getTime() - other.trade.at.getTime() || one.place - other.place)
    .map(({ trade }) => trade);
}

const isTrade = ({ kind, executions }: Operation): boolean =>
  (kind === 'buy' || kind === 'sell') && executions.length > 0;

function childrenByParent(operations: readonly Operation[]): Map<string, Operation[]> {
  const ofParent = new Map<string, Operation[]>();
  for (const operation of operations) {
    if (operation.parentId === undefined) continue;
    const others = ofParent.get(operation.parentId);
    if (others) others.push(operation);
    else ofParent.set(operation.parentId, [operation]);
  }
  return ofParent;
}

const amountOf = ({ executions }: Operation): number =>
  executions.reduce((sum, { amount }) => sum + amount, 0);

const worthOf = ({ executions }: Operation): Decimal =>
  executions.reduce((sum, { amount, price }) => sum.add(price.mul(amount)), NOTHING);

const isOf = (operation: Operation, order: LoggedExecution): boolean =>
  operation.instrumentUid === order.instrumentUid && operation.kind === order.direction;

function isAlike(operation: Operation, order: LoggedExecution): boolean {
  const last = operation.executions.at(-1)?.at ?? operation.at;
  return (
    isOf(operation, order) &&
    amountOf(operation) === order.amount &&
    worthOf(operation).eq(order.value) &&
    operation.at.getTime() >= order.recordedAt.getTime() - CLOCKS_APART_MS &&
    last.getTime() <= order.executedAt.getTime() + CLOCKS_APART_MS
  );
}

interface Around {
  readonly children: readonly Operation[];
  readonly order: LoggedExecution | undefined;
  readonly owner: Owner | null;
}

/** The executions of one order; what the broker tells of all of them together is divided among them by their value. */
function tradesOf(operation: Operation, { children, order, owner }: Around): Trade[] {
  const { executions, instrumentUid, figi, currency, id } = operation;
  const sumOf = (kind: Operation['kind']): Decimal | undefined => {
    const some = children.filter((each) => each.kind === kind);
    return some.length === 0 ? undefined : some.reduce((sum, { payment }) => sum.add(payment), NOTHING);
  };
  const isWhole = order?.amount === amountOf(operation);
  const commission =
    sumOf('commission')?.neg() ?? operation.commission ?? (isWhole ? order?.commission : undefined);
  const variationMargin = sumOf('variation-margin');
  const sums = executions.map(({ price, amount }) => price.mul(amount).abs());
  const amounts = executions.map(({ amount }) => new Decimal(amount));
  const parts = {
    commission: commission && divided(commission, sums),
    interest: divided(operation.accruedInterest, amounts),
    margin: variationMargin && divided(variationMargin, amounts),
  };
  return executions.map(({ at, amount, price }, place) => ({
    ...{ at, figi, currency, amount, price },
    instrumentUid: instrumentUid || (order?.instrumentUid ?? ''),
    direction: operation.kind === 'buy' ? 'buy' : 'sell',
    sum: price.mul(amount),
    commission: parts.commission?.[place],
    accruedInterest: parts.interest[place] ?? NOTHING,
    variationMargin: parts.margin?.[place],
    order: id,
    owner,
    source: 'broker',
  }));
}

/** What our log knows of an order beyond what its operation tells. */
function notTold(order: LoggedExecution, operation: Operation | undefined): Trade[] {
  const amount = order.amount - (operation ? amountOf(operation) : 0);
  if (amount <= 0) return [];
  const toldValue = operation ? worthOf(operation) : NOTHING;
  const value = order.value.sub(toldValue);
  // Where the two do not fit each other the average of all of it is the best that is known.
  const price = value.gt(0) || !operation ? value.div(amount) : order.value.div(order.amount);
  return [
    {
      at: order.executedAt,
      instrumentUid: order.instrumentUid,
      figi: operation?.figi ?? '',
      direction: order.direction,
      amount,
      price,
      sum: value.gt(0) || !operation ? value : price.mul(amount),
      commission: operation ? undefined : order.commission,
      accruedInterest: NOTHING,
      variationMargin: undefined,
      currency: 'rub',
      order: order.brokerOrderId,
      owner: order.owner,
      source: 'journal',
    },
  ];
}
