import { describe, expect, test } from '@jest/globals';
import { emptyLeg } from '../../../domain/leg.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { nextFarAction } from '../../../domain/spread/next-far-action.js';
import { nextHedgeAction } from '../../../domain/spread/next-hedge-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import {
  answering,
  bookOf,
  d,
  ended,
  HEDGE_OF_TWO as hedge,
  later,
  lookWithTwoSold as look,
  looked,
  NEAR_BOOK,
  sent,
  withNear,
  working,
} from './scene.js';

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
    // What this book shows was not there: the price to ask about is the next book's.
    expect(hedgeState(asking).needsPerson).toBeUndefined();
    const needsPerson = { price: d(303), bound: d('300.9') };
    const book = { ...bookOf([], [['303', 200]]), receivedAtMs: asking.nowMs + 1 };
    const newer = withNear(asking, asking.near.leg, { book });
    expect(hedgeState(later(asking, 2, newer))).toMatchObject({ owedLots: 20, needsPerson });
    // None follows: it is this one.
    expect(hedgeState(later(asking, 1_000))).toMatchObject({ owedLots: 20, needsPerson });
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
    expect(hedgeState(later(asking, 1_000))).toMatchObject({ needsPerson: { bound: d('300.1') } });
    expect(nextHedgeAction(asking)).toMatchObject({ kind: 'wait' });
  });

  test('is tried again only under a valid claim once a person was asked, who may have let it be since', () => {
    const isClaimed = false;
    expect(nextHedgeAction(later(spent, 1_000, { isClaimed }))).toMatchObject({ kind: 'wait' });
    expect(nextHedgeAction(later(spent, 1_000))).toMatchObject({ kind: 'post' });
    const answered = later(spent, 1, answering(spent, 1, 'any-price'));
    expect(nextHedgeAction(answered)).toMatchObject({ kind: 'post' });
    expect(nextHedgeAction(later(answered, 1, { isClaimed }))).toMatchObject({ kind: 'wait' });
    const inBounds = afterOrders(look(payUp), [{ price: '300.2', executed: 5 }]);
    expect(nextHedgeAction({ ...inBounds, isClaimed })).toMatchObject({ kind: 'post', number: 2 });
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
    // Nobody is told of it any more, neither that it is held back.
    expect(hedgeState(done)).toEqual({ owedLots: 0, owed: d(0), leftLots: 15 });
    const closed = later(left, 10, withNear(left, left.near.leg, { tradable: false }));
    expect(hedgeState(closed)).toEqual({ owedLots: 0, owed: d(0), leftLots: 15 });
  });

  test('is let be only as far as the question told it, also by who begins after the answer', () => {
    const far = { ...spent.far, leg: ended({ lots: 5, price: 30_260, executed: 4 }) };
    // Two contracts were executed when it was asked, four when it was answered; five lots are hedged.
    const asked = later(spent, 10, { far });
    const begins = (dueLots?: number) =>
      looked({ ...asked, memory: {}, ...answering(asked, 1, 'leave', dueLots) });
    for (const left of [begins(20), later(asked, 10, answering(asked, 1, 'leave', 20))]) {
      expect(nextHedgeAction(left)).toMatchObject({ kind: 'post', lots: 20 });
      expect(hedgeState(left)).toMatchObject({ owedLots: 20, owed: d(200), leftLots: 15 });
      const hedged = ended({ ...hedge, lots: 20, executed: 20 }, left.near.leg);
      expect(spreadOutcome(later(left, 10, withNear(left, hedged)))).toBe('left-unhedged');
    }
    // An answer of before that was noted: all that is owed at the first look is.
    expect(spreadOutcome(begins())).toBe('left-unhedged');
  });

  test('is at any price only as far as the question told it', () => {
    const far = { ...spent.far, leg: working({ lots: 5, price: 30_260, executed: 4 }) };
    const asked = later(spent, 10, { far });
    const any = later(asked, 10, answering(asked, 1, 'any-price', 20));
    expect(nextHedgeAction(any)).toMatchObject({ lots: 15, price: d('315.4') });
  });
});
