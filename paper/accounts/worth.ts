import { isFuture, type PaperInstrument, roublesOf } from '../instruments/instrument.js';
import { NANO } from '../money.js';
import { futureMargin, type PaperAccount, type PaperPosition } from './account.js';

export type LastTicks = (instrument: PaperInstrument) => number;

/** 10^-9 roubles: of securities their price, of futures what they have gained or lost since they were paid out. */
export function worthOf({ instrument, amount, cost }: PaperPosition, lastTicks: LastTicks): bigint {
  const value = roublesOf(instrument, lastTicks(instrument)) * BigInt(amount);
  return isFuture(instrument) ? value - cost : value;
}

/** Money and positions at the last prices. */
export function liquidPortfolio({ money, positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let sum = money;
  for (const position of positions.values()) {
    if (position.amount !== 0) sum += worthOf(position, lastTicks);
  }
  return sum;
}

/** What the positions need, by the rates of each and the guarantees of futures. */
export function startingMargin({ positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let sum = 0n;
  for (const position of positions.values()) sum += marginOf(position, lastTicks);
  return sum;
}

export function marginOf(position: Omit<PaperPosition, 'cost'>, lastTicks: LastTicks): bigint {
  const { instrument, amount } = position;
  const { margin } = instrument;
  if (margin.kind === 'per-contract') return futureMargin(position);
  const rate = amount > 0 ? margin.longNano : margin.shortNano;
  const value = roublesOf(instrument, lastTicks(instrument)) * BigInt(Math.abs(amount));
  return (value * rate) / NANO;
}
