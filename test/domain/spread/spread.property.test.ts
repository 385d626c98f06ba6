import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { executionOf } from '../../../domain/leg.js';
import { told } from '../stories/happenings.js';
import { inWords, type SpreadHappening, spreadHappening } from './stories/spread-happenings.js';
import { SpreadStory, type SpreadStoryTerms } from './stories/spread-story.js';

/** `STORIES=100` tells a hundred times as many. */
const TIMES = Number(process.env.STORIES ?? 1);

const terms = fc.record({ sell: fc.boolean(), ratio: fc.constantFrom(15, 15, 10, 4) });
const stories = told(fc.array(spreadHappening, { minLength: 1, maxLength: 120, size: 'max' }), inWords);

const telling = (of: SpreadStoryTerms, happenings: readonly SpreadHappening[]): SpreadStory => {
  const story = new SpreadStory(of);
  for (const each of happenings) story.happen(each);
  return story;
};

/** What is executed of both legs is known, and neither owes the other a whole near lot. */
const expectBalance = (
  story: SpreadStory,
  { far, near }: { far: SpreadStory['exchanges']['far']; near: SpreadStory['exchanges']['near'] },
) => {
  expect(near.filledLots).toBe(story.judge.due(far.filledLots));
  expect(near.workingLots).toBe(0);
};

describe('the decision for both legs, whatever happens', () => {
  test('filled and working lots never exceed what is due, no far order is priced worse than wanted or placed unhedgeable', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        telling(of, happenings);
      }),
      { numRuns: 1_500 * TIMES },
    );
  });

  test('once things calm down the target is reached and hedged, and what is reported is what was executed', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { hands, outcome } = story.untilSettled('run');
        const { far } = story.exchanges;
        expect(outcome).toBe('reached');
        expect(far.workingLots).toBe(0);
        expect(far.filledLots).toBeGreaterThanOrEqual(story.sight.wish.targetLots);
        expect(far.filledLots).toBeLessThanOrEqual(story.judge.far.ceiling);
        expectBalance(story, story.exchanges);
        expect(executionOf(hands.far.leg).lots).toBe(far.filledLots);
        expect(executionOf(hands.near.leg).lots).toBe(story.exchanges.near.filledLots);
      }),
      { numRuns: 500 * TIMES },
    );
  });

  test('a stop leaves nothing working and nothing unhedged', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { outcome } = story.untilSettled('stop');
        expect(['stopped', 'reached']).toContain(outcome);
        expect(story.exchanges.far.workingLots).toBe(0);
        expectBalance(story, story.exchanges);
      }),
      { numRuns: 500 * TIMES },
    );
  });

  test('a halt leaves no far order working and nothing unhedged', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { hands, outcome } = story.untilSettled('run', { halted: true });
        // What may never have arrived stays a question while nothing may be sent.
        if (outcome === undefined) expect(hands.far.leg.current?.doubted).toBe(true);
        else expect(['halted', 'reached']).toContain(outcome);
        expect(story.exchanges.far.workingLots).toBe(0);
        expectBalance(story, story.exchanges);
      }),
      { numRuns: 300 * TIMES },
    );
  });
});
