import { isFuture, type PaperInstrument } from '../instruments/instrument.js';
import { divideRounded } from '../money.js';

export interface PaperPosition {
  readonly instrument: PaperInstrument;
  /** Securities or contracts × lot, those in working sells included; negative for a short position. */
  amount: number;
  /** Securities in working sells. */
  blocked: number;
  /** Securities in working buys. */
  buying: number;
  /** What the position cost, in 10^-9 roubles; has the sign of `amount`. Futures were not paid for: their cost is what their gains are counted from. */
  cost: bigint;
}

export interface PaperAccount {
  readonly id: string;
  readonly name: string;
  readonly openedAt: Date;
  closedAt: Date | undefined;
  /** Opened by the sandbox service, with what its accounts lack. */
  readonly sandbox: boolean;
  /** 10^-9 roubles, the blocked ones included; without what open futures have gained or lost so far. */
  money: bigint;
  /** 10^-9 roubles in working buys of what is paid for. */
  blocked: bigint;
  readonly positions: Map<string, PaperPosition>;
}

/** Roubles × 10^-9 that futures hold back: the guarantee for each position as it could become by its working orders. */
export function futuresMargin({ positions }: PaperAccount): bigint {
  let sum = 0n;
  for (const position of positions.values()) sum += futureMargin(position);
  return sum;
}

/** The larger of what the position would need if only its buys were filled, or only its sells. */
export function futureMargin({ instrument, amount, buying, blocked }: Omit<PaperPosition, 'cost'>): bigint {
  if (instrument.margin.kind !== 'per-contract') return 0n;
  const { buyNano, sellNano } = instrument.margin;
  const long = BigInt(Math.max(0, amount, amount + buying)) * buyNano;
  const short = BigInt(Math.max(0, -amount, blocked - amount)) * sellNano;
  return long > short ? long : short;
}

/** What an order may still take. */
export const freeMoney = (account: PaperAccount): bigint =>
  account.money - account.blocked - futuresMargin(account);

/** To look at: an account that never held it has nothing of it. */
export const positionOf = (account: PaperAccount, instrument: PaperInstrument): Readonly<PaperPosition> =>
  account.positions.get(instrument.uid) ?? { instrument, amount: 0, blocked: 0, buying: 0, cost: 0n };

/** To change: only events do. */
export function positionIn(account: PaperAccount, instrument: PaperInstrument): PaperPosition {
  const position = positionOf(account, instrument);
  account.positions.set(instrument.uid, position);
  return position;
}

/**
 * Adds a trade to a position: what adds to it adds its value, what reduces it takes out its share of the cost.
 * @returns the money the trade moves: the price of securities; of futures what was gained or lost by closing.
 */
export function addTrade(position: PaperPosition, amount: number, value: bigint): bigint {
  const costBefore = position.cost;
  const before = position.amount;
  const after = before + amount;
  const adds = before === 0 || Math.sign(before) === Math.sign(amount);
  if (adds) position.cost += value;
  else if (Math.sign(after) === Math.sign(before)) {
    position.cost = divideRounded(position.cost * BigInt(Math.abs(after)), BigInt(Math.abs(before)));
  } else position.cost = divideRounded(value * BigInt(Math.abs(after)), BigInt(Math.abs(amount)));
  position.amount = after;
  return isFuture(position.instrument) ? position.cost - costBefore - value : -value;
}

/** Average cost of one security, in 10^-9 roubles. */
export const averageCost = ({ amount, cost }: PaperPosition): bigint =>
  amount === 0 ? 0n : divideRounded(cost < 0n ? -cost : cost, BigInt(Math.abs(amount)));
