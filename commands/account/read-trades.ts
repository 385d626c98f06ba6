import type { Broker } from '../../broker/broker.js';
import { instrumentsOf } from '../../broker/instruments-of.js';
import {
  type AccountOrder,
  accountOrders,
  type Database,
  listedByUids,
  tasksOfStopChildren,
} from '../../database/index.js';
import { joinTrades } from '../../domain/account/join-trades.js';
import type { Operation } from '../../domain/account/operation.js';
import { ORDER_LIFE_MS } from '../../domain/account/position-start.js';
import type { LoggedExecution, Owner, Trade } from '../../domain/account/trade.js';
import { Decimal } from '../../domain/decimal.js';
import { DAY_MS } from '../../domain/moscow.js';
import { isUuid } from '../../domain/uuid.js';

type Of = { readonly db: Database; readonly broker: Broker };

export interface AccountTrades {
  /** Of the time that was asked about, oldest first. */
  readonly trades: readonly Trade[];
  /** Everything else that the broker tells of that time. */
  readonly others: readonly Operation[];
  /** The same of before that time, as far as it was executed by orders that were placed on the day before it. */
  readonly earlier: { readonly trades: readonly Trade[]; readonly others: readonly Operation[] };
  /** What of it the broker lists, by uid. */
  readonly listed: ReadonlySet<string>;
  /** What of it is money. */
  readonly currencies: ReadonlySet<string>;
  /** As people call it, also what the broker lists no more, as far as anybody knows it. */
  tickerOf(of: Traded): string;
  /** Whether the broker lists it no more and it was called so, with its board (`SBER@TQBR`) or without. */
  isGone(of: Traded, ticker: string): boolean;
}

type Traded = Pick<Trade, 'instrumentUid' | 'figi'>;

/**
 * Every execution of a time, told by the broker or known to our order log, each with whose it is. The operations are read
 * first: what the log knows then and they do not tell is newer than they are.
 */
export async function readTrades(
  of: Of,
  { begins, ends }: { readonly begins: Date; readonly ends: Date },
): Promise<AccountTrades> {
  const { broker } = of;
  const from = new Date(begins.getTime() - ORDER_LIFE_MS);
  const to = new Date(ends.getTime() + ORDER_LIFE_MS);
  const operations = await broker.operations.between({ from, to });
  const orders = await ordersOf(of, { from, to, operations });
  const logged = orders.filter(({ executedLots }) => executedLots > 0);
  const owners = await ownersOf(of, operations, orders);
  const all = {
    trades: joinTrades({ operations, logged: logged.map(asLogged), owners }),
    others: operations.filter(({ kind }) => kind !== 'buy' && kind !== 'sell'),
  };
  const only = (is: (moment: { readonly at: Date }) => boolean) => ({
    trades: all.trades.filter(is),
    others: all.others.filter(is),
  });
  const told = only(({ at }) => at >= begins && at < ends);
  return { ...told, earlier: only(({ at }) => at < begins), ...(await namesOf(of, told.trades, orders)) };
}

/** Of a task's order: what is taken for its price is what its person wanted. */
const ownerOf = ({ taskId, kind, limitPrice }: AccountOrder): Owner => ({
  task: taskId,
  kind,
  ...(limitPrice !== null && { wantedPrice: new Decimal(limitPrice) }),
});

const asLogged = (order: AccountOrder): LoggedExecution => {
  const { executedLots, lot, commission, commissionUnknownLots, settledAt } = order;
  // An order's commission is told when it has ended.
  const isCommissionKnown = settledAt !== null && commissionUnknownLots === 0 && commission.gt(0);
  const { brokerOrderId, instrumentUid, direction, value, recordedAt, executedAt } = order;
  return {
    ...{ brokerOrderId, instrumentUid, direction, value, recordedAt, executedAt },
    owner: ownerOf(order),
    amount: executedLots * lot,
    commission: isCommissionKnown ? commission : undefined,
    isSettled: settledAt !== null,
  };
};

interface Read {
  readonly from: Date;
  readonly to: Date;
  readonly operations: readonly Operation[];
}

/**
 * Of the log. An order whose id the log has not heard yet is found by its key in the broker's list of the day, which is asked
 * only where an operation of the last day is nobody's.
 */
async function ordersOf({ db, broker }: Of, { from, to, operations }: Read): Promise<AccountOrder[]> {
  const { mode, accountId } = broker;
  const of = { mode, accountId, from, to };
  const orders = await accountOrders(db, { ...of, clientOrderIds: [] });
  const known = new Set(orders.map(({ brokerOrderId }) => brokerOrderId));
  const sinceMs = Date.now() - DAY_MS;
  const strange = operations.filter(
    ({ id, at, executions }) => executions.length > 0 && at.getTime() > sinceMs && !known.has(id),
  );
  if (strange.length === 0) return orders;
  const ids = new Set(strange.map(({ id }) => id));
  const keys = new Map(
    (await broker.orders.today()).flatMap(({ brokerOrderId, clientOrderId }) =>
      ids.has(brokerOrderId) && isUuid(clientOrderId) ? [[clientOrderId, brokerOrderId]] : [],
    ),
  );
  if (keys.size === 0) return orders;
  const found = await accountOrders(db, { ...of, clientOrderIds: [...keys.keys()] });
  return found.map((order) => ({
    ...order,
    brokerOrderId: keys.get(order.clientOrderId) ?? order.brokerOrderId,
  }));
}

async function ownersOf(
  { db, broker }: Of,
  operations: readonly Operation[],
  orders: readonly AccountOrder[],
): Promise<ReadonlyMap<string, Owner>> {
  const { mode, accountId } = broker;
  const own = new Map(
    orders.flatMap((order): [string, Owner][] =>
      order.brokerOrderId === null ? [] : [[order.brokerOrderId, ownerOf(order)]],
    ),
  );
  const ids = operations.flatMap(({ id, executions }) => (executions.length > 0 && !own.has(id) ? [id] : []));
  return new Map<string, Owner>([...own, ...(await tasksOfStopChildren(db, { mode, accountId, ids }))]);
}

async function namesOf(
  { db, broker }: Of,
  things: readonly { readonly instrumentUid: string }[],
  orders: readonly AccountOrder[],
): Promise<Pick<AccountTrades, 'tickerOf' | 'isGone' | 'listed' | 'currencies'>> {
  const listed = await instrumentsOf(broker.instruments, things);
  const gone = things.flatMap(({ instrumentUid: uid }) => (uid !== '' && !listed.has(uid) ? [uid] : []));
  const once = await listedByUids(db, broker.mode, gone);
  const names = new Map([...once].map(([uid, { listed: told }]) => [uid, told.ticker]));
  for (const { instrumentUid, ticker } of orders) if (ticker) names.set(instrumentUid, ticker);
  for (const { uid, ticker } of listed.values()) names.set(uid, ticker);
  const tickerOf = ({ instrumentUid, figi }: Traded): string =>
    names.get(instrumentUid) ?? (figi || instrumentUid);
  return {
    listed: new Set(listed.keys()),
    currencies: new Set(
      [...once].flatMap(([uid, { listed: told }]) => (told.kind === 'currency' ? [uid] : [])),
    ),
    tickerOf,
    isGone(of, ticker) {
      if (listed.has(of.instrumentUid)) return false;
      const board = once.get(of.instrumentUid)?.listed.classCode;
      const name = tickerOf(of);
      return [name, `${name}@${board}`].some((each) => each.toUpperCase() === ticker.toUpperCase());
    },
  };
}
