import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Instrument } from '../../../domain/instrument.js';
import { placeable } from '../../../domain/stash/placeable.js';
import { type OrderToRestore, planRestore } from '../../../domain/stash/plan-restore.js';
import { proveRestore } from '../../../domain/stash/prove.js';
import { sameContent } from '../../../domain/stop-content.js';
import type { StopSnapshot, StopTerms } from '../../../domain/stop-order.js';
import { anyStop } from './any-stop.js';

const NOW = new Date('2026-06-01T00:00:00Z');

function termsOf(told: StopSnapshot): StopTerms {
  const instrument = { uid: told.instrumentUid, ticker: told.instrumentUid, kind: 'share' } as Instrument;
  const result = placeable(told, { instrument, logged: undefined });
  if ('problem' in result) throw new Error(result.problem);
  return result.terms;
}

/** Few kinds of orders and many of each, so that their number matters. */
const someStops = fc
  .tuple(fc.array(anyStop, { minLength: 1, maxLength: 4 }), fc.array(fc.nat({ max: 3 }), { maxLength: 20 }))
  .map(([kinds, drawn]) =>
    drawn.flatMap((index, place): StopSnapshot[] => {
      const stop = kinds[index % kinds.length];
      return stop ? [{ ...stop, stopOrderId: `saved-${place}` }] : [];
    }),
  );

/** Broker's ids are other ones after a restore. */
const anew = (stops: readonly StopSnapshot[]): StopSnapshot[] =>
  stops.map((stop, place) => ({ ...stop, stopOrderId: `placed-${place}` }));

const expectedOf = (stops: readonly StopSnapshot[], ids: 'known' | 'unknown') =>
  stops.map((stop, index) => ({
    position: index + 1,
    terms: termsOf(stop),
    stopOrderId: ids === 'known' ? `placed-${index}` : null,
  }));
const ids = fc.constantFrom('known' as const, 'unknown' as const);
const NONE_LEFT: ReadonlySet<string> = new Set();

describe('the proof of a restore', () => {
  test('finds every order of the same list, in whatever order it is told, and no difference', () => {
    fc.assert(
      fc.property(someStops, ids, fc.infiniteStream(fc.nat()), (stops, known, luck) => {
        const shuffled = anew(stops)
          .map((stop) => ({ stop, at: luck.next().value ?? 0 }))
          .sort((one, other) => one.at - other.at)
          .map(({ stop }) => stop);
        const proof = proveRestore({ expected: expectedOf(stops, known), active: shuffled, left: NONE_LEFT });
        expect(proof).toEqual({ same: stops.length, differences: [] });
      }),
    );
  });

  test('names each one that is missing, changed or too many, and counts the others', () => {
    fc.assert(
      fc.property(someStops, ids, fc.nat(), fc.nat(), anyStop, (stops, known, at, changed, stranger) => {
        fc.pre(stops.length > 0);
        const expected = expectedOf(stops, known);
        const told = anew(stops);
        const prove = (active: readonly StopSnapshot[]) =>
          proveRestore({ expected, active, left: NONE_LEFT });
        const [gone] = told.splice(at % told.length, 1);
        if (!gone) throw new Error('there was one');
        const missing = prove(told);
        expect(missing).toMatchObject({ same: stops.length - 1, differences: [{ kind: 'missing' }] });
        expect(prove([...told, gone])).toMatchObject({ differences: [] });
        // One more lot is another order: found by its id it differs, without an id one is missing and one too many.
        const other = { ...gone, lots: gone.lots + 1 + (changed % 3) };
        const isElsewhere = stops.some((stop) => sameContent(termsOf(stop), other));
        fc.pre(!isElsewhere);
        const kinds = prove([...told, other]).differences.map(({ kind }) => kind);
        expect(kinds).toEqual(known === 'known' ? ['different'] : ['missing', 'not-of-stash']);
        const foreign = { ...stranger, stopOrderId: 'foreign' };
        expect(prove([...told, gone, foreign])).toMatchObject({
          same: stops.length,
          differences: [{ kind: 'not-of-stash', stop: foreign }],
        });
        const left = new Set(['foreign']);
        expect(proveRestore({ expected, active: [...told, gone, foreign], left }).differences).toEqual([]);
      }),
    );
  });
});

describe('the plan of a restore', () => {
  const orderOf = (stop: StopSnapshot, index: number): OrderToRestore => ({
    position: index + 1,
    terms: { ...termsOf(stop), expiry: { type: 'till-cancel' } },
    active: true,
    lastId: stop.stopOrderId,
    fate: 'cancelled',
  });
  const plan = (orders: readonly OrderToRestore[], active: readonly StopSnapshot[], wish = {}) =>
    planRestore({ orders, active, wish: { clean: true, ...wish }, now: NOW });

  test('places each once, whatever of it waits already: a second restore places and cleans nothing', () => {
    fc.assert(
      fc.property(someStops, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (drawn, isThere) => {
        const stops = drawn.map((stop) => ({ ...stop, expiresAt: undefined }));
        const orders = stops.map(orderOf);
        const there = anew(stops).filter((_, index) => isThere[index]);
        const { steps, others } = plan(orders, there);
        const count = (what: string) => [...steps.values()].filter((step) => step.do === what).length;
        expect([count('keep'), count('place'), others]).toEqual([
          there.length,
          stops.length - there.length,
          [],
        ]);
        const again = plan(orders, anew(stops));
        expect([...again.steps.values()].every((step) => step.do === 'keep')).toBe(true);
        expect(again.others).toEqual([]);
      }),
    );
  });

  test('leaves out what is over, what triggered and what a person switched off, and places the first two when asked', () => {
    fc.assert(
      fc.property(anyStop, (told) => {
        const stop = { ...told, expiresAt: undefined };
        const only = (change: Partial<OrderToRestore>, wish = {}) =>
          plan([{ ...orderOf(stop, 0), ...change }], [], wish).steps.get(1);
        const till = '2026-07-01T00:00:00.000Z';
        const over: StopTerms = { ...termsOf(stop), expiry: { type: 'till-date', at: NOW.toISOString() } };
        expect(only({ active: false })).toEqual({ do: 'skip', reason: 'switched-off' });
        expect(only({ terms: null })).toEqual({ do: 'skip', reason: 'not-placeable' });
        expect(only({ terms: over })).toEqual({ do: 'skip', reason: 'expired' });
        expect(only({ terms: over }, { expiredTill: till })).toMatchObject({
          do: 'place',
          terms: { expiry: { type: 'till-date', at: till } },
        });
        expect(only({ fate: 'executed' })).toEqual({ do: 'skip', reason: 'executed' });
        expect(only({ fate: 'unknown' })).toEqual({ do: 'skip', reason: 'fate-unknown' });
        for (const fate of ['executed', 'unknown'] as const)
          expect(only({ fate }, { again: true })).toMatchObject({ do: 'place' });
      }),
    );
  });

  test('cleans what is not of the stash, one that a person changed included', () => {
    fc.assert(
      fc.property(anyStop, (told) => {
        const stop = { ...told, expiresAt: undefined };
        const edited = { ...orderOf(stop, 0), fate: 'unknown' as const };
        const terms = edited.terms && { ...edited.terms, lots: stop.lots + 1 };
        const { steps, others } = plan([{ ...edited, terms }], [stop]);
        expect([steps.get(1), others]).toEqual([{ do: 'place', terms }, [stop]]);
        const beside = plan([{ ...edited, terms }], [stop], { clean: false });
        expect(beside.steps.get(1)).toEqual({ do: 'skip', reason: 'still-there' });
      }),
    );
  });
});
