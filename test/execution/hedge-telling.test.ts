import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Decimal } from '../../domain/decimal.js';
import { createHedgeTelling, type HedgeLook } from '../../execution/hedge-telling.js';

const MINUTE_MS = 60_000;
const OWED = { owedLots: 10, owed: new Decimal(100), nearLots: 0, notTakenFor: undefined } as const;
const DONE = { owedLots: 0, owed: new Decimal(0), nearLots: 10, notTakenFor: undefined } as const;

let told: string[];
let telling: ReturnType<typeof createHedgeTelling>;

beforeEach(() => {
  jest.useFakeTimers();
  told = [];
  telling = createHedgeTelling({
    taskId: 'spread/1',
    ticker: 'SBER',
    journal: {
      write: ({ kind, severity, data }) => void told.push([kind, severity, data.reason].join(' ').trim()),
      flush: async () => undefined,
    },
  });
});
afterEach(() => {
  telling.close();
  jest.useRealTimers();
});

/** What is told between then and now. */
const after = (ms: number): string[] => {
  jest.advanceTimersByTime(ms);
  return told.splice(0);
};
const look = (changes: Partial<HedgeLook>) => telling.look({ ...OWED, ...changes });

test('a hedge of a moment is written down alone', () => {
  look({});
  expect(after(900)).toEqual([]);
  telling.look(DONE);
  expect(after(MINUTE_MS)).toEqual(['hedge-done info']);
});

test('whatever keeps a hedge for five seconds is told, though nobody looks; again in time, and when it is over', () => {
  look({});
  expect(after(4_990)).toEqual([]);
  expect(after(20)).toEqual(['hedge-held-back warning slow']);
  expect(after(MINUTE_MS)).toEqual(['hedge-held-back warning slow']);
  expect(after(3 * MINUTE_MS)).toEqual([]);
  expect(after(MINUTE_MS)).toEqual(['hedge-held-back warning slow']);
  telling.look(DONE);
  expect(after(MINUTE_MS)).toEqual(['hedge-done report']);
});

test('causes that follow one another are one trouble: it is told in time, and not at each', () => {
  for (let tries = 0; tries < 30; tries += 1) {
    look({ heldBackBy: 'in-doubt' });
    jest.advanceTimersByTime(300);
    look({});
    jest.advanceTimersByTime(300);
  }
  expect(told.splice(0)).toEqual(['hedge-held-back info in-doubt', 'hedge-held-back warning in-doubt']);
});

test('a market that is away and back each moment is told as well', () => {
  for (let tries = 0; tries < 11; tries += 1) {
    look({ heldBackBy: 'no-book' });
    jest.advanceTimersByTime(300);
    look({});
    jest.advanceTimersByTime(300);
  }
  expect(told.filter((each) => each.includes('warning'))).toEqual(['hedge-held-back warning no-book']);
});

test('what the exchange or the limit says is written down at once, and told after a second', () => {
  for (const notTakenFor of ['not-trading', 'rate-limit'] as const) {
    look({ notTakenFor });
    expect(after(990)).toEqual([`hedge-held-back info ${notTakenFor}`]);
    expect(after(20)).toEqual([`hedge-held-back warning ${notTakenFor}`]);
    telling.look(DONE);
    expect(after(0)).toEqual(['hedge-done report']);
  }
});

test('while a person is asked, nothing else is told of it', () => {
  look({ needsPerson: { price: new Decimal(310), bound: new Decimal(309), dueLots: 10 } });
  expect(after(30_000)).toEqual(['hedge-needs-person warning']);
  // The question is over, and a moment later the hedge is still not there.
  look({});
  expect(after(4_990)).toEqual([]);
  expect(after(20)).toEqual(['hedge-held-back warning slow']);
});
