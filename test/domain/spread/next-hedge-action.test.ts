import { describe, expect, test } from '@jest/globals';
import { asked, cancelSent, doubted, emptyLeg, existsUnseen, type Leg } from '../../../domain/leg.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { nextHedgeAction } from '../../../domain/spread/next-hedge-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import type { HedgeChoice } from '../../../domain/spread/terms.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import { bookOf, d, ended, later, looked, NEAR_BOOK, type Scene, sent, viewOf, working } from './scene.js';

/** Two contracts are sold: 200 shares, 20 lots, are to be bought. */
const far = { leg: working({ lots: 5, price: 30_260, executed: 2 }) };
const look = (scene: Scene = {}) => looked(viewOf({ far, ...scene }));
const act = (scene: Scene = {}) => nextHedgeAction(look(scene));
const nearOf = (leg: Leg, market: Partial<SpreadView['near']['market']> = {}): Scene['near'] => ({
  leg,
  market,
});
const hedge = { lots: 20, price: 300, direction: 'buy' as const };

/** The same view with another near leg or market. */
const withNear = (view: SpreadView, leg: Leg, market: Partial<SpreadView['near']['market']> = {}) => ({
  near: { ...view.near, leg, market: { ...view.near.market, ...market } },
});
const answering = (view: SpreadView, number: number, choice: HedgeChoice) => ({
  wish: { ...view.wish, hedge: { number, choice } },
});

describe('a hedge', () => {
  test('is sent for what is owed, at what the book needs for it, and is killed unfilled', () => {
    expect(act()).toEqual({ kind: 'post', number: 1, lots: 20, price: d(300), timeInForce: 'fill-and-kill' });
    const thin = bookOf(
      [],
      [
        [300, 5],
        ['300.3', 15],
      ],
    );
    expect(act({ near: { market: { book: thin } } })).toMatchObject({ lots: 20, price: d('300.3') });
    expect(act({ sell: false })).toMatchObject({ lots: 20, price: d('299.9') });
  });

  test('pays some steps more than that, so that it is filled when the book has just moved', () => {
    expect(act({ options: { payUpTicks: 2 } })).toMatchObject({ price: d('300.2') });
    expect(act({ options: { payUpTicks: 2 }, sell: false })).toMatchObject({ price: d('299.7') });
  });

  test('asks nothing of a claim, a halt, the wish, the hours, or the budget', () => {
    for (const scene of [
      {
        mayOpen: false,
        halted: true,
        hours: { farMayRest: false },
        isTimeOver: true,
        moveAllowedAtMs: 60_000,
      },
      { wish: { mode: 'pause' as const } },
      { wish: { mode: 'stop' as const } },
      { far: { ...far, market: { tradable: false } } },
      { near: { market: { tradable: undefined } } },
    ])
      expect(act(scene)).toMatchObject({ kind: 'post', lots: 20 });
  });

  test('counts whole near lots, and carries the rest', () => {
    expect(act({ wish: { ratio: d('12.5') } })).toMatchObject({ lots: 2 });
    const view = look({
      wish: { ratio: d('12.5') },
      near: nearOf(ended({ ...hedge, lots: 2, executed: 2 })),
    });
    expect(nextHedgeAction(view)).toEqual({ kind: 'wait' });
    expect(hedgeState(view)).toEqual({ owedLots: 0, owed: d(5) });
  });

  test('is of no more than 30,000,000 roubles; a part that was filled in full widens nothing', () => {
    const deep = bookOf([], [[3_000, 90_000]]);
    const many = { leg: working({ lots: 500, price: 300_400, executed: 500 }) };
    const scene = { far: many, options: { payUpTicks: 2 } };
    const first = look({ ...scene, near: { market: { book: deep } } });
    expect(nextHedgeAction(first)).toMatchObject({ number: 1, lots: 999, price: d('3000.2') });
    const order = { ...hedge, lots: 999, price: '3000.2' };
    const trying = later(first, 1, withNear(first, sent(order)));
    const second = later(trying, 1, withNear(first, ended({ ...order, executed: 999 })));
    expect(nextHedgeAction(second)).toMatchObject({ number: 2, lots: 999, price: d('3000.2') });
  });

  test('stays within what the exchange allows today', () => {
    const book = { ...NEAR_BOOK, limitUp: d('300.1') };
    expect(act({ near: { market: { book } }, options: { payUpTicks: 9 } })).toMatchObject({
      price: d('300.1'),
    });
  });

  test('is not sent while the market is closed or shows nothing, and people are told', () => {
    const closed = look({ near: { market: { tradable: false } }, hours: { farMayRest: false } });
    const halted = look({ near: { market: { tradable: false } } });
    const empty = look({ near: { market: { book: bookOf([[299, 9]], []) } } });
    for (const view of [closed, halted, empty]) {
      expect(nextHedgeAction(view)).toEqual({ kind: 'wait' });
      expect(spreadOutcome(view)).toBeUndefined();
    }
    expect(hedgeState(closed)).toEqual({ owedLots: 20, owed: d(200), heldBackBy: 'closed' });
    expect(hedgeState(halted)).toMatchObject({ heldBackBy: 'halted' });
    expect(hedgeState(empty)).toMatchObject({ heldBackBy: 'no-book' });
  });

  test('that somebody did not kill is taken away', () => {
    const leg = working({ ...hedge, sentAtMs: 9_900 });
    expect(act({ near: nearOf(leg) })).toEqual({ kind: 'wait', untilMs: 10_150 });
    expect(act({ near: nearOf(leg), nowMs: 10_150 })).toMatchObject({ kind: 'cancel' });
    expect(act({ near: nearOf(cancelSent(leg, 10_000)) })).toMatchObject({ kind: 'ask' });
  });
});

