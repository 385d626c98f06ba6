import type { ListedInstrument } from './listed-instrument.js';

type Kind = ListedInstrument['kind'];

/** Of what too few were listed: a kind, or `all`. */
export interface Shortfall {
  readonly kind: Kind | 'all';
  readonly listed: number;
  /** In the last good reading. */
  readonly before: number;
}

/** Less than half of what there was. */
export const isShort = (listed: number, before: number): boolean => listed * 2 < before;

/**
 * Where an answer is too short to be true: less than half of what was listed before, of all or of one kind; or nothing
 * at all. A kind that was never listed, because the broker does not serve it, is not missed.
 */
export function shortfallsOf({
  before,
  listed,
}: {
  /** How many of each kind the last good reading held. */
  readonly before: ReadonlyMap<Kind, number>;
  readonly listed: readonly Pick<ListedInstrument, 'kind'>[];
}): Shortfall[] {
  const now = new Map<Kind, number>();
  for (const { kind } of listed) now.set(kind, (now.get(kind) ?? 0) + 1);
  const ofAll: Shortfall = {
    kind: 'all',
    listed: listed.length,
    before: [...before.values()].reduce((sum, count) => sum + count, 0),
  };
  const ofKinds = [...before].map(
    ([kind, count]): Shortfall => ({ kind, listed: now.get(kind) ?? 0, before: count }),
  );
  return [ofAll, ...ofKinds].filter((each) => each.listed === 0 || isShort(each.listed, each.before));
}
