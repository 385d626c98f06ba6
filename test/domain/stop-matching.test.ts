/** What may be concluded about stop orders whose sending had no certain outcome. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type DoubtfulStop, matchStops, type StopVerdict } from '../../domain/stop-matching.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import { stopTerms, toldOf } from './stop-snapshots.js';

const SENT_MS = Date.parse('2026-11-23T10:00:00.000Z');
const SECOND = 1_000;
const terms = stopTerms();
const doubt = (change: Partial<DoubtfulStop> = {}): DoubtfulStop => ({
  clientOrderId: 'key',
  terms,
  firstSentAtMs: SENT_MS,
  lastSentAtMs: SENT_MS,
  ...change,
});
const stop = (stopOrderId: string, afterSeconds: number, change: Partial<StopSnapshot> = {}) =>
  toldOf(terms, { stopOrderId, createdAt: new Date(SENT_MS + afterSeconds * SECOND), ...change });

interface Reading {
  doubts?: readonly DoubtfulStop[];
  stops?: readonly StopSnapshot[];
  known?: readonly string[];
  askedAfterSeconds?: number;
}
function verdicts({ doubts = [doubt()], stops = [], known = [], askedAfterSeconds = 5, ...more }: Reading) {
  const list = { stops, askedAtMs: SENT_MS + askedAfterSeconds * SECOND, ...more };
  return matchStops({ doubts, known: new Set(known), list });
}
const verdict = (reading: Reading): StopVerdict | undefined => verdicts(reading).get('key');
const why = (reading: Reading) => {
  const one = verdict(reading);
  return one?.kind === 'ambiguous' ? one.because : one?.kind;
};

describe('one in doubt', () => {
  test.each<[string, string, Reading]>([
    ['is found', 'found', { stops: [stop('a', 1)] }],
    ['is found, whatever became of it', 'found', { stops: [stop('a', 1, { status: 'expired' })] }],
    ['may appear for three minutes', 'may-appear', { askedAfterSeconds: 179 }],
    ['is absent then', 'absent', { askedAfterSeconds: 181 }],
    [
      'is not absent while a later sending may appear',
      'may-appear',
      { doubts: [doubt({ lastSentAtMs: SENT_MS + 300_000 })], askedAfterSeconds: 400 },
    ],
    [
      'is a question when the broker knows its key',
      'unseen',
      { doubts: [doubt({ exists: true })], askedAfterSeconds: 181 },
    ],
    ['is a question when the broker may have forgotten it', 'old', { askedAfterSeconds: 90_000 }],
    ['is not what was known before', 'may-appear', { stops: [stop('a', 1)], known: ['a'] }],
    [
      'is not what was written down before it was sent',
      'may-appear',
      { doubts: [doubt({ seenBefore: new Set(['a']) })], stops: [stop('a', 1)] },
    ],
    [
      'is found beside what was the same, ours and theirs, and was written down before',
      'found',
      {
        doubts: [doubt({ seenBefore: new Set(['saved', 'saved too']) })],
        stops: [stop('saved', -60), stop('saved too', -50), stop('mine', 0), stop('a', 1)],
        known: ['mine'],
      },
    ],
    ['is not what has another content', 'may-appear', { stops: [stop('a', 1, { lots: 4 })] }],
    ['is not what was placed long before', 'may-appear', { stops: [stop('a', -700)] }],
    ['is a question when the clocks are too far apart', 'time', { stops: [stop('a', -60)] }],
    ['is a question when it is told too late', 'time', { stops: [stop('a', 300)], askedAfterSeconds: 400 }],
    ['is a question when no time is told', 'time', { stops: [stop('a', 1, { createdAt: undefined })] }],
    ['is a question when its kind is not told', 'content', { stops: [stop('a', 1, { kind: undefined })] }],
    ['is a question when there are two of them', 'several', { stops: [stop('a', 1), stop('b', 2)] }],
    // Somebody placed the same as the one we know to be ours: this one may be theirs too.
    [
      'is a question while another program places the same',
      'others',
      {
        stops: [stop('mine', 0, { lots: 4 }), stop('theirs', 1, { lots: 4 }), stop('a', 1)],
        known: ['mine'],
      },
    ],
  ])('%s', (_, expected, reading) => {
    expect(why(reading)).toBe(expected);
  });

  test('good till cancelled, and told with a date, is a question: the broker may write it so', () => {
    const wanted = doubt({ terms: stopTerms({ expiry: { type: 'till-cancel' } }) });
    expect(why({ doubts: [wanted], stops: [stop('a', 1)] })).toBe('content');
  });

  test('may appear until three minutes after it last may have left', () => {
    expect(verdict({ askedAfterSeconds: 100 })).toEqual({ kind: 'may-appear', untilMs: SENT_MS + 180_000 });
  });
});

test('of two that are the same and one that is there, the one that the broker knows is found', () => {
  const doubts = [doubt(), doubt({ clientOrderId: 'known', firstSentAtMs: SENT_MS + 100, exists: true })];
  const kinds = (askedAfterSeconds: number) => {
    const told = verdicts({ doubts, stops: [stop('a', 1)], askedAfterSeconds });
    return [told.get('key')?.kind, told.get('known')?.kind];
  };
  expect(kinds(6)).toEqual(['may-appear', 'found']);
  // While the answer to either may come, it has the word.
  expect(kinds(4.9)).toEqual(['may-appear', 'may-appear']);
});

test('two that are the same, of which one cannot be the first, are a question', () => {
  const doubts = [
    doubt(),
    doubt({ clientOrderId: 'later', firstSentAtMs: SENT_MS + 650_000, lastSentAtMs: SENT_MS + 650_000 }),
  ];
  const told = verdicts({ doubts, stops: [stop('a', 1), stop('b', 100)], askedAfterSeconds: 660 });
  expect([told.get('key'), told.get('later')]).toMatchObject([
    { kind: 'ambiguous', because: 'time' },
    { kind: 'ambiguous', because: 'time' },
  ]);
});

/** A few contents, so that many are the same. */
const content = fc.integer({ min: 1, max: 3 });
/** How many of what is wanted are told by the broker, known by an answer or not; and what others have placed. */
const world = fc.record({
  wanted: fc.array(
    fc.record({
      lots: content,
      isKnown: fc.boolean(),
      isThere: fc.boolean(),
      exists: fc.boolean(),
      afterSeconds: fc.integer({ min: 0, max: 100 }),
    }),
    { maxLength: 8 },
  ),
  theirs: fc.array(fc.record({ lots: content, afterSeconds: fc.integer({ min: -900, max: 300 }) }), {
    maxLength: 3,
  }),
  unrelated: fc.array(
    fc.record({ lots: fc.integer({ min: 10, max: 12 }), afterSeconds: fc.integer({ min: -900, max: 300 }) }),
    { maxLength: 3 },
  ),
  askedAfterSeconds: fc.integer({ min: 105, max: 500 }),
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

function tell({ wanted, theirs, unrelated, askedAfterSeconds }: World, isAlone = false) {
  const told = (id: string, { lots, afterSeconds }: { lots: number; afterSeconds: number }) =>
    stop(id, afterSeconds, { lots });
  const isTold = (one: World['wanted'][number]) => one.isKnown || one.isThere;
  const stops = [
    ...wanted.flatMap((one, n) => (isTold(one) ? [told(`ours-${n}`, one)] : [])),
    ...(isAlone ? [] : theirs.map((one, n) => told(`theirs-${n}`, one))),
  ];
  const reading = {
    doubts: wanted.flatMap((one, n) =>
      one.isKnown
        ? []
        : [
            doubt({
              clientOrderId: `key-${n}`,
              terms: stopTerms({ lots: one.lots }),
              firstSentAtMs: SENT_MS + one.afterSeconds * SECOND,
              lastSentAtMs: SENT_MS + one.afterSeconds * SECOND,
              exists: one.exists && one.isThere,
            }),
          ],
    ),
    known: wanted.flatMap((one, n) => (one.isKnown ? [`ours-${n}`] : [])),
    askedAfterSeconds,
    stops,
  };
  const withUnrelated = {
    ...reading,
    stops: [...unrelated.map((one, n) => told(`unrelated-${n}`, one)), ...stops],
  };
  return { reading, withUnrelated };
}

test('each gets one verdict, no stop order is found twice nor one that is known to be another’s, and the unrelated change nothing', () => {
  fc.assert(
    fc.property(world, (each) => {
      const { reading, withUnrelated } = tell(each);
      const all = verdicts(reading);
      expect([...all.keys()].sort()).toEqual(reading.doubts.map(({ clientOrderId }) => clientOrderId).sort());
      const found = [...all.values()].flatMap((one) => (one.kind === 'found' ? [one.stop.stopOrderId] : []));
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((id) => reading.known.includes(id))).toEqual([]);
      expect(new Map(verdicts(withUnrelated))).toEqual(new Map(all));
    }),
    { numRuns: 500 },
  );
});

test('where nobody else places anything, as many of a content are found as are there, and none is absent that is', () => {
  fc.assert(
    fc.property(world, (each) => {
      const all = verdicts(tell(each, true).reading);
      for (const lots of [1, 2, 3]) {
        const doubts = each.wanted.flatMap((one, n) =>
          one.isKnown || one.lots !== lots ? [] : [{ ...one, key: `key-${n}` }],
        );
        const kinds = doubts.map(({ key }) => all.get(key)?.kind);
        expect(kinds.filter((kind) => kind === 'found')).toHaveLength(
          doubts.filter(({ isThere }) => isThere).length,
        );
        expect(kinds).not.toContain('ambiguous');
      }
    }),
    { numRuns: 500 },
  );
});

test('what is sent again only when it is absent is never there twice, also where keys mean nothing', () => {
  fc.assert(
    fc.property(
      // What becomes of each sending: seconds until it appears, or it was lost on the way.
      fc.array(fc.option(fc.integer({ min: 0, max: 180 }), { nil: undefined }), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.integer({ min: 1, max: 60 }),
      (fates, everySeconds) => {
        const sentAfter = [0];
        let now = 0;
        const arrived = () =>
          fates
            .slice(0, sentAfter.length)
            .flatMap((fate, n) => (fate === undefined ? [] : [(sentAfter[n] ?? 0) + fate]));
        for (let reads = 0; reads < 1_000; reads += 1) {
          now += everySeconds;
          const last = sentAfter.at(-1) ?? 0;
          const there = arrived().filter((after) => after <= now);
          const one = verdict({
            doubts: [doubt({ lastSentAtMs: SENT_MS + last * SECOND })],
            stops: there.map((after, n) => stop(`stop-${n}`, after)),
            askedAfterSeconds: now,
          });
          if (one?.kind === 'found') break;
          if (one?.kind !== 'absent') continue;
          if (sentAfter.length === fates.length) break;
          sentAfter.push(now);
        }
        expect(arrived().length).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 500 },
  );
});
