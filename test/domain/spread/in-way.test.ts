/** Orders of the account itself where a hedge is traded: the exchange kills what would trade with them. */
import { describe, expect, test } from '@jest/globals';
import type { OwnOrder } from '../../../domain/follow.js';
import { doubted } from '../../../domain/leg.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { nextHedgeAction } from '../../../domain/spread/next-hedge-action.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import {
  bookOf,
  d,
  ended,
  HEDGE_OF_TWO,
  later,
  looked,
  lookWithTwoSold,
  sent,
  viewOf,
  withNear,
} from './scene.js';

const own = (price: string, more: Partial<OwnOrder> = {}): OwnOrder => ({
  direction: 'sell',
  price: d(price),
  lots: 7,
  brokerOrderId: `at ${price}`,
  placedBy: 'task',
  ...more,
});
/** Twenty near lots are to be bought; others offer so much, besides these orders of the account. */
const look = (others: readonly (readonly [string, number])[], orders: readonly OwnOrder[]): SpreadView => {
  const asks = [
    ...others,
    ...orders
      .filter(({ direction }) => direction === 'sell')
      .map(({ price, lots }) => [price.toFixed(), lots] as const),
  ];
  const levels = new Map<string, number>();
  for (const [price, lots] of asks) levels.set(price, (levels.get(price) ?? 0) + lots);
  const sorted = [...levels].sort(([one], [other]) => Number(one) - Number(other));
  const book = bookOf([['299.5', 9]], sorted);
  return lookWithTwoSold({ options: { payUpTicks: 3 }, near: { market: { book, ownOrders: orders } } });
};
const act = (...of: Parameters<typeof look>) => nextHedgeAction(look(...of));

