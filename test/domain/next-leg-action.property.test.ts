import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { executionOf } from '../../domain/leg.js';
import { happening, Story } from './leg-story.js';

const stories = fc.array(happening, { minLength: 1, maxLength: 60 });

describe('the decision for one leg, whatever happens', () => {
  test('filled and working lots never exceed the target, and the limit price holds', () => {
    fc.assert(
      fc.property(stories, (happenings) => {
        const story = new Story();
        for (const each of happenings) {
          story.happen(each);
          story.judge();
        }
      }),
      { numRuns: 3_000 },
    );
  });

  test('once things calm down the target is reached exactly, and what is reported is what was executed', () => {
    fc.assert(
      fc.property(stories, (happenings) => {
        const story = new Story();
        for (const each of happenings) story.happen(each);
        story.mode = 'run';
        story.calmDown();
        story.settled = undefined;
        story.untilSettled();
        expect(story.settled).toBe('reached');
        expect(story.exchange.filledLots).toBe(story.target);
        expect(story.exchange.workingLots).toBe(0);
        expect(executionOf(story.leg).lots).toBe(story.target);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a stop leaves nothing working, and counts every fill that raced it', () => {
    fc.assert(
      fc.property(stories, (happenings) => {
        const story = new Story();
        for (const each of happenings) story.happen(each);
        story.mode = 'stop';
        story.calmDown();
        story.settled = undefined;
        story.untilSettled();
        expect(['stopped', 'reached']).toContain(story.settled);
        expect(story.exchange.workingLots).toBe(0);
        expect(executionOf(story.leg).lots).toBe(story.exchange.filledLots);
      }),
      { numRuns: 1_000 },
    );
  });

  test('a halt sends nothing and leaves nothing working; after it the target is reached exactly', () => {
    fc.assert(
      fc.property(stories, (happenings) => {
        const story = new Story();
        for (const each of happenings) story.happen(each);
        story.mode = 'run';
        story.calmDown();
        story.halted = true;
        story.settled = undefined;
        story.untilSettled();
        // What may never have arrived stays a question while nothing may be sent.
        expect(['halted', 'reached', undefined]).toContain(story.settled);
        expect(story.exchange.workingLots).toBe(0);
        if (story.settled === undefined) expect(story.leg.current?.doubted).toBe(true);
        story.halted = false;
        story.settled = undefined;
        story.untilSettled();
        expect(story.settled).toBe('reached');
        expect(story.exchange.filledLots).toBe(story.target);
      }),
      { numRuns: 1_000 },
    );
  });
});