describe('a hedge in doubt', () => {
  const doubtful = doubted(sent(hedge), 9_990);

  test('is asked about, then sent again under its number for no more lots, and nothing else is', () => {
    expect(act({ near: nearOf(doubtful) })).toMatchObject({ kind: 'ask' });
    const more = { leg: working({ lots: 5, price: 30_260, executed: 4 }) };
    const again = act({ near: nearOf(asked(doubtful, 9_995)), far: more });
    expect(again).toMatchObject({ kind: 'post', number: 1, lots: 20, timeInForce: 'fill-and-kill' });
    expect(act({ near: nearOf(existsUnseen(doubtful, 9_995)) })).toMatchObject({ kind: 'ask' });
    expect(hedgeState(look({ near: nearOf(doubtful) }))).toMatchObject({ heldBackBy: 'in-doubt' });
  });

  test('leaves its key to one lot that nobody fills once a person let it be', () => {
    const near = nearOf(asked(doubtful, 9_995), { book: { ...NEAR_BOOK, limitDown: d(270) } });
    expect(act({ near, wish: { hedge: { number: 1, choice: 'leave' } } })).toMatchObject({
      lots: 1,
      price: d(270),
    });
  });

  test('leaves nothing out that the log lacks after a crash: its number is sent again, and its answer counts', () => {
    // The log knows of no hedge, the exchange of one for 10 lots under number 1.
    const first = look({ memory: {} });
    expect(nextHedgeAction(first)).toMatchObject({ number: 1, lots: 20 });
    const answered = later(first, 1, withNear(first, ended({ ...hedge, lots: 10, executed: 10 })));
    expect(nextHedgeAction(answered)).toMatchObject({ number: 2, lots: 10 });
    expect(answered.memory.compared).toBeUndefined();
  });
});

