/** What a list in memory becomes with each reading: a short answer takes nothing away at once. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type KeptList, nextKeptList } from '../../domain/kept-list.js';

const MINUTE = 60_000;
type Told = string | null;
/** Each letter is an instrument; null: the broker said that it does not serve the kind. */
const readings = (...told: readonly (readonly [minute: number, uids: Told])[]) =>
  told.reduce<KeptList<{ uid: string }> | undefined>(
    (before, [minute, uids]) =>
      nextKeptList(before, uids === null ? null : [...uids].map((uid) => ({ uid })), minute * MINUTE),
    undefined,
  );
const listed = (list: ReturnType<typeof readings>) =>
  [...(list?.listed ?? [])]
    .map(({ uid }) => uid)
    .sort()
    .join('');
const missing = (list: ReturnType<typeof readings>) => [...(list?.missing.keys() ?? [])].sort().join('');

test('what one reading does not tell is not listed, and is remembered until another agrees ten minutes later', () => {
  const once = readings([0, 'abcd'], [3, 'abd']);
  expect([listed(once), missing(once)]).toEqual(['abd', 'c']);
  expect(missing(readings([0, 'abcd'], [3, 'abd'], [12, 'abd']))).toBe('c');
  expect(missing(readings([0, 'abcd'], [3, 'abd'], [13, 'abd']))).toBe('');
  const back = readings([0, 'abcd'], [3, 'abd'], [6, 'abcd']);
  expect([listed(back), missing(back)]).toEqual(['abcd', '']);
});

test('fewer than half take nothing away, and are believed when they go on for an hour', () => {
  const short = readings([0, 'abcde'], [3, 'xy']);
  expect([listed(short), short?.short]).toEqual(['abcdexy', true]);
  expect(listed(readings([0, 'abcde'], [3, 'xy'], [62, 'xy']))).toBe('abcdexy');
  const believed = readings([0, 'abcde'], [3, 'xy'], [63, 'xy']);
  expect([listed(believed), missing(believed)]).toEqual(['xy', '']);
  // Half is not less than half.
  expect(listed(readings([0, 'abcd'], [3, 'ab']))).toBe('ab');
});

test.each<Told>(['', null])('an empty answer (%p) after a good one is never believed', (nothing) => {
  const kept = readings([0, 'abc'], [3, nothing], [600, nothing]);
  expect([listed(kept), kept?.short]).toEqual(['abc', true]);
  expect(listed(readings([0, nothing], [3, 'ab']))).toBe('ab');
});

test('whatever was told: the last reading counts as listed, once each; what is lost at once was in none of ten minutes', () => {
  const reading = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.uniqueArray(fc.constantFrom(...'abcdefgh')));
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 8 }), (steps) => {
      let kept: KeptList<{ uid: string }> | undefined;
      let minute = 0;
      const lastTold = new Map<string, number>();
      for (const [later, uids] of steps) {
        minute += later;
        kept = nextKeptList(
          kept,
          uids.map((uid) => ({ uid })),
          minute * MINUTE,
        );
        for (const uid of uids) lastTold.set(uid, minute);
        const all = kept.listed.map(({ uid }) => uid);
        expect(new Set(all).size).toBe(all.length);
        expect(all).toEqual(expect.arrayContaining(uids));
        const known = new Set([...all, ...kept.missing.keys()]);
        for (const [uid, at] of lastTold) if (minute - at < 10) expect(known.has(uid)).toBe(true);
      }
    }),
  );
});
