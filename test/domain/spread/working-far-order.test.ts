import { describe, expect, test } from '@jest/globals';
import { asked, cancelRefused, cancelSent, doubted } from '../../../domain/leg.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import { bookOf, d, ended, FAR_BOOK, later, looked, type Scene, sent, viewOf, working } from './scene.js';

const act = (scene: Scene = {}) => nextFarAction(looked(viewOf(scene)));
const nearOf = (book: SpreadView['near']['market']['book']): Scene['near'] => ({ market: { book } });

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

  test('that others went away from is moved as soon as it has lived and the budget lets it, by more than the slop', () => {
    const away = bookOf([[30_240, 9]], [[30_263, 9]]);
    const view = looked(viewOf({ far: { leg, market: { book: away } } }));
    expect(nextFarAction(view)).toEqual({ kind: 'wait', untilMs: 11_000 });
    const lived = { ...view, nowMs: 11_000, memory: { compared: true } };
    expect(nextFarAction(looked(lived))).toMatchObject({ kind: 'cancel', why: 'move' });
    expect(nextFarAction(looked({ ...lived, moveAllowedAtMs: 12_000 }))).toEqual({
      kind: 'wait',
      untilMs: 12_000,
    });
    const near = { ...view.far, market: { ...view.far.market, book: bookOf([], [[30_262, 9]]) } };
    expect(nextFarAction(looked({ ...lived, far: near }))).toEqual({ kind: 'wait' });
    // Bought, the one in front bids more.
    const bought = working({ ...order, price: 30_240, direction: 'buy' });
    const bids = bookOf([[30_237, 9]], [[30_260, 9]]);
    const buys = { sell: false, wish: { price: d(300) }, far: { leg: bought, market: { book: bids } } };
    expect(act({ ...buys, nowMs: 11_000 })).toMatchObject({ kind: 'cancel', why: 'move' });
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

  test('waits two seconds for the first books of who takes over; one that is lost takes it away at once', () => {
    const cancel = { kind: 'cancel', why: 'unwanted', countsAsMove: true };
    for (const missing of ['far', 'near'] as const) {
      const known = viewOf({ far: { leg }, memory: {} });
      const none = { ...known[missing], market: { ...known[missing].market, book: undefined } };
      const first = looked({ ...known, [missing]: none });
      expect(nextFarAction(first)).toEqual({ kind: 'wait', untilMs: 12_000 });
      expect(nextFarAction(later(first, 1_900))).toEqual({ kind: 'wait', untilMs: 12_000 });
      const over = later(first, 2_000);
      expect(nextFarAction(over)).toMatchObject(cancel);
      expect(over.memory.movedFromMs).toBe(leg.current?.sentAtMs);
      const come = later(first, 100, { [missing]: known[missing] });
      expect(nextFarAction(come)).toMatchObject({ kind: 'wait' });
      expect(come.memory.movedFromMs).toBeUndefined();
      expect(nextFarAction(later(come, 10, { [missing]: none }))).toMatchObject(cancel);
    }
  });

  test('that the closed market does not give back is waited for: there is no outcome before it is known to be gone', () => {
    const stuck = asked(cancelRefused(cancelSent(leg, 9_000)), 9_000);
    const scene: Scene = {
      far: { leg: stuck, market: { tradable: false } },
      near: { market: { tradable: false } },
    };
    expect(act(scene)).toMatchObject({ kind: 'wait' });
    // The far market may open before the near one: what is filled then is to be hedged.
    expect(spreadOutcome(viewOf(scene))).toBeUndefined();
    expect(
      spreadOutcome(viewOf({ ...scene, wish: { hedge: { number: 1, choice: 'leave' } } })),
    ).toBeUndefined();
    expect(act({ far: { leg: stuck } })).toMatchObject({ kind: 'cancel' });
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
    const taker = {
      kind: 'post',
      number: 1,
      lots: 1,
      price: d(33_000),
      timeInForce: 'fill-and-kill',
      takesKeyOnly: true,
    };
    expect(act({ far: { leg: doubtful, market: { book } }, wish: { mode: 'stop' } })).toEqual(taker);
    expect(act({ far: { leg: doubtful, market: { book } }, memory: {} })).toEqual(taker);
  });

  test('is only asked about while orders are halted', () => {
    expect(act({ far: { leg: doubtful }, halted: true })).toMatchObject({ kind: 'ask' });
    const stopped: Scene = { far: { leg: doubtful }, halted: true, wish: { mode: 'stop' } };
    expect(act(stopped)).toMatchObject({ kind: 'ask' });
    expect(spreadOutcome(viewOf(stopped))).toBeUndefined();
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