describe('a hedge that was not filled for all it was sent for', () => {
  /** What is seen after each of these orders, one after the other, executed for so much. */
  const afterOrders = (start: SpreadView, orders: readonly { price: string; executed: number }[]) => {
    let view = start;
    let leg = emptyLeg;
    for (const { price, executed } of orders) {
      const order = { ...hedge, lots: 20, price, executed };
      view = later(view, 1, withNear(view, sent(order, leg)));
      leg = ended(order, leg);
      view = later(view, 1, withNear(view, leg));
    }
    return view;
  };
  const payUp = { options: { payUpTicks: 2 } };
  const spent = afterOrders(look(payUp), [{ price: '300.9', executed: 5 }]);

  test('is followed at once by the rest under the next number, paying twice as many steps', () => {
    const second = afterOrders(look(payUp), [{ price: '300.2', executed: 5 }]);
    expect(nextHedgeAction(second)).toMatchObject({ number: 2, lots: 15, price: d('300.4') });
    const third = afterOrders(look(payUp), [
      { price: '300.2', executed: 0 },
      { price: '300.4', executed: 0 },
    ]);
    expect(nextHedgeAction(third)).toMatchObject({ number: 3, lots: 20, price: d('300.8') });
    const without = afterOrders(look(), [{ price: '300', executed: 0 }]);
    expect(nextHedgeAction(without)).toMatchObject({ price: d('300.2') });
  });

  test('pays no more than 0.3 % beyond the price it began at, then a person is asked', () => {
    const dear = look(payUp);
    const away = later(dear, 1, withNear(dear, emptyLeg, { book: bookOf([], [['303', 200]]) }));
    expect(nextHedgeAction(away)).toMatchObject({ price: d('300.9') });
    expect(hedgeState(away).needsPerson).toBeUndefined();
    const asking = afterOrders(away, [{ price: '300.9', executed: 0 }]);
    expect(hedgeState(asking)).toMatchObject({
      owedLots: 20,
      needsPerson: { price: d(303), bound: d('300.9') },
    });
    expect(spreadOutcome(asking)).toBeUndefined();
  });

  test('is told to a person as well when the exchange allows no more', () => {
    const start = look(payUp);
    const limited = later(
      start,
      1,
      withNear(start, emptyLeg, { book: { ...NEAR_BOOK, limitUp: d('300.1') } }),
    );
    const asking = afterOrders(limited, [{ price: '300.1', executed: 0 }]);
    expect(hedgeState(asking)).toMatchObject({ needsPerson: { bound: d('300.1') } });
    expect(nextHedgeAction(asking)).toMatchObject({ kind: 'wait' });
  });

  test('is tried again meanwhile within its bounds, ever more seldom, soon when a book shows something', () => {
    expect(nextHedgeAction(spent)).toEqual({ kind: 'wait', untilMs: spent.nowMs + 1_000 });
    const again = later(spent, 1_000);
    expect(nextHedgeAction(again)).toMatchObject({ kind: 'post', number: 2, price: d('300.4') });
    const order = { ...hedge, lots: 15, price: '300.9', executed: 0 };
    const triedAt = (ms: number) => {
      const trying = later(spent, ms - 1, withNear(spent, sent(order, spent.near.leg)));
      return later(trying, 1, withNear(spent, ended(order, spent.near.leg)));
    };
    expect(nextHedgeAction(triedAt(8_000))).toEqual({ kind: 'wait', untilMs: spent.nowMs + 16_000 });
    expect(nextHedgeAction(triedAt(90_000))).toEqual({ kind: 'wait', untilMs: spent.nowMs + 120_000 });
    const tried = triedAt(8_000);
    const book = { ...NEAR_BOOK, receivedAtMs: tried.nowMs + 500 };
    const shown = later(tried, 500, withNear(tried, tried.near.leg, { book }));
    expect(nextHedgeAction(shown)).toEqual({ kind: 'wait', untilMs: tried.nowMs + 1_000 });
  });

  test('has new bounds when a person says to keep trying, or when its market opens again', () => {
    const book = bookOf([], [['303', 200]]);
    const away = later(spent, 10, withNear(spent, spent.near.leg, { book }));
    const trying = later(away, 10, answering(away, 1, 'keep-trying'));
    expect(nextHedgeAction(trying)).toMatchObject({ number: 2, price: d('303.2') });
    expect(hedgeState(trying).needsPerson).toBeUndefined();
    const closed = later(away, 10, withNear(away, away.near.leg, { tradable: false }));
    expect(nextHedgeAction(later(closed, 10, withNear(away, away.near.leg)))).toMatchObject({
      price: d('303.2'),
    });
  });

  test('goes as far as the exchange allows when a person says at any price, of this hedge alone', () => {
    const book = { ...NEAR_BOOK, limitUp: d(330) };
    const limited = withNear(spent, spent.near.leg, { book });
    const any = later(spent, 10, { ...limited, ...answering(spent, 1, 'any-price') });
    expect(nextHedgeAction(any)).toMatchObject({ number: 2, lots: 15, price: d(330) });
    const unlimited = later(spent, 10, answering(spent, 1, 'any-price'));
    expect(nextHedgeAction(unlimited)).toMatchObject({ price: d('315.4') });
    // An answer from before says nothing of what is owed now, nor after a crash.
    const next = look({ ...payUp, wish: { hedge: { number: 1, choice: 'any-price' } } });
    expect(nextHedgeAction(next)).toMatchObject({ price: d('300.2') });
  });

  test('of more than was owed then is at any price only for that, the rest within new bounds', () => {
    const book = { ...NEAR_BOOK, limitUp: d(330) };
    const any = later(spent, 10, {
      ...withNear(spent, spent.near.leg, { book }),
      ...answering(spent, 1, 'any-price'),
    });
    const far = { ...any.far, leg: working({ lots: 5, price: 30_260, executed: 4 }) };
    const more = later(any, 10, { far });
    expect(nextHedgeAction(more)).toMatchObject({ number: 2, lots: 15, price: d(330) });
    const order = { ...hedge, lots: 15, price: 330, executed: 15 };
    const trying = later(more, 1, withNear(more, sent(order, more.near.leg)));
    const rest = later(trying, 1, withNear(trying, ended(order, more.near.leg)));
    expect(nextHedgeAction(rest)).toMatchObject({ number: 3, lots: 20, price: d('300.2') });
    // A fill that comes with the answer is none that the person knew of.
    const together = later(spent, 10, { far, ...answering(spent, 1, 'any-price') });
    expect(nextHedgeAction(together)).toMatchObject({ lots: 15 });
  });

  test('is let be for what was owed then: what is learnt of later is hedged, and nothing is opened', () => {
    const far = { ...spent.far, leg: ended({ lots: 5, price: 30_260, executed: 4 }) };
    const left = later(spent, 10, answering(spent, 1, 'leave'));
    for (const more of [
      later(left, 10, { far }),
      later(spent, 10, { far, ...answering(spent, 1, 'leave') }),
    ]) {
      expect(nextHedgeAction(more)).toMatchObject({ kind: 'post', number: 2, lots: 20 });
      expect(spreadOutcome(more)).toBeUndefined();
      expect(nextFarAction(more)).toMatchObject({ kind: 'wait' });
      const hedged = ended({ ...hedge, lots: 20, executed: 20 }, more.near.leg);
      const done = later(more, 10, withNear(more, hedged));
      expect(nextHedgeAction(done)).toEqual({ kind: 'wait' });
      expect(spreadOutcome(done)).toBe('left-unhedged');
    }
  });

  test('is hedged though a person let the one before be, which had ended meanwhile', () => {
    const order = { ...hedge, lots: 15, price: '300.9', executed: 15 };
    const over = later(spent, 10, withNear(spent, ended(order, spent.near.leg)));
    const late = later(over, 10, answering(over, 1, 'leave'));
    const far = { ...late.far, leg: working({ lots: 5, price: 30_260, executed: 3 }) };
    expect(nextHedgeAction(later(late, 10, { far }))).toMatchObject({ kind: 'post', number: 3, lots: 10 });
    expect(nextHedgeAction(later(over, 10, { far, ...answering(over, 1, 'leave') }))).toMatchObject({
      lots: 10,
    });
  });

  test('is let be when a person says so: the spread ends, with what it owes', () => {
    const left = later(spent, 10, answering(spent, 1, 'leave'));
    expect(nextHedgeAction(left)).toEqual({ kind: 'wait' });
    const done = { ...left, far: { ...left.far, leg: ended({ lots: 5, price: 30_260, executed: 2 }) } };
    expect(spreadOutcome(done)).toBe('left-unhedged');
    expect(spreadOutcome(left)).toBeUndefined();
    expect(hedgeState(done)).toEqual({ owedLots: 15, owed: d(150) });
  });
});
