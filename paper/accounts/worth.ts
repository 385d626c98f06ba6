import { isFuture, type PaperInstrument, roublesOf } from '../instruments/instrument.js';
import { larger, NANO } from '../money.js';
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

/** What it would take to buy back what was sold short, in 10^-9 roubles; futures were not sold for money. */
export function shortsWorth({ positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let sum = 0n;
  for (const position of positions.values()) {
    if (position.amount < 0 && !isFuture(position.instrument)) sum -= worthOf(position, lastTicks);
  }
  return sum;
}

/** What open futures have lost on the whole since they were paid out, in 10^-9 roubles; 0 when they gained. */
export function unpaidLosses({ positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let gain = 0n;
  for (const position of positions.values()) {
    if (position.amount !== 0 && isFuture(position.instrument)) gain += worthOf(position, lastTicks);
  }
  return gain < 0n ? -gain : 0n;
}

/** What the positions need, by the rates of each and the guarantees of futures. */
export function startingMargin({ positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let sum = 0n;
  for (const position of positions.values()) sum += marginOf(position, lastTicks);
  return sum;
}

/** The same with every position as its working orders could make it at worst. */
export function correctedMargin({ positions }: PaperAccount, lastTicks: LastTicks): bigint {
  let sum = 0n;
  for (const position of positions.values()) {
    sum += correctedMarginOf(position, lastTicks);
  }
  return sum;
}

function correctedMarginOf(position: PaperPosition, lastTicks: LastTicks): bigint {
  if (position.instrument.margin.kind === 'per-contract') return futureMargin(position);
  const { amount, buying, blocked } = position;
  const bought = marginOf({ ...position, amount: amount + buying }, lastTicks);
  const sold = marginOf({ ...position, amount: amount - blocked }, lastTicks);
  return larger(bought, sold);
}

export function marginOf(position: Omit<PaperPosition, 'cost'>, lastTicks: LastTicks): bigint {
  const { instrument, amount } = position;
  const { margin } = instrument;
  if (margin.kind === 'per-contract') return futureMargin({ ...position, buying: 0, blocked: 0 });
  const rate = amount > 0 ? margin.longNano : margin.shortNano;
  const value = roublesOf(instrument, lastTicks(instrument)) * BigInt(Math.abs(amount));
  return (value * rate) / NANO;
}
