import { countOrders, type Database, readSettings } from '../database/index.js';
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import {
  brokenLimit,
  heldOfStops,
  isAnyLimitSet,
  type Limits,
  limitsOf,
  NOTHING_COUNTED,
  orderValue,
} from '../domain/limits.js';
import type { Direction } from '../domain/order.js';
import { MAX_ORDER_VALUE } from '../domain/tend-order.js';
import { LimitError } from './limit-errors.js';

/** What a task is to order of one instrument in all, or one stop order. */
export interface AskedOrder {
  readonly instrument: Pick<Instrument, 'uid' | 'ticker' | 'lot'>;
  readonly direction: Direction;
  readonly lots: number;
  /** Roubles for one security; undefined where there is none now: then the order log alone holds the limits. */
  readonly price: Decimal | undefined;
  /** So many lots of it rest at once at most. @default all, as far as one order may be worth so much */
  readonly shownLots?: number;
}

export interface AskedOrders {
  /** Of one task; a function is asked only where a limit is set. */
  readonly orders: readonly AskedOrder[] | (() => Promise<readonly AskedOrder[]>);
  /** @default false */
  readonly areStopOrders?: boolean;
  /** The running task that is to do this in place of what it still does. */
  readonly taskKey?: string;
}

export interface LimitsReader {
  readonly db: Database;
  readonly broker: { readonly accountId: string };
}

const ZERO = new Decimal(0);

/**
 * Refuses what would break a limit before anything of it is sent. Hedges are not asked about. What other tasks are still
 * to order does not count here: each order is held to the limits once more when it is written down (`recordIntent`, `recordStopIntent`).
 * @throws LimitError
 */
export async function mustBeWithinLimits(asked: AskedOrders, reader: LimitsReader): Promise<void> {
  const [obstacle] = await limitObstacles(asked, reader);
  if (obstacle) throw obstacle;
}

/** The first limit that would be broken, to be told with other obstacles. */
export async function limitObstacles(asked: AskedOrders, reader: LimitsReader): Promise<LimitError[]> {
  const limits = limitsOf(await readSettings(reader.db));
  if (!isAnyLimitSet(limits)) return [];
  const { accountId } = reader.broker;
  const count = asked.areStopOrders
    ? () => NOTHING_COUNTED
    : await countOrders(reader.db, { accountId, taskKey: asked.taskKey });
  const held = asked.areStopOrders ? heldOfStops(limits) : limits;
  const beforeOf = new Map<string, Decimal>();
  let before = ZERO;
  const orders = typeof asked.orders === 'function' ? await asked.orders() : asked.orders;
  for (const { instrument, direction, price, ...order } of orders) {
    if (!price) continue;
    const value = orderValue({ ...order, lot: instrument.lot, price });
    // A stop order is sent whole.
    const largest = asked.areStopOrders ? value : largestOrder(value, { ...order, instrument, price });
    const place = `${instrument.uid} ${direction}`;
    const counted = count({ instrumentUid: instrument.uid, direction });
    const already = {
      task: counted.task.add(before),
      instrument: counted.instrument.add(beforeOf.get(place) ?? 0),
      day: counted.day.add(before),
      openOrders: counted.openOrders,
    };
    const breach =
      brokenLimit({ ...NO_LIMITS, order: held.order }, { value: largest }, already) ??
      brokenLimit({ ...held, order: null }, { value }, already);
    if (breach) return [new LimitError(breach, instrument.ticker)];
    before = before.add(value);
    beforeOf.set(place, value.add(beforeOf.get(place) ?? 0));
  }
  return [];
}

const NO_LIMITS: Limits = { order: null, task: null, instrument: null, day: null, openOrders: null };

function largestOrder(
  value: Decimal,
  { shownLots, instrument, price }: Pick<AskedOrder, 'shownLots' | 'instrument'> & { price: Decimal },
): Decimal {
  const shown = shownLots === undefined ? value : orderValue({ lots: shownLots, lot: instrument.lot, price });
  return Decimal.min(value, shown, MAX_ORDER_VALUE);
}
