import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Book } from '../../../domain/book.js';
import type { OwnOrder } from '../../../domain/follow.js';
import { farPriceNow, isPricedAgainst } from '../../../domain/spread/far-quote.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { nextHedgeAction } from '../../../domain/spread/next-hedge-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import { remember } from '../../../domain/spread/remember.js';
import { standingOf, stillStands } from '../../../domain/spread/standing.js';
import { SPREAD_DEFAULTS } from '../../../domain/spread/terms.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import { bookOf, d, ended, looked, sent, viewOf, working } from './scene.js';

/** Near prices are steps of 0.1 above 299, far ones whole roubles above 30,200, so that one often equals another. */
const nearPrice = (steps: number) => d(299).add(d(steps).div(10));
const farPrice = (steps: number) => d(30_200).add(steps);

interface Side {
  readonly best: number;
  readonly lots: readonly number[];
}

const side = (lots: fc.Arbitrary<number>, best: fc.Arbitrary<number>): fc.Arbitrary<Side> =>
  fc.record({ best, lots: fc.array(lots, { maxLength: 6, size: 'max' }) });

/** Around what is needed, and far more. */
const nearLots = fc.oneof(fc.integer({ min: 10, max: 70 }), fc.integer({ min: 40, max: 900 }));
const nearSides = fc.record({
  bids: side(nearLots, fc.integer({ min: 4, max: 9 })),
  asks: side(nearLots, fc.integer({ min: 10, max: 13 })),
});
const farSides = fc.record({
  bids: side(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 30, max: 45 })),
  asks: side(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 48, max: 64 })),
});

const bookFrom = (
  { bids, asks }: { bids: Side; asks: Side },
  price: (steps: number) => ReturnType<typeof d>,
  more: Partial<Book>,
): Book =>
  bookOf(
    bids.lots.map((lots, place) => [price(bids.best - place).toFixed(), lots] as const),
    asks.lots.map((lots, place) => [price(asks.best + place).toFixed(), lots] as const),
    more,
  );

/** What may change of one book while prices mostly stay. */
const change = fc.record({
  lots: fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 6, maxLength: 6 }),
  up: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, -1),
  isGone: fc.constantFrom(false, false, false, false, false, true),
  at: fc.constantFrom(0, 1, 2, 3),
  limitUp: fc.constantFrom(undefined, undefined, undefined, 46, 70),
  limitDown: fc.constantFrom(undefined, undefined, undefined, 20, 56),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const changed = ({ best, lots }: Side, { lots: more, up, isGone }: Change): Side => ({
  best: best + up,
  lots: isGone ? [] : lots.map((each, place) => Math.max(1, each + (more[place] ?? 0))),
});

const at = (seconds: number) => new Date(1_000 * seconds);

const own = (price: fc.Arbitrary<number>, priceOf: (steps: number) => ReturnType<typeof d>) =>
  fc
    .record({
      direction: fc.constantFrom('buy' as const, 'sell' as const),
      price: price.map(priceOf),
      lots: fc.integer({ min: 1, max: 40 }),
      placedAt: fc.option(fc.constantFrom(0, 1, 2).map(at), { nil: undefined }),
      endedAtMs: fc.oneof(
        { weight: 9, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 9_000, max: 10_000 }) },
      ),
    })
    .map(
      ({ placedAt, endedAtMs, ...order }): OwnOrder => ({
        ...order,
        ...(placedAt && { placedAt }),
        ...(endedAtMs !== undefined && { endedAtMs }),
      }),
    );

