import type { SpreadLegView, SpreadView } from './view.js';

/**
 * What is asked several times at one look, computed once: both legs, the wish and the time are the same then, whatever
 * the memory. A look is made at every change of a book, ten times a second for each of hundreds of spreads.
 */
export function oncePerLook<T>(compute: (view: SpreadView) => T): (view: SpreadView) => T {
  const known = new WeakMap<SpreadLegView, { readonly view: SpreadView; readonly value: T }>();
  return (view) => {
    const last = known.get(view.near);
    if (last && isSameLook(last.view, view)) return last.value;
    const value = compute(view);
    known.set(view.near, { view, value });
    return value;
  };
}

const isSameLook = (one: SpreadView, other: SpreadView): boolean =>
  one.far === other.far &&
  one.near === other.near &&
  one.wish === other.wish &&
  one.sell === other.sell &&
  one.nowMs === other.nowMs;
