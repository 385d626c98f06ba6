/** What spreads earned by closing each other: an unwinding its own spread first, then whatever is open the other way round. */
import { Decimal } from '../decimal.js';
import { toKopecks } from './divide.js';
import { createProfit, type Dealt, type Realized } from './profit.js';
import { commissionOf, type LegOrderDone, type SpreadDone } from './spread-done.js';
import { added } from './sums.js';
import { signOf } from './trade.js';

/** What one spread closed of others. */
export interface Unwound {
  /** Far contracts that were closed. */
  readonly amount: number;
  /** The tasks of the spreads that these were of. */
  readonly of: readonly string[];
  /** Without commission. */
  readonly profit: Decimal;
  /** For as many contracts: its own, and that of the others. */
  readonly commission: Decimal;
  readonly result: Decimal;
}

/** What of a spread no other has closed. */
export interface OpenPart {
  /** Far contracts. */
  readonly amount: number;
  /** Near securities. */
  readonly near: number;
  /** What both legs would bring at last prices, without commission; undefined where one has none. */
  readonly profit: Decimal | undefined;
}

export interface Pooled {
  readonly unwound: ReadonlyMap<string, Unwound>;
  readonly open: ReadonlyMap<string, OpenPart>;
}

const NOTHING = new Decimal(0);

/** Follows the spreads in the order in which they were started; by average cost of each leg of each spread that opened. */
export function poolSpreads(all: readonly SpreadDone[], lastPrices: ReadonlyMap<string, Decimal>): Pooled {
  const pools: Pool[] = [];
  const unwound = new Map<string, Unwound>();
  for (const spread of all) {
    const own = createPool(spread);
    const closed = pools.filter((pool) => isOpposite(pool, own)).sort(firstOf(spread.unwinds));
    const parts = closed.flatMap((pool) => (own.open().far === 0 ? [] : [closing(pool, own)]));
    if (parts.length > 0) unwound.set(spread.task, together(parts));
    pools.push(own);
  }
  const open = pools.flatMap((pool): [string, OpenPart][] => {
    const { far: amount, near } = pool.open();
    return amount === 0 ? [] : [[pool.spread.task, { amount, near, profit: pool.wouldBring(lastPrices) }]];
  });
  return { unwound, open: new Map(open) };
}

const isOpposite = (pool: Pool, { spread }: Pool): boolean =>
  pool.open().far > 0 &&
  pool.spread.sell !== spread.sell &&
  pool.spread.farUid === spread.farUid &&
  pool.spread.nearUid === spread.nearUid;

/** The spread that is unwound before the others; of these the oldest first. */
const firstOf =
  (unwinds: string | null) =>
  (one: Pool, other: Pool): number =>
    Number(other.spread.task === unwinds) - Number(one.spread.task === unwinds);

const together = (parts: readonly Unwound[]): Unwound => {
  const [profit, commission] = [
    added(parts.map((part) => part.profit)),
    added(parts.map((part) => part.commission)),
  ];
  return {
    ...{ profit, commission, result: profit.sub(commission) },
    amount: parts.reduce((sum, { amount }) => sum + amount, 0),
    of: parts.flatMap((part) => part.of),
  };
};

/** One spread closes as much as it can of another. */
function closing(pool: Pool, own: Pool): Unwound {
  const [theirs, ours] = [pool.open(), own.open()];
  const amount = Math.min(theirs.far, ours.far);
  // The near securities of so many contracts: all of them where either has no other contracts.
  const near =
    amount === ours.far
      ? ours.near
      : amount === theirs.far
        ? Math.min(theirs.near, ours.near)
        : Math.round((ours.near * amount) / ours.far);
  const taken = own.take(amount, near);
  const profit = pool.close(taken);
  const commission = pool.charge(amount).add(own.charge(amount));
  return { amount, of: [pool.spread.task], profit, commission, result: profit.sub(commission) };
}

type Taken = { readonly far: readonly LegOrderDone[]; readonly near: readonly LegOrderDone[] };

