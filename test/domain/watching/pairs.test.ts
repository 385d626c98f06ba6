import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closedForMs } from '../../../domain/hours.js';
import { changesOf, type PairMark, type SeenPair } from '../../../domain/watching/pairs.js';

const above = (subject: string): SeenPair<string> => ({ subject, row: subject });
const below = (subject: string): SeenPair<string> => ({ subject, row: undefined });
const marked = (subject: string, isAbove: boolean): PairMark => ({ subject, above: isAbove });

test('what is above at the first scan is told, in the order of the scan', () => {
  expect(changesOf([], [above('B'), above('A'), below('C')])).toEqual({
    marks: [marked('B', true), marked('A', true)],
    crossed: ['B', 'A'],
  });
});

test('it is told again only after a scan that priced it lower', () => {
  expect(changesOf([marked('A', true)], [above('A')])).toEqual({ marks: [], crossed: [] });
  expect(changesOf([marked('A', true)], [below('A')])).toEqual({ marks: [marked('A', false)], crossed: [] });
  expect(changesOf([marked('A', false)], [above('A')]).crossed).toEqual(['A']);
});

test('a pair that was not priced neither crossed nor went back', () => {
  expect(changesOf([marked('A', true)], [])).toEqual({ marks: [], crossed: [] });
});

test('whatever is scanned, a pair is told as often as it rises over the rate, among the scans that priced it', () => {
  const sight = fc.constantFrom('above', 'below', 'missing');
  fc.assert(
    fc.property(fc.array(fc.array(sight, { minLength: 3, maxLength: 3 }), { maxLength: 12 }), (scans) => {
      const told: string[] = [];
      const marks = new Map<string, PairMark>();
      for (const sights of scans) {
        const seen = sights.flatMap((each, place) =>
          each === 'missing' ? [] : [(each === 'above' ? above : below)(String(place))],
        );
        const changes = changesOf([...marks.values()], seen);
        for (const mark of changes.marks) marks.set(mark.subject, mark);
        told.push(...changes.crossed);
      }
      for (const place of [0, 1, 2]) {
        const priced = scans.map((sights) => sights[place]).filter((each) => each !== 'missing');
        const rises = priced.filter((each, at) => each === 'above' && priced[at - 1] !== 'above').length;
        expect(told.filter((each) => each === String(place))).toHaveLength(rises);
      }
    }),
  );
});

test('what is due at night is due when the first of the exchanges opens', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 11, 1, hour));
  const [day, evening] = [
    { from: at(7), to: at(16) },
    { from: at(16), to: at(20) },
  ];
  const hours = [[day], [day, evening]];
  const HOUR = 3_600_000;
  expect(closedForMs(hours, at(2))).toBe(5 * HOUR);
  expect(closedForMs(hours, at(7))).toBe(0);
  expect(closedForMs(hours, at(18))).toBe(0);
  expect(closedForMs(hours, at(20))).toBe(Number.POSITIVE_INFINITY);
  expect(closedForMs([], at(2))).toBe(0);
  expect(closedForMs([[day], undefined], at(2))).toBe(0);
});
