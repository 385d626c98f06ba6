/** How far an account is from where the broker lets it do less, and from where it closes positions by itself. */
import type { Decimal } from '../decimal.js';

/** Roubles, as the broker tells them. */
export interface MarginFigures {
  readonly liquidPortfolio: Decimal;
  /** Below it nothing more can be opened. */
  readonly startingMargin: Decimal;
  /** Below it the broker closes positions. */
  readonly minimalMargin: Decimal;
  /** The starting one with working orders counted in. */
  readonly correctedMargin?: Decimal;
}

export const MarginState = {
  /** Nothing that is held needs any. */
  unneeded: 'unneeded',
  enough: 'enough',
  noNewPositions: 'no-new-positions',
  call: 'call',
} as const;
export type MarginState = (typeof MarginState)[keyof typeof MarginState];

export interface MarginRoom {
  readonly state: MarginState;
  /** Until new positions are refused; below zero it is what lacks. */
  readonly toStarting: Decimal;
  /** The same with working orders counted in. */
  readonly withOrders: Decimal | undefined;
  /**
   * By so much the liquid portfolio may fall until the minimal margin is touched, taken that this stays as it is: it falls
   * with the price of what is held, which leaves a little more, and rises with the price of what is short, which leaves less.
   */
  readonly toCall: Decimal;
  /** The same of the liquid portfolio; undefined where that is not above zero. */
  readonly toCallPercent: Decimal | undefined;
}

export function marginRoom(figures: MarginFigures): MarginRoom {
  const { liquidPortfolio: liquid, startingMargin, minimalMargin, correctedMargin } = figures;
  const toCall = liquid.sub(minimalMargin);
  return {
    state: stateOf(figures),
    toStarting: liquid.sub(startingMargin),
    withOrders: correctedMargin && liquid.sub(correctedMargin),
    toCall,
    toCallPercent: liquid.gt(0) ? toCall.div(liquid).mul(PERCENT) : undefined,
  };
}

const PERCENT = 100;

function stateOf({ liquidPortfolio: liquid, startingMargin, minimalMargin }: MarginFigures): MarginState {
  if (liquid.lt(minimalMargin)) return MarginState.call;
  if (liquid.lt(startingMargin)) return MarginState.noNewPositions;
  return startingMargin.isZero() ? MarginState.unneeded : MarginState.enough;
}
