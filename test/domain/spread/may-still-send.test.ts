import { describe, expect, test } from '@jest/globals';
import { asked, doubted, existsUnseen } from '../../../domain/leg.js';
import { mayStillSend, nextFarAction } from '../../../domain/spread/next-far-action.js';
import { bookOf, d, FAR_BOOK, looked, type Scene, sent, viewOf, working } from './scene.js';

const order = { number: 1, lots: 20, price: d(30_260), timeInForce: 'day' as const };
const placed = { lots: 20, price: 30_260 };
const may = (scene: Scene = {}) => mayStillSend(looked(viewOf(scene)), order);
const hedge = { lots: 10, price: 300, direction: 'buy' as const };

describe('a far order that was decided', () => {
  test('may go out while all that spoke for it still does, on its way too', () => {
    expect(may()).toBe(true);
    expect(may({ far: { leg: sent(placed) } })).toBe(true);
  });

  test.each<[string, Scene]>([
    ['the hedge before is in doubt', { near: { leg: doubted(sent(hedge), 9_990) } }],
    ['the hedge before is known by its key alone', { near: { leg: existsUnseen(sent(hedge), 9_990) } }],
    ['the hedge before must be asked about', { near: { leg: working(hedge), mustAsk: true } }],
    ['the near market is closed', { near: { market: { tradable: false } } }],
    ['the near market is not known to be open', { near: { market: { tradable: undefined } } }],
    ['the far market is closed', { far: { market: { tradable: false } } }],
    ['an opening or a close is near', { hours: { farMayRest: false } }],
    ['it is paused', { wish: { mode: 'pause' } }],
    ['orders are halted', { halted: true }],
    ['its time is over', { isTimeOver: true }],
    ['a book is unknown', { near: { market: { book: undefined } } }],
    ['the near leg turned against it', { near: { market: { book: bookOf([], [['300.2', 2_000]]) } } }],
    ['the near side does not show its hedge', { near: { market: { book: bookOf([], [[300, 100]]) } } }],
  ])('does not go out once %s', (_, scene) => {
    expect(may(scene)).toBe(false);
    expect(may({ ...scene, far: { ...scene.far, leg: sent(placed) } })).toBe(false);
  });

  test('of one in doubt counts what is sent now, so what is decided may be sent as well', () => {
    const leg = asked(doubted(sent(placed), 9_000), 9_000);
    const view = looked(viewOf({ far: { leg }, near: { market: { book: bookOf([], [[300, 100]]) } } }));
    const action = nextFarAction(view);
    expect(action).toMatchObject({ kind: 'post', lots: 5 });
    expect(action.kind === 'post' && mayStillSend(view, action)).toBe(true);
  });

  test('that only takes a key goes out whatever is wanted, but not when somebody would fill it', () => {
    const leg = asked(doubted(sent(placed), 9_000), 9_000);
    const scene = { near: { market: { tradable: false } }, wish: { mode: 'stop' as const } };
    const view = looked(
      viewOf({ ...scene, far: { leg, market: { book: { ...FAR_BOOK, limitUp: d(33_000) } } } }),
    );
    const action = nextFarAction(view);
    expect(action).toMatchObject({ kind: 'post', takesKeyOnly: true });
    if (action.kind !== 'post') return;
    expect(mayStillSend(view, action)).toBe(true);
    const atLimit = { ...view.far.market, book: bookOf([[33_000, 5]], [], { limitUp: d(33_000) }) };
    const met = { ...view, far: { ...view.far, market: atLimit } };
    expect(mayStillSend(met, action)).toBe(false);
    expect(nextFarAction(met)).toMatchObject({ kind: 'ask' });
  });
});
