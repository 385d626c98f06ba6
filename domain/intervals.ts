/** Stretches of time, each without its end. */
export interface TradingInterval {
  readonly from: Date;
  readonly to: Date;
}

type Intervals = readonly TradingInterval[];

/** In order, with those that meet, overlap, or are at most `gapMs` apart, made into one. */
export function merged(intervals: Intervals, gapMs = 0): TradingInterval[] {
  const ordered = [...intervals].sort((one, other) => one.from.getTime() - other.from.getTime());
  const result: TradingInterval[] = [];
  for (const each of ordered) {
    const last = result.at(-1);
    if (last && each.from.getTime() - last.to.getTime() <= gapMs) {
      if (each.to > last.to) result[result.length - 1] = { from: last.from, to: each.to };
    } else result.push(each);
  }
  return result;
}

/** What of them lies outside all of the others. */
export const without = (intervals: Intervals, cuts: Intervals): TradingInterval[] =>
  cuts.reduce(
    (left: TradingInterval[], cut) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: earlier(to, cut.from) },
          { from: later(from, cut.to), to },
        ].filter(isSome),
      ),
    [...intervals],
  );

/** What of them lies within one of the others, too. */
export const common = (one: Intervals, other: Intervals): TradingInterval[] =>
  one.flatMap((a) =>
    other.map((b) => ({ from: later(a.from, b.from), to: earlier(a.to, b.to) })).filter(isSome),
  );

/** The same without so much at the beginning, and at the end. */
export const shortened = (
  intervals: Intervals,
  { beginMs, endMs }: { beginMs: number; endMs: number },
): TradingInterval[] =>
  intervals
    .map(({ from, to }) => ({ from: new Date(from.getTime() + beginMs), to: new Date(to.getTime() - endMs) }))
    .filter(isSome);

const isSome = ({ from, to }: TradingInterval): boolean => from < to;
const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
const later = (one: Date, other: Date): Date => (one > other ? one : other);
