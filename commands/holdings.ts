import type { Broker } from '../broker/broker.js';
import { type Database, unfinishedTasks } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import type { SellbuyRequest } from '../domain/task.js';
import { costOf } from './order-cost.js';

/** What the account's figures are read with. */
export interface HoldingsReader {
  readonly broker: Broker;
  readonly db: Database;
}

/** Free roubles, less what our running purchases have yet to place an order for. */
export async function freeMoney(reader: HoldingsReader): Promise<Decimal> {
  const [{ money, blockedMoney }, running] = await Promise.all([
    reader.broker.account.positions(),
    runningOrders(reader),
  ]);
  const purchases = running.filter(({ direction }) => direction === 'buy');
  if (purchases.length === 0) return money;
  const uids = [...new Set(purchases.map(({ instrumentUid }) => instrumentUid))];
  const { instruments } = reader.broker;
  const [lastPrices, ...listed] = await Promise.all([
    instruments.lastPrices(uids),
    ...uids.map((uid) => instruments.byUid(uid)),
  ]);
  const promised = purchases.reduce((sum, { instrumentUid: uid, limitPrice, left: amount }) => {
    const instrument = listed[uids.indexOf(uid)];
    const price = limitPrice === null ? lastPrices.get(uid) : new Decimal(limitPrice);
    return sum.add((instrument && costOf({ instrument, price, amount })) ?? 0);
  }, new Decimal(0));
  return Decimal.min(money, money.add(blockedMoney).sub(promised));
}

/** Securities that can be sold without a short position: free, less what our running sales have yet to place an order for. */
export async function freeToSell(instrument: Instrument, reader: HoldingsReader): Promise<number> {
  const { free, blocked, sales } = await holdingOf(instrument, reader);
  return Math.max(0, Math.min(free, free + blocked - sales));
}

/** Securities to sell, or (negative) to buy back, until nothing is left; what running tasks will do is not done again. */
export async function openPosition(instrument: Instrument, reader: HoldingsReader): Promise<number> {
  const { free, blocked, sales, purchases } = await holdingOf(instrument, reader);
  return free < 0 ? Math.min(0, free + purchases) : Math.max(0, Math.min(free, free + blocked - sales));
}

async function holdingOf({ uid }: Instrument, reader: HoldingsReader) {
  const [{ securities }, running] = await Promise.all([
    reader.broker.account.positions(),
    runningOrders(reader),
  ]);
  const position = securities.find(({ instrumentUid }) => instrumentUid === uid);
  const leftOf = (direction: Direction) =>
    running
      .filter((order) => order.instrumentUid === uid && order.direction === direction)
      .reduce((sum, { left }) => sum + left, 0);
  return {
    free: position?.free ?? 0,
    blocked: position?.blocked ?? 0,
    sales: leftOf('sell'),
    purchases: leftOf('buy'),
  };
}

interface RunningOrder extends SellbuyRequest {
  /** Securities not executed yet, in an order or not. */
  readonly left: number;
}

async function runningOrders({ db, broker }: HoldingsReader): Promise<readonly RunningOrder[]> {
  const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
  return tasks
    .filter(({ kind }) => kind === 'sellbuy')
    .map((task) => ({
      ...(task.request as SellbuyRequest),
      left: Number(task.amount) - Number(task.executed),
    }));
}
