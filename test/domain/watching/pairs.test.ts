import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import { changesOf, type PairMark, type PricedPair } from '../../../domain/watching/pairs.js';

const RATE = new Decimal(18);
const pair = (subject: string, yearly: number): PricedPair => ({
  subject,
  farTicker: `${subject}H7`,
  nearTicker: subject,
  yearly: new Decimal(yearly),
});
const scan = (before: readonly PairMark[], ...pairs: readonly PricedPair[]) => {
  const { marks, crossed } = changesOf(before, pairs, RATE);
  return { marks, crossed: crossed.map(({ subject }) => subject) };
};

test('what is above at the first scan is told, the best first; exactly the rate is not above it', () => {
  expect(scan([], pair('A', 19), pair('B', 25), pair('C', 18), pair('D', 3))).toEqual({
    marks: [
      { subject: 'A', above: true },
      { subject: 'B', above: true },
    ],
    crossed: ['B', 'A'],
  });
});

test('it is told again only after a scan that priced it lower', () => {
  const above = [{ subject: 'A', above: true }];
  expect(scan(above, pair('A', 30))).toEqual({ marks: [], crossed: [] });
  expect(scan(above, pair('A', 18))).toEqual({ marks: [{ subject: 'A', above: false }], crossed: [] });
  expect(scan([{ subject: 'A', above: false }], pair('A', 18.01)).crossed).toEqual(['A']);
});

test('a pair that was not priced neither crossed nor went back', () => {
  expect(scan([{ subject: 'A', above: true }])).toEqual({ marks: [], crossed: [] });
});

test('whatever is scanned, a pair is told as often as it rises over the rate, among the scans that priced it', () => {
  const yearly = fc.option(fc.integer({ min: 16, max: 20 }));
  fc.assert(
    fc.property(fc.array(fc.array(yearly, { minLength: 3, maxLength: 3 }), { maxLength: 12 }), (scans) => {
      const told = [0, 0, 0];
      const marks = new Map<string, PairMark>();
      for (const figures of scans) {
        const pairs = figures.flatMap((each, place) => (each === null ? [] : [pair(String(place), each)]));
        const changes = changesOf([...marks.values()], pairs, RATE);
        for (const mark of changes.marks) marks.set(mark.subject, mark);
        for (const { subject } of changes.crossed) told[Number(subject)] = (told[Number(subject)] ?? 0) + 1;
      }
      for (const place of [0, 1, 2]) {
        const seen = [0, ...scans.flatMap((figures) => figures[place] ?? [])];
        const rises = seen.filter((each, at) => each > 18 && (seen[at - 1] ?? 99) <= 18).length;
        expect(told[place]).toBe(rises);
      }
    }),
  );
});
