import type { PaperInstrument } from '../instruments/instrument.js';
import { divideRounded } from '../money.js';

export interface PaperPosition {
  readonly instrument: PaperInstrument;
  /** Securities, those in working sells included; negative for a short position. */
  amount: number;
  /** Securities in working sells. */
  blocked: number;
  /** What the position cost, in 10^-9 roubles; has the sign of `amount`. */
  cost: bigint;
}

export interface PaperAccount {
  readonly id: string;
  readonly openedAt: Date;
  /** 10^-9 roubles, the blocked ones included. */
  money: bigint;
  /** 10^-9 roubles in working buys. */
  blocked: bigint;
  readonly positions: Map<string, PaperPosition>;
}

export const freeMoney = ({ money, blocked }: PaperAccount): bigint => money - blocked;

export function positionIn(account: PaperAccount, instrument: PaperInstrument): PaperPosition {
  const found = account.positions.get(instrument.uid);
  if (found) return found;
  const position = { instrument, amount: 0, blocked: 0, cost: 0n };
  account.positions.set(instrument.uid, position);
  return position;
}

/** Adds a trade to a position: what adds to it adds its value, what reduces it takes out its share of the cost. */
export function addTrade(position: PaperPosition, amount: number, value: bigint): void {
  const before = position.amount;
  const after = before + amount;
  const adds = before === 0 || Math.sign(before) === Math.sign(amount);
  if (adds) position.cost += value;
  else if (Math.sign(after) === Math.sign(before)) {
    position.cost = divideRounded(position.cost * BigInt(Math.abs(after)), BigInt(Math.abs(before)));
  } else position.cost = divideRounded(value * BigInt(Math.abs(after)), BigInt(Math.abs(amount)));
  position.amount = after;
}

/** Average cost of one security, in 10^-9 roubles. */
export const averageCost = ({ amount, cost }: PaperPosition): bigint =>
  amount === 0 ? 0n : divideRounded(cost < 0n ? -cost : cost, BigInt(Math.abs(amount)));
