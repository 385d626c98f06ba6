import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { executionOf } from '../../domain/leg.js';
import { type LegView, nextLegAction } from '../../domain/next-leg-action.js';
import { appearing, type Happening, happening, inWords, told } from './stories/happenings.js';
import { Story } from './stories/leg-story.js';

/** `STORIES=100` tells a hundred times as many. */
const TIMES = Number(process.env.STORIES ?? 1);

const direction = fc.constantFrom('buy' as const, 'sell' as const);
const stories = told(fc.array(happening, { minLength: 1, maxLength: 80, size: 'max' }), inWords);

const telling = (side: 'buy' | 'sell', happenings: readonly Happening[]): Story => {
  const story = new Story(side);
  for (const each of happenings) story.happen(each);
  return story;
};

describe('the decision for one leg, whatever happens', () => {
  test('filled and working lots never exceed the target, and the limit price holds', () => {
    fc.assert(
      fc.property(direction, stories, (side, happenings) => {
        telling(side, happenings);
      }),
      { numRuns: 3_000 * TIMES },
    );
  });

  test('once things calm down the target is reached exactly, and what is reported is what was executed', () => {
    fc.assert(
      fc.property(direction, stories, (side, happenings) => {
        const story = telling(side, happenings);
        const last = story.untilSettled('run');
        const { filledLots, workingLots } = story.exchange;
        expect(last.settled).toBe('reached');
        expect(workingLots).toBe(0);
        expect(filledLots).toBeGreaterThanOrEqual(story.sight.wish.targetLots);
        // The target itself, but for what was already past it, filled or working, when the target was lowered.
        expect(filledLots).toBeLessThanOrEqual(story.ceiling);
        expect(executionOf(last.leg).lots).toBe(filledLots);
      }),
      { numRuns: 1_000 * TIMES },
    );
  });

  test('a stop leaves nothing working, and counts every fill that raced it', () => {
    fc.assert(
      fc.property(direction, stories, (side, happenings) => {
        const story = telling(side, happenings);
        const last = story.untilSettled('stop');
        expect(['stopped', 'reached']).toContain(last.settled);
        expect(story.exchange.workingLots).toBe(0);
        expect(executionOf(last.leg).lots).toBe(story.exchange.filledLots);
      }),
      { numRuns: 1_000 * TIMES },
    );
  });

  test('what is refused when it is sent again and appears minutes later is counted, and not bought twice', () => {
    const end = fc.constantFrom('run' as const, 'stop' as const);
    const late = told(fc.array(appearing, { minLength: 8, maxLength: 40, size: 'max' }), inWords);
    fc.assert(
      fc.property(direction, end, late, (side, mode, happenings) => {
        const story = telling(side, happenings);
        const last = story.untilSettled(mode);
        expect(story.exchange.workingLots).toBe(0);
        expect(executionOf(last.leg).lots).toBe(story.exchange.filledLots);
      }),
      { numRuns: 1_000 * TIMES },
    );
  });

  test('a halt leaves nothing working; after it the target is reached exactly', () => {
    fc.assert(
      fc.property(direction, stories, (side, happenings) => {
        const story = telling(side, happenings);
        const halted = story.untilSettled('run', { halted: true });
        expect(story.exchange.workingLots).toBe(0);
        // What may never have arrived stays a question while nothing may be sent.
        if (halted.settled === undefined) expect(halted.leg.current?.doubted).toBe(true);
        else expect(['halted', 'reached']).toContain(halted.settled);
        expect(story.untilSettled('run').settled).toBe('reached');
        expect(story.exchange.filledLots).toBeLessThanOrEqual(story.ceiling);
      }),
      { numRuns: 1_000 * TIMES },
    );
  });
});

describe('the judge finds', () => {
  /** What breaks a promise in stories about something careless, told in words. */
  const found = (make: () => Story): string => {
    const report = fc.check(
      fc.property(stories, (happenings) => {
        const story = make();
        for (const each of happenings) story.happen(each);
      }),
      { numRuns: 3_000, seed: 1 },
    );
    expect(report.failed).toBe(true);
    return fc.stringify(report.counterexample);
  };

  test('a decider that takes the next number while one is in doubt', () => {
    const careless = (view: LegView) => {
      const { current } = view.leg;
      if (current?.phase !== 'doubtful') return nextLegAction(view);
      return nextLegAction({
        ...view,
        leg: { ...view.leg, current: undefined, nextNumber: current.number + 1 },
      });
    };
    const make = () => {
      const story = new Story('buy', careless);
      // The log would hold it back, which is why it does so.
      story.log.without = 'the order of numbers';
      return story;
    };
    expect(found(make)).toMatch(/a post is (answer-lost|late)|takes over/);
  });

  test('a log that takes an order from whoever lost the claim, or was decided under an older wish', () => {
    const make = () => {
      const story = new Story('buy');
      story.log.without = 'claims and wishes';
      return story;
    };
    expect(found(make)).toMatch(/takes over|a person changes|a person pauses/);
  });

  test('a log that takes an order from whoever has not heard of a halt', () => {
    const make = () => {
      const story = new Story('buy');
      story.log.without = 'the halt';
      return story;
    };
    expect(found(make)).toMatch(/a person halts everything/);
  });

  test('a decider that has never heard of the limit price', () => {
    const careless = (view: LegView) => nextLegAction({ ...view, wish: { ...view.wish, limitPrice: null } });
    expect(found(() => new Story('buy', careless))).toMatch(/the price goes up|the limit price/);
  });
});
