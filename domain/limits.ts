/** The limits in roubles: what counts towards each, and whether one more order would break one. Pure; hedges are never asked about (`domain/hedge.ts`). */
import { Decimal } from './decimal.js';
import type { Settings } from './settings.js';

export const LIMITS = ['order', 'task', 'instrument', 'day', 'openOrders'] as const;
export type LimitName = (typeof LIMITS)[number];

/** Roubles, but `openOrders`; null is none. */
export type Limits = Readonly<Record<LimitName, Decimal | null>>;

/** What counts already, without the order that is asked about. */
export interface Counted {
  /** The task's executed value, roubles. */
  readonly task: Decimal;
  /** Bought, or sold, of the instrument today, and what works in that direction, roubles. */
  readonly instrument: Decimal;
  /** Traded today and working, all instruments and both directions, roubles. */
  readonly day: Decimal;
  /** Orders that rest, or may. */
  readonly openOrders: number;
}

export const NOTHING_COUNTED: Counted = {
  task: new Decimal(0),
  instrument: new Decimal(0),
  day: new Decimal(0),
  openOrders: 0,
};

/** What would be sent. */
export interface LimitedOrder {
  /** Roubles: lots × securities in a lot × price. */
  readonly value: Decimal;
  /** Orders that rest at once. @default 1 */
  readonly open?: number;
}

/** Which limit an order would break: its value, and what the order would make of it. */
export interface LimitBreach {
  readonly limit: LimitName;
  readonly value: string;
  readonly would: string;
}

export function limitsOf(settings: Settings): Limits {
  return Object.fromEntries(
    LIMITS.map((name) => {
      const value = settings[`limits.${name}`];
      return [name, value === null ? null : new Decimal(value)];
    }),
  ) as unknown as Limits;
}

export const isAnyLimitSet = (limits: Limits): boolean => LIMITS.some((name) => limits[name] !== null);

/** Stop orders tie nothing up until they trigger: only the limits of one order and of one task hold for them. */
export const heldOfStops = (limits: Limits): Limits => ({
  ...limits,
  ...{ instrument: null, day: null, openOrders: null },
});

/** An order of below zero, as a future's may be, counts by its size. */
export const orderValue = ({ lots, lot, price }: { lots: number; lot: number; price: Decimal }): Decimal =>
  price.abs().mul(lots).mul(lot);

/** The first limit that this order would break; undefined where it may be sent. */
export function brokenLimit(limits: Limits, order: LimitedOrder, counted: Counted): LimitBreach | undefined {
  const would: Readonly<Record<LimitName, Decimal>> = {
    order: order.value,
    task: counted.task.add(order.value),
    instrument: counted.instrument.add(order.value),
    day: counted.day.add(order.value),
    openOrders: new Decimal(counted.openOrders).add(order.open ?? 1),
  };
  return LIMITS.flatMap((name): LimitBreach[] => {
    const limit = limits[name];
    if (limit === null || would[name].lte(limit)) return [];
    return [{ limit: name, value: limit.toFixed(), would: would[name].toFixed() }];
  })[0];
}
