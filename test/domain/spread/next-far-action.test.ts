import { describe, expect, test } from '@jest/globals';
import { doubted } from '../../../domain/leg.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import {
  bookOf,
  d,
  ended,
  FAR_BOOK,
  later,
  looked,
  NEAR_BOOK,
  type Scene,
  sent,
  viewOf,
  working,
} from './scene.js';

const act = (scene: Scene = {}) => nextFarAction(looked(viewOf(scene)));
const nearOf = (book: SpreadView['near']['market']['book']): Scene['near'] => ({ market: { book } });

describe('a new far order', () => {
  test('rests where the wanted spread puts it, with what others show when that is better', () => {
    // Half of 1,000 near lots of 10 hedges 50 contracts; 20 are wanted, and cost 300 each: 250 + 100 × 300.
    expect(act()).toEqual({ kind: 'post', number: 1, lots: 20, price: d(30_260), timeInForce: 'day' });
    expect(act({ wish: { price: d(261) } })).toMatchObject({ price: d(30_261) });
  });

  test('is mirrored when the spread is bought: near bids, rounded down, never better than the best far bid', () => {
    // 250 + 100 × 299.9 = 30,240; at 249.5 it is 30,239.5.
    expect(act({ sell: false })).toMatchObject({ price: d(30_240) });
    expect(act({ sell: false, wish: { price: d('249.5') } })).toMatchObject({ price: d(30_239) });
    expect(act({ sell: false, wish: { price: d(300) } })).toMatchObject({ price: d(30_240) });
  });

  test('is rounded to the side that is never worse than wanted', () => {
    expect(act({ wish: { price: d('261.2') } })).toMatchObject({ price: d(30_262) });
  });

  test('pays for what the hedge of all it shows takes, level by level', () => {
    // 20 contracts need 200 lots: 100 at 300 and 100 at 301, so 300.5 each.
    const book = bookOf(
      [],
      [
        [300, 100],
        [301, 900],
        [302, 900],
      ],
    );
    expect(act({ near: nearOf(book) })).toMatchObject({ lots: 20, price: d(30_300) });
  });

  test('keeps what a hedge may pay more and the commission of both legs in reserve', () => {
    // 100 × (300 + 2 × 0.1) + 250 = 30,270; and 0.05 % of each leg makes (100 × 300.2 × 1.0005 + 250) / 0.9995.
    expect(act({ options: { payUpTicks: 2 } })).toMatchObject({ price: d(30_270) });
    const commissionRate = d('0.0005');
    const costly = { market: { commissionRate } };
    expect(act({ options: { payUpTicks: 2 }, far: costly, near: costly })).toMatchObject({
      price: d(30_301),
    });
  });

  test('shows at most half of what five near levels can hedge, one contract while they show one at all', () => {
    const thin = (lots: number) =>
      bookOf(
        [],
        [
          [300, lots],
          [300, 0],
          [300, 0],
          [300, 0],
          [300, 0],
          [301, 900],
        ],
      );
    expect(act({ near: nearOf(thin(70)) })).toMatchObject({ lots: 3 });
    expect(act({ near: nearOf(thin(11)) })).toMatchObject({ lots: 1 });
    expect(act({ near: nearOf(bookOf([], [[300, 9]])) })).toEqual({ kind: 'wait' });
  });

  test('is not one more while what is owed fills the piece already', () => {
    const book = bookOf([], [[300, 40]]);
    const owing = (executed: number) =>
      act({ far: { leg: ended({ lots: executed, price: 30_260, executed }) }, near: nearOf(book) });
    expect(act({ near: nearOf(book) })).toMatchObject({ lots: 2 });
    expect(owing(1)).toMatchObject({ lots: 1 });
    for (const executed of [2, 3]) expect(owing(executed)).toMatchObject({ kind: 'wait' });
  });

  test('shows no more than a person wants shown, or unhedged', () => {
    expect(act({ options: { displayQuantity: 3 } })).toMatchObject({ lots: 3 });
    expect(act({ options: { maxUnhedged: 2 } })).toMatchObject({ lots: 2 });
  });

  test('is worth 30,000,000 roubles at most, in either leg', () => {
    const deep = bookOf([], [[300, 900_000]]);
    expect(act({ wish: { targetLots: 5_000 }, near: nearOf(deep) })).toMatchObject({ lots: 991 });
  });

  test('does not count near lots of our own orders, nor joins a price that only they show', () => {
    const own = { direction: 'sell' as const, price: d(300), lots: 200 };
    expect(act({ near: { market: { ownOrders: [own] } }, wish: { price: d(251) } })).toMatchObject({
      price: d(30_261),
    });
    const farOwn = { direction: 'sell' as const, price: d(30_260), lots: 10 };
    expect(act({ far: { market: { ownOrders: [farOwn] } } })).toMatchObject({ price: d(30_261) });
  });

  test('keeps one step off the other side with nobody else on its own, and where the exchange takes it', () => {
    const alone = { market: { book: bookOf([[30_255, 5]], []) } };
    expect(act({ far: alone })).toMatchObject({ price: d(30_256) });
    expect(act({ far: { market: { book: bookOf([], []) } } })).toMatchObject({ price: d(30_250) });
    const limited = { market: { book: { ...FAR_BOOK, limitUp: d(30_270) } } };
    expect(act({ far: limited, wish: { price: d(300) } })).toEqual({ kind: 'wait' });
  });

  test.each<[string, Scene]>([
    ['the far market is closed', { far: { market: { tradable: false } } }],
    ['the near market is closed', { near: { market: { tradable: false } } }],
    ['a status is unknown', { near: { market: { tradable: undefined } } }],
    ['a book is unknown', { near: { market: { book: undefined } } }],
    ['an opening or a close of either is near', { hours: { farMayRest: false } }],
    ['it is paused', { wish: { mode: 'pause' } }],
    ['orders are halted', { halted: true }],
    ['its time is over', { isTimeOver: true }],
    ['a hedge was left by a person', { wish: { hedge: { number: 1, choice: 'leave' } } }],
    ['a hedge is in doubt', { near: { leg: doubted(sent({ lots: 10, price: 300 }), 0) } }],
    ['a hedge must be asked about', { near: { leg: working({ lots: 10, price: 300 }), mustAsk: true } }],
    [
      'a whole piece is unhedged',
      { far: { leg: ended({ lots: 5, price: 30_260, executed: 5 }) }, options: { displayQuantity: 5 } },
    ],
    [
      'the legs were not compared since a crash',
      { far: { leg: ended({ lots: 5, price: 30_260, executed: 5 }) }, memory: {} },
    ],
  ])('is not sent while %s', (_, scene) => {
    expect(act(scene)).toMatchObject({ kind: 'wait' });
  });

  test('takes of a piece what is not owed', () => {
    const leg = ended({ lots: 5, price: 30_260, executed: 2 });
    expect(act({ far: { leg }, options: { displayQuantity: 5 } })).toMatchObject({ number: 2, lots: 3 });
  });

  test('is sent though a remainder below one near lot is carried', () => {
    const leg = ended({ lots: 1, price: 30_260, executed: 1 });
    const wish = { ratio: d('4'), price: d(29_000) };
    expect(act({ far: { leg }, wish, options: { maxUnhedged: 1 } })).toMatchObject({ kind: 'post', lots: 1 });
  });

  test('waits while a hedge is owed for longer than a second, and looks again when that is', () => {
    const leg = ended({ lots: 5, price: 30_260, executed: 2 });
    const first = looked(viewOf({ far: { leg }, near: nearOf(bookOf([], [])), nowMs: 10_000 }));
    expect(nextFarAction(first)).toEqual({ kind: 'wait', untilMs: 11_000 });
    const market = { ...first.near.market, book: NEAR_BOOK };
    expect(nextFarAction(later(first, 900, { near: { ...first.near, market } }))).toMatchObject({
      kind: 'post',
    });
    expect(nextFarAction(later(first, 1_000, { near: { ...first.near, market } }))).toEqual({ kind: 'wait' });
  });
});
