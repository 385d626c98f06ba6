import { describe, expect, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import {
  asked,
  doubted,
  emptyLeg,
  existsUnseen,
  type Leg,
  notFound,
  sending,
  told,
} from '../../domain/leg.js';
import { type LegView, nextLegAction } from '../../domain/next-leg-action.js';
import type { OrderSnapshot } from '../../domain/order.js';

const price = new Decimal(100);
const sent = sending(emptyLeg, { number: 1, lots: 2, price, nowMs: 0 });
const snapshot = (more: Partial<OrderSnapshot> = {}): OrderSnapshot => ({
  brokerOrderId: 'one',
  instrumentUid: 'uid',
  direction: 'buy',
  status: 'new',
  lotsRequested: 2,
  lotsExecuted: 0,
  price,
  ...more,
});
const view = (leg: Leg, more: Partial<LegView> = {}): LegView => ({
  direction: 'buy',
  wish: { mode: 'run', targetLots: 2, limitPrice: null },
  leg,
  market: {
    tradable: true,
    book: { instrumentUid: 'uid', bids: [{ price, lots: 9 }], asks: [] },
    priceStep: new Decimal('0.1'),
    lot: 1,
    ownOrders: [],
  },
  mayOpen: true,
  halted: false,
  mustAsk: false,
  moveAllowedAtMs: 0,
  nowMs: 10_000,
  ...more,
});
const stop: LegView['wish'] = { mode: 'stop', targetLots: 2, limitPrice: null };
const working = told(sent, snapshot(), { lot: 1, isAnswer: true });

describe('a price below zero', () => {
  const negative = new Decimal('-37.6');
  const { market } = view(emptyLeg);
  const book = { instrumentUid: 'uid', bids: [{ price: negative, lots: 9 }], asks: [] };

  test('is joined where futures have one, for as many lots as at the same price above zero', () => {
    expect(nextLegAction(view(emptyLeg, { market: { ...market, book, mayBeNegative: true } }))).toEqual({
      kind: 'post',
      number: 1,
      lots: 2,
      price: negative,
      timeInForce: 'day',
    });
  });

  test('is no price of a security', () => {
    expect(nextLegAction(view(emptyLeg, { market: { ...market, book } }))).toEqual({ kind: 'wait' });
  });
});

test('the interest that a bond is paid with counts towards the largest order there may be', () => {
  const wish: LegView['wish'] = { mode: 'run', targetLots: 100_000, limitPrice: null };
  const { market } = view(emptyLeg);
  const bond = {
    ...market,
    book: { instrumentUid: 'uid', bids: [{ price: new Decimal(980), lots: 9 }], asks: [] },
  };
  expect(nextLegAction(view(emptyLeg, { wish, market: bond }))).toMatchObject({ lots: 30_612 });
  const withInterest = { ...bond, paidOnTop: new Decimal(20) };
  expect(nextLegAction(view(emptyLeg, { wish, market: withInterest }))).toMatchObject({ lots: 30_000 });
});

describe('an amendment', () => {
  const limitOf = (limitPrice: Decimal | null, targetLots = 2): LegView['wish'] => ({
    mode: 'run',
    targetLots,
    limitPrice,
  });
  const dearer = new Decimal('100.2');
  const book = { instrumentUid: 'uid', bids: [{ price: dearer, lots: 9 }], asks: [] };
  const { market } = view(emptyLeg);
  const young = { nowMs: 100, moveAllowedAtMs: 60_000, market: { ...market, book } };

  test('of the limit price moves an order sent before it at once, whatever its life and the budget of moves', () => {
    expect(nextLegAction(view(working, { ...young, wish: limitOf(null) }))).toEqual({
      kind: 'wait',
      untilMs: 60_000,
    });
    expect(nextLegAction(view(working, { ...young, wish: limitOf(null), amendedAtMs: 50 }))).toMatchObject({
      kind: 'cancel',
      why: 'unwanted',
    });
  });

  test('leaves an order alone that is sent since, or stands where it should', () => {
    const since = told(sending(emptyLeg, { number: 1, lots: 2, price, nowMs: 60 }), snapshot(), {
      lot: 1,
      isAnswer: true,
    });
    expect(nextLegAction(view(since, { ...young, amendedAtMs: 50 }))).toMatchObject({ kind: 'wait' });
    expect(
      nextLegAction(view(working, { nowMs: 100, amendedAtMs: 50, wish: limitOf(null, 9) })),
    ).toMatchObject({ kind: 'wait' });
  });

  test('that an order breaks cancels it before its state is asked', () => {
    for (const wish of [limitOf(new Decimal(99)), limitOf(null, 1)])
      expect(nextLegAction(view(working, { wish, mustAsk: true }))).toMatchObject({
        kind: 'cancel',
        why: 'unwanted',
      });
  });

  test('bounds what takes the key of an order in doubt', () => {
    const doubtful = asked(asked(doubted(sent, 1), 2), 3);
    const action = nextLegAction(view(doubtful, { wish: { ...limitOf(new Decimal(99)), mode: 'pause' } }));
    expect(action).toMatchObject({
      kind: 'post',
      number: 1,
      lots: 1,
      timeInForce: 'fill-and-kill',
      price: new Decimal(99),
    });
  });
});

describe('what to do now about one leg', () => {
  test('without a claim it looks again soon: nothing on the market tells when it is ours', () => {
    expect(nextLegAction(view(emptyLeg, { mayOpen: false }))).toEqual({ kind: 'wait', untilMs: 10_500 });
  });

  test('a stop cancels at once, also what could not be read since a takeover', () => {
    expect(nextLegAction(view(working, { wish: stop, mustAsk: true }))).toMatchObject({ kind: 'cancel' });
    expect(nextLegAction(view(notFound(working, 1), { wish: stop, mustAsk: true }))).toMatchObject({
      kind: 'cancel',
    });
    expect(nextLegAction(view(existsUnseen(sent, 1), { wish: stop }))).toMatchObject({ kind: 'cancel' });
  });

  test('without a stop what must be asked is asked first', () => {
    expect(nextLegAction(view(working, { mustAsk: true }))).toMatchObject({ kind: 'ask' });
  });

  test('an end that a stream told and answers contradict is taken back, so that a stop reaches the order', () => {
    let leg = told(sent, snapshot({ status: 'rejected' }), { lot: 1, isAnswer: false });
    expect(leg.current?.phase).toBe('ending');
    for (let n = 0; n < 3; n += 1) leg = told(asked(leg, n), snapshot(), { lot: 1, isAnswer: true });
    expect(leg.current?.phase).toBe('working');
    expect(nextLegAction(view(leg, { wish: stop }))).toMatchObject({ kind: 'cancel' });
  });
});

describe('while orders are halted', () => {
  const halted = { halted: true };
  const doubtful = asked(asked(doubted(sent, 0), 0), 0);

  test('a working order is withdrawn, whatever else could be said of it', () => {
    expect(nextLegAction(view(working, halted))).toMatchObject({ kind: 'cancel', why: 'unwanted' });
    expect(nextLegAction(view(working, { ...halted, mayOpen: false, mustAsk: true }))).toMatchObject({
      kind: 'cancel',
      why: 'unwanted',
    });
  });

  test('one in doubt is asked about and never sent again, a stop included', () => {
    expect(nextLegAction(view(doubtful))).toMatchObject({ kind: 'post', number: 1 });
    expect(nextLegAction(view(doubtful, halted))).toMatchObject({ kind: 'ask' });
    expect(nextLegAction(view(doubtful, { ...halted, wish: stop }))).toMatchObject({ kind: 'ask' });
  });

  test('a leg with nothing open settles as halted, unless there is a reason of its own', () => {
    const reached: LegView['wish'] = { mode: 'run', targetLots: 0, limitPrice: null };
    const closed = { market: { ...view(emptyLeg).market, tradable: false } };
    const settled = (more: Partial<LegView>) => nextLegAction(view(emptyLeg, { ...halted, ...more }));
    expect(settled({})).toEqual({ kind: 'settle', reason: 'halted' });
    expect(settled(closed)).toEqual({ kind: 'settle', reason: 'halted' });
    expect(settled({ wish: stop })).toEqual({ kind: 'settle', reason: 'stopped' });
    expect(settled({ wish: { ...stop, mode: 'pause' } })).toEqual({ kind: 'settle', reason: 'paused' });
    expect(settled({ wish: reached })).toEqual({ kind: 'settle', reason: 'reached' });
  });
});

test('an order that others took away comes back after an order’s life', () => {
  const leg = { ...emptyLeg, nextNumber: 2, takenAwayAtMs: 500 };
  expect(nextLegAction(view(leg, { nowMs: 600 }))).toEqual({ kind: 'wait', untilMs: 2_500 });
  expect(nextLegAction(view(leg, { nowMs: 2_500 }))).toMatchObject({ kind: 'post', number: 2 });
  const wish = { mode: 'stop' as const, targetLots: 2, limitPrice: null };
  expect(nextLegAction(view(leg, { nowMs: 600, wish }))).toEqual({ kind: 'settle', reason: 'stopped' });
});
