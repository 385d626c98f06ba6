/** What has to be true of an order before a task is made of it, or of what a running task is to do in addition. */
import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';
import { whyUntradable as obstaclesOf } from '../domain/tradable.js';
import { type CommandError, NotInRoublesError, NotTradableError } from './errors.js';

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

/** What is needed and what there is, each rounded to the side that promises nothing. */
export const inKopecks = (needed: Decimal, free: Decimal): { needed: string; free: string } => ({
  needed: needed.toFixed(2, Decimal.ROUND_UP),
  free: Decimal.max(0, free).toFixed(2, Decimal.ROUND_DOWN),
});
