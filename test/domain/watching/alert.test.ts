import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Decimal } from '../../../domain/decimal.js';
import { type AlertView, type Mark, nextAlertStep } from '../../../domain/watching/alert.js';

const MINUTE = 60_000;

const look = (
  [bid, ask]: readonly [string | null, string | null],
  known: Partial<Pick<AlertView, 'mark' | 'toldAtMs' | 'nowMs'>> = {},
) =>
  nextAlertStep({
    mark: undefined,
    toldAtMs: undefined,
    nowMs: 0,
    ...known,
    sight: {
      bid: bid === null ? undefined : new Decimal(bid),
      ask: ask === null ? undefined : new Decimal(ask),
    },
    price: new Decimal(300),
    quietMs: MINUTE,
  });

const RISING: Mark = { rises: true, above: false };

describe('a threshold of 300, at the first sight', () => {
  test.each([
    ['below it waits for the rise', ['299.8', '299.9'], { rises: true, above: false }],
    ['where one can buy for it too', ['299.9', '300'], { rises: true, above: false }],
    ['above it waits for the fall', ['301', '302'], { rises: false, above: true }],
    ['in between, nearer to the bid', ['299.7', '300.1'], { rises: true, above: false }],
    ['in between, nearer to the ask', ['299.9', '300.3'], { rises: false, above: true }],
    ['with buyers alone, who pay more', ['301', null], { rises: false, above: true }],
  ] as const)('%s', (_, book, mark) => {
    expect(look(book)).toEqual({ kind: 'mark', mark, tells: false });
  });

  test.each([
    ['in the very middle', ['299.9', '300.1']],
    ['with one side that says nothing', ['299.9', null]],
    ['without anybody', [null, null]],
  ] as const)('%s nobody can tell where it is', (_, book) => {
    expect(look(book)).toEqual({ kind: 'nothing' });
  });
});

describe('from below', () => {
  test('it is crossed when somebody pays the price, not when somebody asks for it', () => {
    expect(look(['299.99', '300.5'], { mark: RISING })).toEqual({ kind: 'nothing' });
    expect(look(['300', '300.5'], { mark: RISING })).toEqual({
      kind: 'mark',
      mark: { rises: true, above: true },
      tells: true,
    });
  });

  test('it has gone back when somebody sells for the price, not before', () => {
    const crossed = { mark: { rises: true, above: true }, toldAtMs: 0 };
    expect(look(['299.99', '300.01'], crossed)).toEqual({ kind: 'nothing' });
    expect(look(['299.9', '300'], crossed)).toEqual({ kind: 'mark', mark: RISING, tells: false });
  });

  test('what crosses within a minute of the last report is looked at again at its end', () => {
    const told = { mark: RISING, toldAtMs: 1_000 };
    expect(look(['301', '302'], { ...told, nowMs: 60_999 })).toEqual({ kind: 'wait', untilMs: 61_000 });
    expect(look(['301', '302'], { ...told, nowMs: 61_000 })).toMatchObject({ kind: 'mark', tells: true });
  });
});

test('where buyers and sellers meet at the price itself it is on neither side', () => {
  for (const above of [true, false])
    expect(look(['300', '300'], { mark: { rises: true, above } })).toEqual({ kind: 'nothing' });
});

test('whatever the price does: one report a minute at most, and each after it came from the other side', () => {
  const anyBook = fc.tuple(fc.integer({ min: 298, max: 302 }), fc.integer({ min: 1, max: 2 }));
  const anySight = fc.record({ book: anyBook, afterMs: fc.integer({ min: 0, max: 40_000 }) });
  let reports = 0;
  fc.assert(
    fc.property(fc.array(anySight, { minLength: 1, maxLength: 60 }), (sights) => {
      let mark: Mark | undefined;
      let toldAtMs: number | undefined;
      let nowMs = 0;
      let hasComeBack = true;
      for (const { book, afterMs } of sights) {
        nowMs += afterMs;
        const [bid, width] = book;
        const step = look([String(bid), String(bid + width)], { mark, toldAtMs, nowMs });
        const isBack = mark && (mark.rises ? bid + width <= 300 : bid >= 300);
        if (isBack) hasComeBack = true;
        if (step.kind === 'wait') expect(step.untilMs).toBe((toldAtMs ?? 0) + MINUTE);
        if (step.kind !== 'mark') continue;
        if (step.tells) {
          reports += 1;
          expect(hasComeBack).toBe(true);
          expect(nowMs - (toldAtMs ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(MINUTE);
          expect(step.mark.rises ? bid : -bid - width).toBeGreaterThanOrEqual(step.mark.rises ? 300 : -300);
          toldAtMs = nowMs;
          hasComeBack = false;
        }
        mark = step.mark;
      }
    }),
    { numRuns: 300 },
  );
  expect(reports).toBeGreaterThan(100);
});
