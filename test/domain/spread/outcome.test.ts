import { describe, expect, test } from '@jest/globals';
import { spreadOutcome } from '../../../domain/spread/outcome.js';
import { d, ended, type Scene, sent, viewOf, working } from './scene.js';

const hedge = { lots: 20, price: 300, direction: 'buy' as const };

describe('what a spread has come to', () => {
  const outcome = (scene: Scene = {}) => spreadOutcome(viewOf(scene));

  test('is told when nothing is unsettled or owed, by what is wanted', () => {
    expect(outcome()).toBeUndefined();
    expect(outcome({ wish: { mode: 'stop' } })).toBe('stopped');
    expect(outcome({ wish: { mode: 'pause' } })).toBe('paused');
    expect(outcome({ isTimeOver: true })).toBe('time-over');
    expect(outcome({ halted: true })).toBe('halted');
    expect(outcome({ near: { market: { tradable: false } } })).toBe('not-trading');
    expect(outcome({ far: { market: { tradable: false } } })).toBe('not-trading');
    expect(outcome({ hours: { farMayRest: false } })).toBeUndefined();
    const both = {
      far: { leg: ended({ lots: 20, price: 30_260, executed: 20 }) },
      near: { leg: ended({ ...hedge, lots: 200, executed: 200 }) },
    };
    expect(outcome(both)).toBe('reached');
    expect(outcome({ ...both, wish: { mode: 'stop' } })).toBe('reached');
  });

  test('is nothing while a whole near lot is owed or an order is unsettled, whatever is wanted', () => {
    const owing = { far: { leg: ended({ lots: 20, price: 30_260, executed: 20 }) } };
    for (const scene of [
      owing,
      { ...owing, wish: { mode: 'stop' as const } },
      { ...owing, near: { market: { tradable: false } } },
      { ...owing, near: { leg: sent({ ...hedge, lots: 200 }) } },
      { far: { leg: working({ lots: 5, price: 30_260 }) }, wish: { mode: 'stop' as const } },
    ])
      expect(outcome(scene)).toBeUndefined();
  });

  test('is reached with a remainder below one near lot', () => {
    expect(
      outcome({ wish: { ratio: d('0.4') }, far: { leg: ended({ lots: 20, price: 30_260, executed: 20 }) } }),
    ).toBe('reached');
  });
});
