import { describe, expect, test } from '@jest/globals';
import { asked, cancelRefused, cancelSent, doubted } from '../../../domain/leg.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
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

describe('a far order that works', () => {
  const order = { lots: 20, price: 30_260, sentAtMs: 9_000 };
  const leg = working(order);
  const dearer = bookOf([], [['300.2', 2_000]]);

  test('is left alone where it stands', () => {
    expect(act({ far: { leg } })).toEqual({ kind: 'wait' });
  });

  test('is taken away at once when the near leg turns against it, whatever its life and the budget', () => {
    const young = { nowMs: 9_001, moveAllowedAtMs: 60_000 };
    expect(act({ far: { leg }, near: nearOf(dearer), ...young })).toMatchObject({
      kind: 'cancel',
      why: 'unwanted',
      countsAsMove: true,
    });
    expect(act({ far: { leg }, near: nearOf(bookOf([], [])), ...young })).toMatchObject({ kind: 'cancel' });
  });

  test('is followed by the next one only after the life of an order, and in the budget', () => {
    const against = looked(viewOf({ far: { leg }, near: nearOf(dearer), nowMs: 9_500 }));
    const none = { ...against.far, leg: ended({ ...order, executed: 0 }) };
    const gone = later(against, 10, { far: none });
    expect(nextFarAction(gone)).toEqual({ kind: 'wait', untilMs: 11_000 });
    expect(nextFarAction(later(gone, 2_000, { moveAllowedAtMs: 12_000 }))).toEqual({
      kind: 'wait',
      untilMs: 12_000,
    });
    expect(nextFarAction(later(gone, 2_000))).toMatchObject({ kind: 'post', number: 2, price: d(30_270) });
  });

  test('stays when the fill of a part makes the rest no dearer than all was', () => {
    const book = bookOf(
      [],
      [
        [300, 100],
        ['300.2', 100],
        ['300.4', 900],
      ],
    );
    expect(act({ far: { leg }, near: nearOf(book) })).toEqual({ kind: 'wait' });
    const filled = working({ ...order, executed: 10 });
    expect(act({ far: { leg: filled }, near: nearOf(book) })).toMatchObject({ kind: 'wait' });
  });

  test('is moved for us by more than the slop, held for a second, after its life and in the budget', () => {
    const cheaper = bookOf([[30_240, 9]], [[30_257, 9]]);
    const view = looked(viewOf({ far: { leg, market: { book: cheaper } } }));
    expect(nextFarAction(view)).toEqual({ kind: 'wait', untilMs: 11_000 });
    expect(nextFarAction(later(view, 1_000))).toMatchObject({ kind: 'cancel', why: 'move' });
    expect(nextFarAction(later(view, 1_000, { moveAllowedAtMs: 12_000 }))).toEqual({
      kind: 'wait',
      untilMs: 12_000,
    });
    // Two ticks are the slop; and what came back meanwhile begins anew.
    const closer = { ...view.far, market: { ...view.far.market, book: bookOf([], [[30_258, 9]]) } };
    const back = later(view, 500, { far: closer });
    expect(nextFarAction(back)).toEqual({ kind: 'wait' });
    expect(nextFarAction(later(back, 600, { far: view.far }))).toEqual({ kind: 'wait', untilMs: 12_100 });
  });

  test('is moved at once after an amendment', () => {
    const amended = { amendedAtMs: 9_500, nowMs: 9_600, wish: { price: d(270) } };
    const cheaper = {
      ...amended,
      wish: { price: d(240) },
      far: { leg: working({ ...order, price: 30_270 }) },
    };
    expect(act({ far: { leg }, ...amended })).toMatchObject({ kind: 'cancel', why: 'unwanted' });
    expect(act(cheaper)).toEqual({ kind: 'cancel', why: 'unwanted', order: cheaper.far.leg.current });
  });

  test.each<[string, Scene]>([
    ['the near market closes', { near: { market: { tradable: false } } }],
    ['a close is near', { hours: { farMayRest: false } }],
    ['it is paused', { wish: { mode: 'pause' } }],
    ['orders are halted', { halted: true }],
    ['less is wanted', { wish: { targetLots: 10 } }],
    ['a hedge is in doubt', { near: { leg: doubted(sent({ lots: 10, price: 300 }), 0) } }],
    [
      'more is unhedged than a person allows',
      { options: { maxUnhedged: 1 }, far: { leg: working({ ...order, executed: 2 }) } },
    ],
  ])('is taken away when %s', (_, scene) => {
    expect(act({ ...scene, far: { leg, ...scene.far } })).toMatchObject({ kind: 'cancel', why: 'unwanted' });
  });

  test('that the closed market does not give back is left, and said so, only when nothing is owed', () => {
    const stuck = asked(cancelRefused(cancelSent(leg, 9_000)), 9_000);
    const scene: Scene = {
      far: { leg: stuck, market: { tradable: false } },
      near: { market: { tradable: false } },
    };
    expect(act(scene)).toMatchObject({ kind: 'wait' });
    expect(spreadOutcome(viewOf(scene))).toBe('not-trading');
  });
});

