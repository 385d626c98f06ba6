import type { Broker } from '../broker/broker.js';
import type { Database } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import { costOf } from './order-cost.js';
import type { TradedBroker } from './read-only.js';
import { type RunningOrder, runningOrders } from './running-orders.js';

/** What the account's figures are read with. */
export interface HoldingsReader {
  readonly broker: TradedBroker;
  readonly db: Database;
  /** What starts with this and before it, so that it counts as running. @default nothing */
  readonly starting?: readonly RunningOrder[];
}

/** What the account holds, and what running tasks have yet to do, of one moment. */
export interface Holdings extends Positions {
  readonly running: readonly RunningOrder[];
}

type Positions = Awaited<ReturnType<Broker['account']['positions']>>;

export async function readHoldings(reader: HoldingsReader): Promise<Holdings> {
  const [positions, running] = await Promise.all([reader.broker.account.positions(), runningOrders(reader)]);
  return { ...positions, running: [...running, ...(reader.starting ?? [])] };
}

/** Free roubles without what is promised to running tasks (below zero where it is more), and how much that is. */
export async function moneyNow(
  reader: HoldingsReader,
  holdings: Promise<Holdings> = readHoldings(reader),
): Promise<{ free: Decimal; promised: Decimal }> {
  const { money, blockedMoney, securities, running } = await holdings;
  const uids = [...new Set(running.map(({ instrumentUid }) => instrumentUid))];
  if (uids.length === 0) return { free: money, promised: new Decimal(0) };
  const { instruments } = reader.broker;
  const [lastPrices, ...listed] = await Promise.all([
    instruments.lastPrices(uids),
    ...uids.map((uid) => instruments.byUid(uid)),
  ]);
  const promised = running.map((order) => {
    const { instrumentUid: uid } = order;
    const position = securities.find(({ instrumentUid }) => instrumentUid === uid);
    return promisedFor(order, {
      instrument: listed[uids.indexOf(uid)],
      lastPrice: lastPrices.get(uid),
      held: (position?.free ?? 0) + (position?.blocked ?? 0),
    });
  });
  const sum = promised.reduce((total, each) => total.add(each), new Decimal(0));
  const free = Decimal.min(money, money.add(blockedMoney).sub(sum));
  return { free, promised: money.sub(free) };
}

interface Promising {
  readonly instrument: Instrument | undefined;
  readonly lastPrice: Decimal | undefined;
  /** Securities or contracts; negative for a short position. */
  readonly held: number;
}

/** What an order will take out of the money: the price of what is bought, the guarantee of futures that open a position. */
function promisedFor(
  { direction, limitPrice, left }: RunningOrder,
  { instrument, lastPrice, held }: Promising,
): Decimal {
  const none = new Decimal(0);
  if (!instrument || (direction === 'sell' && !instrument.future)) return none;
  const price = limitPrice === null ? lastPrice : new Decimal(limitPrice);
  const closing = instrument.future ? Math.max(0, direction === 'buy' ? -held : held) : 0;
  return costOf({ instrument, direction, price, amount: Math.max(0, left - closing) }) ?? none;
}

/** Securities to sell, or (negative) to buy back, until nothing is left; what running tasks will do is not done again. */
export const openPosition = async (instrument: Instrument, reader: HoldingsReader): Promise<number> =>
  openPositionOf(instrument, await readHoldings(reader));

export function openPositionOf(instrument: Instrument, holdings: Holdings): number {
  const { free, blocked, sales, purchases } = holdingOf(instrument, holdings);
  return free < 0 ? Math.min(0, free + purchases) : Math.max(0, Math.min(free, free + blocked - sales));
}

/** A sale that is wanted; securities or contracts. */
export interface WantedSale {
  readonly instrument: Instrument;
  readonly amount: number;
}

/** What would become short, securities or contracts. */
export interface ShortToBe {
  readonly instrument: Instrument;
  /** All the sales of it together. */
  readonly amount: number;
  /** Held, and not for sale by anything that runs. */
  readonly free: number;
  /** What the sales open beyond that. */
  readonly short: number;
}

/**
 * What all these sales together would leave short if every one is executed, one entry an instrument, in their order. What
 * is still to be bought counts for nothing: it may come later, or never.
 */
export function shortsToBe(sales: readonly WantedSale[], holdings: Holdings): ShortToBe[] {
  const amounts = new Map<string, WantedSale>();
  for (const { instrument, amount } of sales) {
    const before = amounts.get(instrument.uid)?.amount ?? 0;
    amounts.set(instrument.uid, { instrument, amount: before + amount });
  }
  return [...amounts.values()].flatMap(({ instrument, amount }) => {
    const free = Math.max(0, openPositionOf(instrument, holdings));
    const short = Math.max(0, amount - free);
    return short > 0 ? [{ instrument, amount, free, short }] : [];
  });
}

function holdingOf({ uid }: Instrument, { securities, running }: Holdings) {
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
