import { Decimal } from '../../../domain/decimal.js';
import { emptyLeg, type Leg, sending, told } from '../../../domain/leg.js';
import type { Direction, OrderSnapshot } from '../../../domain/order.js';
import { remember } from '../../../domain/spread/remember.js';
import { type HedgeChoice, SPREAD_DEFAULTS, type SpreadOptions } from '../../../domain/spread/terms.js';
import type { SpreadLegView, SpreadView } from '../../../domain/spread/view.js';

export const d = (figure: string | number) => new Decimal(figure);

type Levels = readonly (readonly [price: string | number, lots: number])[];
const levels = (side: Levels) => side.map(([price, lots]) => ({ price: d(price), lots }));
export const bookOf = (bids: Levels, asks: Levels, more = {}) => ({
  instrumentUid: 'uid',
  bids: levels(bids),
  asks: levels(asks),
  ...more,
});

/** Bids and asks of 5 near levels with 200 lots of 10 securities each; of the far leg 10 contracts each. */
export const NEAR_BOOK = bookOf(
  [
    ['299.9', 200],
    ['299.8', 200],
    ['299.7', 200],
    ['299.6', 200],
    ['299.5', 200],
  ],
  [
    ['300', 200],
    ['300.1', 200],
    ['300.2', 200],
    ['300.3', 200],
    ['300.4', 200],
  ],
);
export const FAR_BOOK = bookOf(
  [
    [30_240, 10],
    [30_239, 10],
  ],
  [
    [30_260, 10],
    [30_261, 10],
  ],
);

const market = {
  tradable: true,
  mayBeNegative: false,
  commissionRate: d(0),
  ownOrders: [],
};

export interface Scene extends Omit<Partial<SpreadView>, 'wish' | 'far' | 'near'> {
  readonly wish?: Partial<SpreadView['wish']>;
  readonly options?: Partial<SpreadOptions>;
  readonly far?: Partial<Omit<SpreadLegView, 'market'>> & {
    readonly market?: Partial<SpreadLegView['market']>;
  };
  readonly near?: Scene['far'];
}

/**
 * A spread of 20 contracts on 100 shares each is sold at 250 roubles at least: near asks of 300 put the far order at
 * 30,250. Nothing is placed, and both legs are known to agree.
 */
export function viewOf({ wish, options, far, near, ...more }: Scene = {}): SpreadView {
  return {
    sell: true,
    wish: {
      mode: 'run',
      targetLots: 20,
      price: d(250),
      ratio: d(100),
      options: { ...SPREAD_DEFAULTS, payUpTicks: 0, ...options },
      hedge: null,
      ...wish,
    },
    far: {
      leg: emptyLeg,
      mustAsk: false,
      ...far,
      market: { ...market, book: FAR_BOOK, priceStep: d(1), lot: 1, mayBeNegative: true, ...far?.market },
    },
    near: {
      leg: emptyLeg,
      mustAsk: false,
      ...near,
      market: { ...market, book: NEAR_BOOK, priceStep: d('0.1'), lot: 10, ...near?.market },
    },
    hours: { farMayRest: true },
    isTimeOver: false,
    mayOpen: true,
    isClaimed: true,
    halted: false,
    moveAllowedAtMs: 0,
    nowMs: 10_000,
    memory: { compared: true },
    ...more,
  };
}

/** The view with what is remembered after it, as a decision sees it. */
export const looked = (view: SpreadView): SpreadView => ({ ...view, memory: remember(view) });

/** A look a while later, at something else. */
export const later = (view: SpreadView, ms: number, scene: Partial<SpreadView> = {}): SpreadView =>
  looked({ ...view, ...scene, nowMs: view.nowMs + ms });

interface Order {
  readonly lots: number;
  readonly price: string | number;
  readonly executed?: number;
  readonly sentAtMs?: number;
  readonly direction?: Direction;
}

const snapshotOf = (
  { lots, price, executed = 0, direction = 'sell' }: Order,
  status: OrderSnapshot['status'],
) => ({
  brokerOrderId: 'one',
  instrumentUid: 'uid',
  direction,
  status,
  lotsRequested: lots,
  lotsExecuted: executed,
  price: d(price),
  executedValue: d(price).mul(executed),
});

export const sent = (order: Order, leg: Leg = emptyLeg): Leg =>
  sending(leg, {
    number: leg.nextNumber,
    lots: order.lots,
    price: d(order.price),
    nowMs: order.sentAtMs ?? 9_000,
  });

export const working = (order: Order, leg: Leg = emptyLeg): Leg =>
  told(sent(order, leg), snapshotOf(order, 'new'), { lot: 1, isAnswer: true });

/** It has ended, with what is executed of it. */
export const ended = (order: Order, leg: Leg = emptyLeg): Leg =>
  told(sent(order, leg), snapshotOf(order, order.executed === order.lots ? 'filled' : 'cancelled'), {
    lot: 1,
    isAnswer: true,
  });

/** The same view with another near leg or market. */
export const withNear = (view: SpreadView, leg: Leg, market: Partial<SpreadView['near']['market']> = {}) => ({
  near: { ...view.near, leg, market: { ...view.near.market, ...market } },
});
export const answering = (view: SpreadView, number: number, choice: HedgeChoice, dueLots?: number) => ({
  wish: { ...view.wish, hedge: { number, choice, ...(dueLots !== undefined && { dueLots }) } },
});

/** Two contracts are sold: 200 shares, 20 lots, are to be bought. */
export const TWO_SOLD = { leg: working({ lots: 5, price: 30_260, executed: 2 }) };
export const lookWithTwoSold = (scene: Scene = {}): SpreadView => looked(viewOf({ far: TWO_SOLD, ...scene }));
/** The hedge of both. */
export const HEDGE_OF_TWO = { lots: 20, price: 300, direction: 'buy' as const };