describe('a hedge that would meet an order of another task of ours', () => {
  test('keeps inside of it where others offer enough there', () => {
    expect(act([['300', 20]], [own('300.2')])).toMatchObject({ kind: 'post', lots: 20, price: d('300.1') });
    expect(act([['300', 20]], [own('300.4')])).toMatchObject({ kind: 'post', price: d('300.3') });
  });

  test('has it withdrawn first where they do not, and goes when that is known, inside of the next one', () => {
    const orders = [own('300'), own('300.2'), own('300.9')];
    const others = [
      ['300', 5],
      ['300.1', 50],
    ] as const;
    expect(act(others, orders)).toEqual({ kind: 'clear', orders: orders.slice(0, 1) });
    const gone = [{ ...own('300'), endedAtMs: 9_999 }, ...orders.slice(1)];
    expect(act(others, gone)).toMatchObject({ kind: 'post', lots: 20, price: d('300.1') });
  });

  test('has all withdrawn that it would meet where others offer enough behind them alone', () => {
    const orders = [own('300'), own('300.2'), own('300.9')];
    expect(act([['300.3', 50]], orders)).toEqual({ kind: 'clear', orders: orders.slice(0, 2) });
  });

  test('does not try inside of it again what was not there', () => {
    const first = look([['300', 20]], [own('300.2')]);
    const tried = later(first, 1, withNear(first, sent({ ...HEDGE_OF_TWO, price: '300.1' })));
    const killed = later(tried, 1, withNear(first, ended({ ...HEDGE_OF_TWO, price: '300.1', executed: 4 })));
    expect(nextHedgeAction(killed)).toMatchObject({ kind: 'clear', orders: [{ brokerOrderId: 'at 300.2' }] });
  });

  test('tries inside of it again when a newer book shows enough there', () => {
    const first = look([['300', 20]], [own('300.2')]);
    const tried = later(first, 1, withNear(first, sent({ ...HEDGE_OF_TWO, price: '300.1' })));
    const leg = ended({ ...HEDGE_OF_TWO, price: '300.1', executed: 4 });
    const { book, ownOrders } = first.near.market;
    if (!book) throw new Error('there is a book');
    const atMs = tried.nowMs + 5;
    const newer = { ownOrders, book: { ...book, receivedAtMs: atMs } };
    const killed = later(tried, 1, withNear(first, leg));
    expect(nextHedgeAction(later(killed, 4, withNear(first, leg, newer)))).toMatchObject({
      kind: 'post',
      lots: 16,
      price: d('300.1'),
    });
  });

  test('waits for one that is being withdrawn, and no longer; what books show inside meanwhile it takes', () => {
    const leaving = own('300', { leavingUntilMs: 10_250 });
    const both = [leaving, own('300.1')];
    expect(act([['300.3', 50]], both)).toEqual({ kind: 'clear', orders: both.slice(1) });
    expect(act([['300.3', 50]], [leaving])).toEqual({ kind: 'wait', untilMs: 10_250 });
    expect(act([['299.9', 20]], [leaving])).toMatchObject({ kind: 'post', price: d('299.9') });
  });

  test('is tried once at what one that just ended may hide, then waits until that counts', () => {
    const gone = own('300', { lots: 10, endedAtMs: 9_980 });
    const book = { ...bookOf([['299.5', 9]], [['300', 8]]), receivedAtMs: 9_990 };
    const first = lookWithTwoSold({ near: { market: { book, ownOrders: [gone] } } });
    expect(nextHedgeAction(first)).toMatchObject({ kind: 'post', lots: 20, price: d('300') });
    const tried = later(first, 1, withNear(first, sent(HEDGE_OF_TWO)));
    const killed = later(tried, 1, withNear(first, ended({ ...HEDGE_OF_TWO, executed: 0 })));
    expect(nextHedgeAction(killed)).toEqual({ kind: 'wait', untilMs: 10_980 });
    expect(nextHedgeAction(later(killed, 978))).toMatchObject({ kind: 'post', number: 2 });
  });

  test('asks no other hedge out of the way, nor an order on its own side', () => {
    const others = [own('300', { placedBy: 'hedge' }), own('299.4', { direction: 'buy' })];
    expect(act([['300', 20]], others)).toMatchObject({ kind: 'post', lots: 20, price: d('300.3') });
  });

  test('waits while nobody looked whose it is, unless others offer enough inside', () => {
    const unknown = { ...own('300.1') };
    delete (unknown as { placedBy?: string }).placedBy;
    expect(
      act(
        [
          ['300', 5],
          ['300.1', 50],
        ],
        [unknown],
      ),
    ).toEqual({ kind: 'wait' });
    expect(act([['300', 20]], [unknown])).toMatchObject({ kind: 'post', price: d('300') });
  });

  test('in doubt, is sent again inside of it', () => {
    const view = look([['300', 20]], [own('300.2')]);
    const doubtful = later(view, 1, withNear(view, doubted(sent(HEDGE_OF_TWO), 9_990)));
    const asked = {
      ...doubtful.near.leg,
      current: doubtful.near.leg.current && { ...doubtful.near.leg.current, askedAtMs: 9_995 },
    };
    expect(nextHedgeAction(looked({ ...doubtful, near: { ...doubtful.near, leg: asked } }))).toMatchObject({
      kind: 'post',
      number: 1,
      price: d('300.1'),
    });
  });
});

describe('a hedge that would meet an order placed elsewhere', () => {
  const theirs = own('300.1', { placedBy: 'elsewhere' });

  test('takes what there is inside of it, leaves it alone, and a person is asked', () => {
    const first = look(
      [
        ['300', 5],
        ['300.2', 90],
      ],
      [theirs],
    );
    expect(nextHedgeAction(first)).toMatchObject({ kind: 'post', lots: 20, price: d('300') });
    expect(hedgeState(first)).toMatchObject({ blockedBy: { lots: 7, price: d('300.1') } });
    expect(hedgeState(first).needsPerson).toBeUndefined();
    const tried = later(first, 1, withNear(first, sent({ ...HEDGE_OF_TWO, price: 300 })));
    const killed = later(tried, 1, withNear(first, ended({ ...HEDGE_OF_TWO, executed: 5 })));
    expect(nextHedgeAction(killed)).toMatchObject({ kind: 'wait', untilMs: expect.any(Number) });
    expect(hedgeState(killed)).toMatchObject({ owedLots: 15, needsPerson: { bound: d('300') } });
  });

  test('sends nothing in vain, also at any price; the moment the order is gone it goes', () => {
    const first = look([['300.2', 90]], [theirs]);
    expect(nextHedgeAction(first)).toEqual({ kind: 'wait' });
    const slow = later(first, 1_000);
    expect(hedgeState(slow)).toMatchObject({ blockedBy: { lots: 7 }, needsPerson: { price: d('300.2') } });
    const wish = { ...first.wish, hedge: { number: 1, choice: 'any-price' as const } };
    expect(nextHedgeAction(later(slow, 1, { wish }))).toEqual({ kind: 'wait' });
    const free = later(slow, 1, withNear(first, first.near.leg, { ownOrders: [] }));
    expect(nextHedgeAction(free)).toMatchObject({ kind: 'post', lots: 20 });
  });

  test('withdraws those of ours that are inside of it, where those alone are in the way', () => {
    const ours = own('300');
    const deep = [own('300.3', { placedBy: 'elsewhere' }), ours];
    expect(
      act(
        [
          ['300', 5],
          ['300.2', 50],
        ],
        deep,
      ),
    ).toEqual({ kind: 'clear', orders: [ours] });
  });
});

