import { describe, expect, test } from '@jest/globals';
import { asked, cancelSent, doubted, existsUnseen, type Leg } from '../../../domain/leg.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { nextHedgeAction } from '../../../domain/spread/next-hedge-action.js';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import {
  bookOf,
  d,
  ended,
  TWO_SOLD as far,
  HEDGE_OF_TWO as hedge,
  later,
  lookWithTwoSold as look,
  NEAR_BOOK,
  type Scene,
  sent,
  withNear,
  working,
} from './scene.js';

const act = (scene: Scene = {}) => nextHedgeAction(look(scene));
const nearOf = (leg: Leg, market: Partial<SpreadView['near']['market']> = {}): Scene['near'] => ({
  leg,
  market,
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
    // No answer to that one yet: nobody knows more than before.
    const underWay = sent(hedge, asked(doubtful, 9_995));
    expect(hedgeState(look({ near: nearOf(underWay) }))).toMatchObject({ heldBackBy: 'in-doubt' });
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