/** What a spread executed, and how much of it is still open. */
interface Pool {
  readonly spread: SpreadDone;
  open(): { readonly far: number; readonly near: number };
  /** Of what it executed, that which closes another. */
  take(far: number, near: number): Taken;
  /** Another closes some of it. @returns roubles */
  close(taken: Taken): Decimal;
  /** The commission of so many of its contracts; of all of them together exactly what it paid. */
  charge(contracts: number): Decimal;
  wouldBring(lastPrices: ReadonlyMap<string, Decimal>): Decimal | undefined;
}

function createPool(spread: SpreadDone): Pool {
  const [far, near] = [createLeg(spread.far), createLeg(spread.near)];
  const commission = commissionOf(spread);
  const contracts = far.open();
  let counted = 0;
  let charged = NOTHING;
  return {
    spread,
    open: () => ({ far: far.open(), near: near.open() }),
    take: (ofFar, ofNear) => ({ far: far.take(ofFar), near: near.take(ofNear) }),
    close: (taken) => far.close(taken.far).add(near.close(taken.near)),
    charge(some) {
      counted += some;
      const upTo = counted === contracts ? commission : toKopecks(commission.mul(counted).div(contracts));
      const part = upTo.sub(charged);
      charged = upTo;
      return part;
    },
    wouldBring(lastPrices) {
      const brought = [
        far.wouldBring(lastPrices.get(spread.farUid)),
        near.wouldBring(lastPrices.get(spread.nearUid)),
      ];
      return brought.reduce((sum, each) => sum && each && sum.add(each));
    },
  };
}

/** One leg: what is taken away closes others; what is left may be closed by others. */
function createLeg(orders: readonly LegOrderDone[]) {
  let left = [...orders];
  let profit: ((dealt: Dealt) => Realized) | undefined;
  let closed = 0;
  /** What is left when others begin to close it opens it. */
  const opened = (): ((dealt: Dealt) => Realized) => {
    if (!profit) {
      profit = createProfit(0);
      for (const order of left) profit(dealtOf(order));
    }
    return profit;
  };
  /** Signed by direction. */
  const net = (): number => left.reduce((sum, { direction, amount }) => sum + signOf(direction) * amount, 0);
  const open = (): number => Math.max(0, Math.abs(net()) - closed);
  return {
    open,
    take(amount: number): LegOrderDone[] {
      const [taken, rest] = amount === open() ? [left, []] : divided(left, amount);
      left = rest;
      return taken;
    },
    close(others: readonly LegOrderDone[]): Decimal {
      const deal = opened();
      closed += Math.abs(others.reduce((sum, { direction, amount }) => sum + signOf(direction) * amount, 0));
      return added(others.map((order) => deal(dealtOf(order)).profit));
    },
    wouldBring(price: Decimal | undefined): Decimal | undefined {
      const amount = open();
      if (amount === 0) return NOTHING;
      const direction = net() > 0 ? 'sell' : 'buy';
      return (
        price &&
        opened()(dealtOf({ direction, amount, value: price.mul(amount), commission: NOTHING })).profit
      );
    },
  };
}

/** The first securities of orders, and the rest; of one that is cut through the value to the kopeck. */
function divided(orders: readonly LegOrderDone[], amount: number): [LegOrderDone[], LegOrderDone[]] {
  let wanted = amount;
  const [taken, rest]: [LegOrderDone[], LegOrderDone[]] = [[], []];
  for (const order of orders) {
    const part = Math.min(wanted, order.amount);
    wanted -= part;
    const value = part === order.amount ? order.value : toKopecks(order.value.mul(part).div(order.amount));
    if (part > 0) taken.push({ ...order, amount: part, value });
    if (part < order.amount)
      rest.push({ ...order, amount: order.amount - part, value: order.value.sub(value) });
  }
  return [taken, rest];
}

const dealtOf = ({ direction, amount, value }: LegOrderDone): Dealt => ({
  ...{ direction, amount, sum: value, price: value.div(amount) },
  accruedInterest: NOTHING,
});