test('one of ours that stays for a moment is no bound: the rest goes the moment it is gone', () => {
  const kept = own('300.1', { placedBy: 'elsewhere', leftAlone: 'kept' });
  const others = [
    ['300', 5],
    ['300.3', 90],
  ] as const;
  const first = look(others, [kept]);
  expect(nextHedgeAction(first)).toMatchObject({ kind: 'post', lots: 20, price: d('300') });
  const tried = later(first, 1, withNear(first, sent({ ...HEDGE_OF_TWO, price: 300 })));
  const killed = later(tried, 1, withNear(first, ended({ ...HEDGE_OF_TWO, executed: 5 })));
  // What the same book shows inside is taken; a newer one may show more.
  expect(nextHedgeAction(killed)).toEqual({ kind: 'wait' });
  expect(hedgeState(killed).needsPerson).toBeUndefined();
  const { leg } = killed.near;
  const book = first.near.market.book && { ...first.near.market.book, receivedAtMs: killed.nowMs + 1 };
  expect(nextHedgeAction(later(killed, 1, withNear(killed, leg, { book })))).toMatchObject({
    price: d('300'),
  });
  expect(nextHedgeAction(later(killed, 1, withNear(killed, leg, { ownOrders: [] })))).toMatchObject({
    kind: 'post',
    lots: 15,
  });
});

test('people are told that one of ours is still in the way, or that nobody can tell whose it is', () => {
  const others = [['300.3', 50]] as const;
  const of = (order: OwnOrder) => hedgeState(look(others, [order]));
  expect(of(own('300', { leavingUntilMs: 10_250 }))).toMatchObject({ heldBackBy: 'own-order' });
  const left = (why: OwnOrder['leftAlone']) =>
    own('300', { placedBy: 'elsewhere', ...(why && { leftAlone: why }) });
  expect(of(left('kept'))).toMatchObject({ heldBackBy: 'own-order' });
  expect(of(left('unread'))).toMatchObject({ heldBackBy: 'owner-unread' });
  for (const why of ['kept', 'unread'] as const) expect(of(left(why)).blockedBy).toBeUndefined();
  expect(of(left(undefined))).toMatchObject({ blockedBy: { lots: 7 } });
  expect(of(left(undefined)).heldBackBy).toBeUndefined();
  // It keeps inside of that one.
  expect(hedgeState(look([['299.9', 50]], [left('kept')])).heldBackBy).toBeUndefined();
});

test('a far order that was taken away comes back after an order’s life, one that takes at once does not wait', () => {
  const leg = { ...ended({ lots: 5, price: 30_260 }), takenAwayAtMs: 9_500 };
  expect(nextFarAction(viewOf({ far: { leg } }))).toEqual({ kind: 'wait', untilMs: 11_500 });
  expect(nextFarAction(viewOf({ far: { leg }, nowMs: 11_500 }))).toMatchObject({ kind: 'post' });
  const now = { options: { now: true }, wish: { price: d(230) } };
  expect(nextFarAction(viewOf({ far: { leg }, ...now }))).toMatchObject({ kind: 'post' });
});
