/** What has to be true of an order before a task is made of it, or of what a running task is to do in addition. */
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import { whyUntradable as obstaclesOf } from '../domain/tradable.js';
import {
  type CommandError,
  MoneyShortError,
  NotInRoublesError,
  NotTradableError,
  ShortRefusedError,
} from './errors.js';
import { freeMoney, type HoldingsReader, openPosition } from './holdings.js';
import { costOf, type Purchase } from './order-cost.js';

/** @throws NotTradableError, NotInRoublesError */
export function mustBeTradable(instrument: Instrument, direction: Direction): void {
  const [obstacle] = whyUntradable(instrument, direction);
  if (obstacle) throw obstacle;
}

/** All that keeps an instrument from being ordered at all; nothing, usually. */
export const whyUntradable = (instrument: Instrument, direction: Direction): CommandError[] =>
  obstaclesOf(instrument, direction).map(({ code }) =>
    code === 'not-in-roubles'
      ? new NotInRoublesError({ ticker: instrument.ticker, currency: instrument.currency })
      : new NotTradableError(code, instrument.ticker),
  );

/** Without a price, or a future's margin, nothing can be said; the broker will. @throws MoneyShortError */
export async function mustBeAffordable(purchase: Purchase, reader: HoldingsReader): Promise<void> {
  const { instrument, amount } = purchase;
  const [money, opened] = await Promise.all([
    freeMoney(reader),
    instrument.future ? openedBy(amount, instrument, reader) : amount,
  ]);
  const needed = costOf({ ...purchase, amount: opened })?.sub(purchase.promised ?? 0);
  if (!needed?.gt(money)) return;
  throw new MoneyShortError(inKopecks(needed, money));
}

/** What is needed and what there is, each rounded to the side that promises nothing. */
export const inKopecks = (needed: Decimal, free: Decimal): { needed: string; free: string } => ({
  needed: needed.toFixed(2, Decimal.ROUND_UP),
  free: Decimal.max(0, free).toFixed(2, Decimal.ROUND_DOWN),
});

/** Contracts that buy a short position back free their margin instead of locking more. */
async function openedBy(amount: number, instrument: Instrument, reader: HoldingsReader): Promise<number> {
  return Math.max(0, amount + Math.min(0, await openPosition(instrument, reader)));
}

/** @throws ShortRefusedError */
export function mustBeHeld({
  instrument: { ticker },
  amount,
  free,
}: {
  instrument: Instrument;
  amount: number;
  free: number;
}): void {
  if (amount > free) throw new ShortRefusedError({ ticker, amount: String(amount), free: String(free) });
}