describe('a far order in doubt', () => {
  const doubtful = asked(doubted(sent({ lots: 5, price: 30_260 }), 9_000), 9_000);

  test('is sent again as it is wanted now, for no more lots', () => {
    expect(act({ far: { leg: doubtful } })).toMatchObject({
      kind: 'post',
      number: 1,
      lots: 5,
      price: d(30_260),
    });
  });

  test('leaves its key to one lot that nobody fills when nothing is wanted any more, or the legs are not compared', () => {
    const book = { ...FAR_BOOK, limitUp: d(33_000) };
    const taker = { kind: 'post', number: 1, lots: 1, price: d(33_000), timeInForce: 'fill-and-kill' };
    expect(act({ far: { leg: doubtful, market: { book } }, wish: { mode: 'stop' } })).toEqual(taker);
    expect(act({ far: { leg: doubtful, market: { book } }, memory: {} })).toEqual(taker);
  });

  test('is only asked about while orders are halted', () => {
    expect(act({ far: { leg: doubtful }, halted: true })).toMatchObject({ kind: 'ask' });
  });
});

describe('at once', () => {
  const now = { options: { now: true } };

  test('takes what others offer at the price or better, and waits while nobody does', () => {
    expect(act({ ...now, wish: { price: d(239) } })).toEqual({
      kind: 'post',
      number: 1,
      lots: 20,
      price: d(30_239),
      timeInForce: 'fill-and-kill',
    });
    expect(act({ ...now, wish: { price: d(240) } })).toMatchObject({ lots: 10, price: d(30_240) });
    expect(act({ ...now, wish: { price: d(241) } })).toEqual({ kind: 'wait' });
  });

  test('waits for another book before it takes again, because this one may show what is gone', () => {
    const wish = { price: d(239) };
    const first = looked(
      viewOf({ ...now, wish, far: { leg: sent({ lots: 20, price: 30_239, sentAtMs: 10_000 }) } }),
    );
    const leg = ended({ lots: 20, price: 30_239, executed: 0 });
    const gone = later(first, 10, { far: { ...first.far, leg } });
    expect(nextFarAction(gone)).toEqual({ kind: 'wait', untilMs: 10_500 });
    const market = { ...gone.far.market, book: { ...FAR_BOOK, receivedAtMs: 10_090 } };
    expect(nextFarAction(later(gone, 100, { far: { ...gone.far, market } }))).toMatchObject({ kind: 'post' });
  });

  test('takes away an order that rests since before', () => {
    const leg = working({ lots: 5, price: 30_260, sentAtMs: 9_000 });
    expect(act({ ...now, far: { leg }, amendedAtMs: 9_900 })).toMatchObject({ kind: 'cancel' });
  });
});
