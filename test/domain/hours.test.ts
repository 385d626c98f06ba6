/** Hours of two legs, and when a far order may rest; the moments are cells of 10 s, so that a count is the proof. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LegHours, spreadHours } from '../../domain/hours.js';
import { common, merged, type TradingInterval, without } from '../../domain/intervals.js';

const CELL_MS = 10_000;
const BEGIN_MS = Date.parse('2026-11-25T00:00:00Z');
const at = (cell: number) => new Date(BEGIN_MS + cell * CELL_MS);
const cellOf = (moment: Date) => (moment.getTime() - BEGIN_MS) / CELL_MS;
const between = (from: number, to: number): TradingInterval => ({ from: at(from), to: at(to) });
const day = (from: string, to: string): TradingInterval => ({
  from: new Date(`2026-11-25T${from}Z`),
  to: new Date(`2026-11-25T${to}Z`),
});

const HORIZON = 60;
const cells = Array.from({ length: HORIZON }, (_, cell) => cell);
const intervals = fc
  .array(fc.tuple(fc.nat(HORIZON), fc.integer({ min: 1, max: 25 })), { maxLength: 5 })
  .map((pairs) => pairs.map(([from, length]) => between(from, from + length)));
const has = (list: readonly TradingInterval[], cell: number) =>
  list.some(({ from, to }) => cellOf(from) <= cell && cell < cellOf(to));

describe('the hours of a spread', () => {
  const share: LegHours = { sessions: [day('04:00:00', '15:40:00'), day('16:05:00', '20:50:00')] };
  const future: LegHours = {
    sessions: [day('05:50:00', '20:50:00')],
    lastTradeAt: new Date('2026-11-25T19:00:00Z'),
  };
  const now = (time: string) =>
    spreadHours({ far: future, near: share, now: new Date(`2026-11-25T${time}Z`) });

  test('of a future and its share, through a day on which the future ends', () => {
    const moment = (time: string) => new Date(`2026-11-25T${time}Z`);
    const [first, last] = [moment('05:50:30'), moment('15:39:30')];
    const evening = moment('16:05:30');
    expect(now('03:00:00')).toEqual({ farMayRest: false, changesAt: first, opensAt: moment('05:50:00') });
    expect(now('05:50:00')).toEqual({ farMayRest: false, changesAt: first });
    expect(now('05:50:30')).toEqual({ farMayRest: true, changesAt: last });
    expect(now('15:39:29')).toEqual({ farMayRest: true, changesAt: last });
    // Both trade still, for half a minute.
    expect(now('15:39:30')).toEqual({ farMayRest: false, changesAt: evening });
    expect(now('15:40:00')).toEqual({
      farMayRest: false,
      changesAt: evening,
      opensAt: moment('16:05:00'),
    });
    expect(now('17:59:59')).toEqual({ farMayRest: true, changesAt: moment('18:00:00') });
    expect(now('18:00:00')).toEqual({ farMayRest: false });
    expect(now('19:00:00')).toEqual({ farMayRest: false });
  });

  test('that nobody knows leave it to the status; what is known of one leg holds', () => {
    const unknown = { sessions: undefined };
    const noon = new Date('2026-11-25T12:00:00Z');
    expect(spreadHours({ far: unknown, near: unknown, now: noon })).toEqual({ farMayRest: true });
    expect(spreadHours({ far: unknown, near: share, now: noon })).toEqual({
      farMayRest: true,
      changesAt: new Date('2026-11-25T15:39:30Z'),
    });
    const ends = { sessions: undefined, lastTradeAt: new Date('2026-11-25T13:00:00Z') };
    expect(spreadHours({ far: unknown, near: ends, now: noon })).toEqual({ farMayRest: false });
    // An exchange that is known never to trade.
    expect(spreadHours({ far: { sessions: [] }, near: unknown, now: noon })).toEqual({ farMayRest: false });
  });

  test('with other edges than usual', () => {
    const edges = { afterOpeningMs: 60_000, beforeCloseMs: 0, beforeLastTradeMs: 7_200_000 };
    const hours = (time: string) =>
      spreadHours({ far: future, near: share, now: new Date(`2026-11-25T${time}Z`), edges });
    const moment = (time: string) => new Date(`2026-11-25T${time}Z`);
    expect(hours('05:50:59')).toEqual({ farMayRest: false, changesAt: moment('05:51:00') });
    expect(hours('05:51:00')).toEqual({ farMayRest: true, changesAt: moment('15:40:00') });
    expect(hours('16:06:00')).toEqual({ farMayRest: true, changesAt: moment('17:00:00') });
    expect(hours('17:00:00')).toEqual({ farMayRest: false });
  });

  test('sessions that follow each other without a gap have no edge between them', () => {
    const leg = { sessions: [day('05:00:00', '07:00:00'), day('07:00:00', '09:00:00')] };
    const sevenSharp = new Date('2026-11-25T07:00:00Z');
    expect(spreadHours({ far: leg, near: leg, now: sevenSharp })).toEqual({
      farMayRest: true,
      changesAt: new Date('2026-11-25T08:59:30Z'),
    });
  });

  const legs = fc.record({
    sessions: fc.option(intervals, { nil: undefined }),
    lastTradeAt: fc.option(
      // An hour is 360 cells: some ends are before, some after, some among the sessions less that hour.
      fc.integer({ min: 350, max: 360 + HORIZON }).map(at),
      { nil: undefined, freq: 3 },
    ),
  });

  test('a far order rests where both legs trade for 30 s before and after, and no last trade is within the hour', () => {
    fc.assert(
      fc.property(legs, legs, (far, near) => {
        const mayRest = (cell: number) =>
          [far, near].every(
            ({ sessions, lastTradeAt }) =>
              (!lastTradeAt || cell < cellOf(lastTradeAt) - 360) &&
              (!sessions || [-3, -2, -1, 0, 1, 2, 3].every((off) => has(sessions, cell + off))),
          );
        const trades = (cell: number) =>
          [far, near].every(
            ({ sessions, lastTradeAt }) =>
              (!lastTradeAt || cell < cellOf(lastTradeAt)) && (!sessions || has(sessions, cell)),
          );
        const firstFrom = (cell: number, is: (each: number) => boolean) => {
          for (let each = cell; each <= 360 + 2 * HORIZON; each += 1) if (is(each)) return each;
          return undefined;
        };
        const counted = cells.map((cell) => {
          const rests = mayRest(cell);
          return [
            rests,
            firstFrom(cell, (each) => mayRest(each) !== rests),
            trades(cell) ? undefined : firstFrom(cell, trades),
          ];
        });
        const told = cells.map((cell) => {
          const { farMayRest, changesAt, opensAt } = spreadHours({ far, near, now: at(cell) });
          return [farMayRest, changesAt && cellOf(changesAt), opensAt && cellOf(opensAt)];
        });
        expect(told).toEqual(counted);
      }),
      { numRuns: 100 },
    );
  });
});

describe('intervals', () => {
  test('made one, cut out and laid over each other hold what a count of their cells holds', () => {
    fc.assert(
      fc.property(intervals, intervals, (one, other) => {
        const [all, rest, both] = [merged(one), without(one, other), common(one, other)];
        const wide = Array.from({ length: HORIZON + 30 }, (_, cell) => cell);
        expect(wide.map((cell) => [all, rest, both].map((list) => has(list, cell)))).toEqual(
          wide.map((cell) => {
            const [inOne, inOther] = [has(one, cell), has(other, cell)];
            return [inOne, inOne && !inOther, inOne && inOther];
          }),
        );
        // In order, and apart.
        for (const [index, { from }] of all.slice(1).entries())
          expect(from.getTime()).toBeGreaterThan(all[index]?.to.getTime() ?? Number.POSITIVE_INFINITY);
      }),
      { numRuns: 150 },
    );
  });

  test('that are a second apart are one only for whom a second is no gap', () => {
    const inclusive = [day('04:00:00', '06:59:59'), day('07:00:00', '09:00:00')];
    expect(merged(inclusive, 1_000)).toEqual([day('04:00:00', '09:00:00')]);
    expect(merged(inclusive)).toEqual(inclusive);
  });
});
