/** What has to be true of an order before a task is made of it, or of what a running task is to do in addition. */
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import { MoneyShortError, NotInRoublesError, NotTradableError, ShortRefusedError } from './errors.js';
import { freeMoney, type HoldingsReader, openPosition } from './holdings.js';
import { costOf, type Purchase } from './order-cost.js';

/** @throws NotTradableError, NotInRoublesError */
export function mustBeTradable(
  { ticker, currency, apiTradable, buyAvailable, sellAvailable }: Instrument,
  direction: Direction,
): void {
  if (!apiTradable) throw new NotTradableError('not-tradable-by-api', ticker);
  if (direction === 'buy' && !buyAvailable) throw new NotTradableError('buy-unavailable', ticker);
  if (direction === 'sell' && !sellAvailable) throw new NotTradableError('sell-unavailable', ticker);
  if (currency !== 'RUB') throw new NotInRoublesError({ ticker, currency });
}

/** Without a price, or a future's margin, nothing can be said; the broker will. @throws MoneyShortError */
export async function mustBeAffordable(purchase: Purchase, reader: HoldingsReader): Promise<void> {
  const { instrument, amount } = purchase;
  const [money, opened] = await Promise.all([
    freeMoney(reader),
    instrument.future ? openedBy(amount, instrument, reader) : amount,
  ]);
  const needed = costOf({ ...purchase, amount: opened })?.sub(purchase.promised ?? 0);
  if (!needed?.gt(money)) return;
  throw new MoneyShortError({
    needed: needed.toFixed(2, Decimal.ROUND_UP),
    free: Decimal.max(0, money).toFixed(2, Decimal.ROUND_DOWN),
  });
}

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