const story = fc.record({
  sell: fc.boolean(),
  near: nearSides,
  far: farSides,
  nearOwn: fc.array(own(fc.integer({ min: 8, max: 13 }), nearPrice), { maxLength: 2 }),
  farOwn: fc.array(own(fc.integer({ min: 40, max: 62 }), farPrice), { maxLength: 2 }),
  order: fc.record({
    lots: fc.integer({ min: 1, max: 6 }),
    steps: fc.integer({ min: 44, max: 60 }),
    /** Executed of it, and before it, all hedged but for what is below one near lot. */
    executed: fc.integer({ min: 0, max: 3 }),
    before: fc.integer({ min: 0, max: 3 }),
    sentAtMs: fc.integer({ min: 5_000, max: 10_000 }),
  }),
  wish: fc.record({
    /** Roubles of the spread. */
    price: fc.integer({ min: 230, max: 270 }),
    ratio: fc.constantFrom('100', '97.5', '33.3', '1'),
    targetLots: fc.integer({ min: 1, max: 40 }),
    mode: fc.constantFrom('run' as const, 'run' as const, 'run' as const, 'pause' as const),
  }),
  options: fc.record({
    slop: fc.integer({ min: 0, max: 3 }),
    payUpTicks: fc.integer({ min: 0, max: 2 }),
    displayQuantity: fc.constantFrom(null, 1, 2, 3, 5),
    maxUnhedged: fc.constantFrom(null, 1, 3),
    now: fc.constantFrom(false, false, false, false, true),
  }),
  moveAllowedAtMs: fc.constantFrom(0, 10_000, 12_000),
  driftSinceMs: fc.option(fc.integer({ min: 9_000, max: 10_000 }), { nil: undefined }),
  mayOpen: fc.boolean(),
  rate: fc.constantFrom('0', '0.0004'),
  changes: fc.array(
    fc.record({
      near: fc.option(change, { nil: undefined }),
      far: fc.option(change, { nil: undefined }),
      ms: fc.constantFrom(0, 1, 90, 400, 1_100),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

function begun(told: Story): SpreadView {
  const { sell, order, wish, options } = told;
  const executed = Math.min(order.executed, order.lots - 1);
  const farDirection = sell ? ('sell' as const) : ('buy' as const);
  const done = order.before > 0 ? ended(orderOf(order.before, order.before, farDirection)) : undefined;
  const due = d(wish.ratio)
    .mul(executed + order.before)
    .div(10)
    .floor()
    .toNumber();
  const hedge = {
    lots: due,
    price: 300,
    executed: due,
    direction: sell ? ('buy' as const) : ('sell' as const),
  };
  function orderOf(lots: number, of: number, direction: 'buy' | 'sell') {
    return {
      lots,
      executed: of,
      price: farPrice(order.steps).toFixed(),
      direction,
      sentAtMs: order.sentAtMs,
    };
  }
  const market = { commissionRate: d(told.rate) };
  return viewOf({
    sell,
    wish: { ...wish, price: d(wish.price), ratio: d(wish.ratio) },
    options: { ...SPREAD_DEFAULTS, ...options },
    far: {
      leg: working(orderOf(order.lots, executed, farDirection), done),
      market: { ...market, book: bookFrom(told.far, farPrice, { at: at(1) }), ownOrders: told.farOwn },
    },
    near: {
      ...(due > 0 && { leg: ended(hedge) }),
      market: { ...market, book: bookFrom(told.near, nearPrice, { at: at(1) }), ownOrders: told.nearOwn },
    },
    mayOpen: told.mayOpen,
    moveAllowedAtMs: told.moveAllowedAtMs,
    memory: {
      compared: true,
      ...(told.driftSinceMs !== undefined && { driftSinceMs: told.driftSinceMs }),
    },
  });
}

/** The same legs with other books, a while later. */
function* laterViews(told: Story, first: SpreadView): Generator<SpreadView> {
  let [near, far, nowMs] = [told.near, told.far, first.nowMs];
  let [nearBook, farBook] = [first.near.market.book, first.far.market.book];
  for (const change of told.changes) {
    nowMs += change.ms;
    if (change.near) {
      near = { bids: changed(near.bids, change.near), asks: changed(near.asks, change.near) };
      nearBook = bookFrom(near, nearPrice, { at: at(change.near.at), receivedAtMs: nowMs });
    }
    if (change.far) {
      far = {
        bids: changed(far.bids, change.far),
        asks: changed(far.asks, { ...change.far, isGone: false }),
      };
      const { limitUp, limitDown } = change.far;
      farBook = bookFrom(far, farPrice, {
        at: at(change.far.at),
        receivedAtMs: nowMs,
        ...(limitUp !== undefined && { limitUp: farPrice(limitUp) }),
        ...(limitDown !== undefined && { limitDown: farPrice(limitDown) }),
      });
    }
    yield {
      ...first,
      nowMs,
      near: { ...first.near, market: { ...first.near.market, ...(nearBook && { book: nearBook }) } },
      far: { ...first.far, market: { ...first.far.market, ...(farBook && { book: farBook }) } },
    };
  }
}

const found = (view: SpreadView) => ({
  quote: farPriceNow(view),
  isAgainst: isPricedAgainst(view),
  memory: remember(view),
  near: nextHedgeAction(view),
  outcome: spreadOutcome(view),
  telling: hedgeState(view),
});

test('a look that may be left out would find, remember and decide what the last one did', () => {
  const counts = { leftOut: 0, made: 0 };
  fc.assert(
    fc.property(story, (told) => {
      const seen = looked(begun(told));
      const step = nextFarAction(seen);
      const standing = step.kind === 'wait' ? standingOf(seen, step.untilMs) : undefined;
      if (!standing || step.kind !== 'wait') return;
      for (const now of laterViews(told, seen)) {
        if (!stillStands(standing, now)) {
          counts.made += 1;
          continue;
        }
        counts.leftOut += 1;
        expect(found(now)).toEqual({ ...found(seen), memory: seen.memory });
        const later = nextFarAction(now);
        expect(later.kind).toBe('wait');
        // At the time that was waited for there is a look, so a later one misses nothing.
        const untilMs = (later.kind === 'wait' && later.untilMs) || Number.POSITIVE_INFINITY;
        expect(untilMs).toBeGreaterThanOrEqual(step.untilMs ?? Number.POSITIVE_INFINITY);
      }
    }),
    { numRuns: 5_000 },
  );
  expect(Math.min(counts.leftOut, counts.made)).toBeGreaterThan(50);
});

describe('every look is made', () => {
  const order = { lots: 2, price: 30_260 };
  const scene = { far: { leg: working(order) }, options: { displayQuantity: 2 } };
  const stands = (view: SpreadView) => standingOf(looked(view)) !== undefined;
  const standing = viewOf(scene);

  test('but where a far order works, nothing is owed and there is depth enough', () => {
    expect(stands(standing)).toBe(true);
  });

  test('while no far order works, or it takes what is shown at once', () => {
    expect(stands(viewOf({ options: scene.options }))).toBe(false);
    expect(stands(viewOf({ ...scene, far: { leg: sent(order) } }))).toBe(false);
    expect(stands(viewOf({ ...scene, options: { ...scene.options, now: true } }))).toBe(false);
  });

  test('while a hedge is owed or under way', () => {
    expect(stands(viewOf({ ...scene, far: { leg: working({ ...order, executed: 1 }) } }))).toBe(false);
    expect(stands(viewOf({ ...scene, near: { leg: sent({ lots: 10, price: 300 }) } }))).toBe(false);
  });

  test('while an order of ours that just ended counts', () => {
    const ghost = { direction: 'sell' as const, price: d(30_260), lots: 1, endedAtMs: 9_900 };
    for (const leg of ['far', 'near'] as const) {
      const market = { ...standing[leg].market, ownOrders: [ghost] };
      expect([leg, stands({ ...standing, [leg]: { ...standing[leg], market } })]).toEqual([leg, false]);
    }
  });

  test('while depth bounds what is shown, or a book is unknown', () => {
    const { near, far } = standing;
    const showing = (lots: number) => {
      const market = {
        ...near.market,
        book: bookOf(
          [],
          [
            [300, 50],
            [301, lots],
          ],
        ),
      };
      return { ...standing, near: { ...near, market } };
    };
    const larger = { ...far, leg: working({ ...order, lots: 6 }) };
    expect([stands(showing(50)), stands({ ...showing(50), far: larger })]).toEqual([true, false]);
    const thin = {
      ...near.market,
      book: bookOf(
        [],
        [
          [300, 20],
          [301, 10],
        ],
      ),
    };
    expect(stands({ ...standing, near: { ...near, market: thin } })).toBe(false);
    const none = { market: { ...near.market, book: undefined } };
    expect(stands({ ...standing, near: { ...near, ...none } })).toBe(false);
    expect(stands({ ...standing, far: { ...far, ...none } })).toBe(false);
  });
});

describe('a look is made', () => {
  const order = { lots: 2, price: 30_260 };
  const shown = { displayQuantity: 2 };
  const near = (lots: number, price = '300', more = {}) => ({
    market: {
      book: bookOf(
        [['299.9', 90]],
        [
          [price, lots],
          ['300.5', 900],
        ],
        more,
      ),
    },
  });
  const seen = looked(viewOf({ far: { leg: working(order) }, near: near(500), options: shown }));
  const stands = (scene: Partial<SpreadView>) => {
    const standing = standingOf(seen, 20_000);
    if (!standing) throw new Error('it does not stand');
    return stillStands(standing, { ...seen, ...scene });
  };
  const withNear = (...book: Parameters<typeof near>) => ({
    near: { ...seen.near, market: { ...seen.near.market, ...near(...book).market } },
  });

  test('not for depth that is still enough', () => {
    expect(stands(withNear(400))).toBe(true);
  });

  test('when a price moves, the best level is not enough any more, or the book is unknown', () => {
    expect(stands(withNear(500, '300.1'))).toBe(false);
    expect(stands(withNear(19))).toBe(false);
    const { book: _book, ...unknown } = seen.near.market;
    expect(stands({ near: { ...seen.near, market: { ...unknown, book: undefined } } })).toBe(false);
  });

  test('when anything but the books is another', () => {
    const others: Partial<SpreadView>[] = [
      { halted: true },
      { mayOpen: false },
      { isTimeOver: true },
      { amendedAtMs: 9_999 },
      { hours: { farMayRest: false } },
      { hours: { farMayRest: true, changesAtMs: 15_000 } },
      { memory: { ...seen.memory } },
      { moveAllowedAtMs: -1 },
      { nowMs: 20_000 },
      { wish: { ...seen.wish, mode: 'pause' } },
      { wish: { ...seen.wish, price: d(251) } },
      { wish: { ...seen.wish, hedge: { number: 1, choice: 'keep-trying' } } },
      { far: { ...seen.far, mustAsk: true } },
      { far: { ...seen.far, leg: working({ ...order, executed: 1 }) } },
      { far: { ...seen.far, market: { ...seen.far.market, tradable: false } } },
      { near: { ...seen.near, market: { ...seen.near.market, ownOrders: [] } } },
      { near: { ...seen.near, market: { ...seen.near.market, priceStep: d('0.2') } } },
      { near: { ...seen.near, market: { ...seen.near.market, commissionRate: d('0.1') } } },
    ];
    for (const other of others) expect([other, stands(other)]).toEqual([other, false]);
  });
});
