import { describe, expect, test } from '@jest/globals';
import { doubted, emptyLeg } from '../../../domain/leg.js';
import { hedgeState } from '../../../domain/spread/hedge-state.js';
import { mayStillSend, nextFarAction } from '../../../domain/spread/next-far-action.js';
import { priceWith, ratioInForce, withRatio } from '../../../domain/spread/ratio-in-force.js';
import { SPREAD_DEFAULTS } from '../../../domain/spread/terms.js';
import { d, ended, looked, type Scene, sent, viewOf, working } from './scene.js';

const order = { lots: 5, price: 30_260 };

describe('the ratio by which is hedged', () => {
  const wanted = d(50);

  const ratioOf = (number: number) => ({ 1: d(200), 2: d(150) })[number];
  const none = { wanted, ratioOf };

  test('is none but the wanted one while nothing of the far leg is executed or can be', () => {
    expect(ratioInForce(d(100), { ...none, far: emptyLeg })).toBeUndefined();
    expect(ratioInForce(d(100), { ...none, far: ended({ ...order, executed: 0 }) })).toBeUndefined();
  });

  test('is the one that the first order to be executed was written down with', () => {
    const once = ended({ ...order, executed: 0 });
    expect(ratioInForce(undefined, { ...none, far: sent(order) })).toEqual(d(200));
    expect(ratioInForce(undefined, { ...none, far: ended({ ...order, executed: 2 }) })).toEqual(d(200));
    expect(ratioInForce(undefined, { ...none, far: ended({ ...order, executed: 2 }, once) })).toEqual(d(150));
  });

  test('is that of an order that is filled after its end, where no other one can be executed', () => {
    const late = { ...ended({ ...order, executed: 1 }), nextNumber: 3 };
    expect(ratioInForce(undefined, { ...none, far: late, filledLate: 1 })).toEqual(d(200));
    const withNext = { ...none, far: { ...late, current: working(order).current }, filledLate: 2 };
    expect(ratioInForce(undefined, withNext)).toEqual(d(200));
  });

  test('is the wanted one of the moment where the order log says none', () => {
    const far = sent(order);
    expect(ratioInForce(undefined, { wanted, far, ratioOf: () => undefined })).toEqual(d(50));
  });

  test('stays what it was beside a fill, or an order that may be filled', () => {
    for (const far of [
      sent(order),
      doubted(sent(order), 0),
      working(order),
      working({ ...order, executed: 1 }),
      ended({ ...order, executed: 1 }),
    ])
      expect(ratioInForce(d(100), { ...none, far })).toEqual(d(100));
  });
});

test('a price belongs to the ratio it was wanted with last, however often that is amended', () => {
  const spread = { ratio: '100', options: SPREAD_DEFAULTS, hedge: null };
  const fifty = withRatio(spread, { ratio: '50', limitPrice: '250' });
  const again = withRatio(fifty, { ratio: '20.0', limitPrice: '15000' });
  const wish = { limitPrice: '24000', spread: again };
  expect(['100.0', '50', '20', '7'].map((ratio) => priceWith(d(ratio), wish))).toEqual([
    '250',
    '15000',
    '24000',
    '24000',
  ]);
  expect(withRatio(again, { ratio: '20.0', limitPrice: '1' })).toEqual(again);
  expect(
    priceWith(d(100), { limitPrice: '250', spread: withRatio(spread, { ratio: '100', limitPrice: '1' }) }),
  ).toBe('250');
});

describe('a far order by a ratio that is not wanted any more', () => {
  const amended = { wish: { wantedRatio: d(50) } };
  const act = (scene: Scene) => nextFarAction(looked(viewOf(scene)));

  test('is taken away while nothing of it is executed, so that the wanted one comes into force', () => {
    expect(act({ ...amended, far: { leg: working(order) } })).toMatchObject({ kind: 'cancel' });
    const wish = { ...viewOf().wish, wantedRatio: d(50) };
    const view = looked({ ...viewOf({ far: { leg: sent(order) } }), wish });
    expect(mayStillSend(view, { ...order, number: 1, price: d(30_260), timeInForce: 'day' })).toBe(false);
  });

  test('goes on by the old one once something is', () => {
    expect(act({ ...amended, far: { leg: working({ ...order, executed: 1 }) } })).toMatchObject({
      kind: 'wait',
    });
  });
});

test('a whole near lot too many is told, a remainder is not', () => {
  const far = { leg: ended({ ...order, executed: 1 }) };
  const hedged = (lots: number, ratio: number) => {
    const leg = ended({ lots, price: 300, executed: lots, direction: 'buy' });
    return hedgeState(looked(viewOf({ far, near: { leg }, wish: { ratio: d(ratio) } })));
  };
  expect(hedged(10, 50)).toEqual({ owedLots: 0, owed: d(-50), overHedgedLots: 5 });
  expect(hedged(10, 91)).toEqual({ owedLots: 0, owed: d(-9) });
  expect(hedged(10, 90)).toMatchObject({ overHedgedLots: 1 });
});
