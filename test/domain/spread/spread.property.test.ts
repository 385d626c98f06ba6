import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OwnOrder } from '../../../domain/follow.js';
import { executionOf } from '../../../domain/leg.js';
import type { SpreadView } from '../../../domain/spread/view.js';
import { told } from '../stories/happenings.js';
import { untilSettled } from './stories/spread-calm.js';
import { inWords, type SpreadHappening, spreadHappening } from './stories/spread-happenings.js';
import { DECIDER, SpreadStory, type SpreadStoryTerms } from './stories/spread-story.js';
import type { Decider } from './stories/spread-world.js';

/** `STORIES=100` tells a hundred times as many; `SEED=7` the same ones again. */
const TIMES = Number(process.env.STORIES ?? 1);
const { SEED } = process.env;
const runs = (count: number) => ({ numRuns: count * TIMES, ...(SEED && { seed: Number(SEED) }) });

const terms = fc.record({ sell: fc.boolean(), ratio: fc.constantFrom(15, 15, 10, 4) });
const stories = told(fc.array(spreadHappening, { minLength: 1, maxLength: 120, size: 'max' }), inWords);

const telling = (of: SpreadStoryTerms, happenings: readonly SpreadHappening[]): SpreadStory => {
  const story = new SpreadStory(of);
  for (const each of happenings) story.happen(each);
  return story;
};

/** What is executed of both legs is known, and neither owes the other a whole near lot. */
const expectBalance = ({ judge, exchanges: { far, near } }: SpreadStory) => {
  expect(near.filledLots).toBe(judge.due(far.filledLots));
  expect(near.workingLots).toBe(0);
};

describe('the decision for both legs, whatever happens', () => {
  test('filled and working lots never exceed what is due, no far order is priced worse than wanted or placed unhedgeable', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        telling(of, happenings);
      }),
      runs(800),
    );
  });

  test('once things calm down the target is reached and hedged, and what is reported is what was executed', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { hands, outcome } = untilSettled(story, 'run');
        const { far } = story.exchanges;
        expect(outcome).toBe('reached');
        expect(far.workingLots).toBe(0);
        expect(far.filledLots).toBeGreaterThanOrEqual(story.sight.wish.targetLots);
        expect(far.filledLots).toBeLessThanOrEqual(story.judge.far.ceiling);
        expectBalance(story);
        expect(hands && executionOf(hands.far.leg).lots).toBe(far.filledLots);
        expect(hands && executionOf(hands.near.leg).lots).toBe(story.exchanges.near.filledLots);
      }),
      runs(300),
    );
  });

  test('a stop leaves nothing working and nothing unhedged', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { outcome } = untilSettled(story, 'stop');
        expect(['stopped', 'reached']).toContain(outcome);
        expect(story.exchanges.far.workingLots).toBe(0);
        expectBalance(story);
      }),
      runs(300),
    );
  });

  test('a halt leaves no far order working and nothing unhedged', () => {
    fc.assert(
      fc.property(terms, stories, (of, happenings) => {
        const story = telling(of, happenings);
        const { hands, outcome } = untilSettled(story, 'run', { halted: true });
        // What may never have arrived stays a question while nothing may be sent.
        if (outcome === undefined) expect(hands?.far.leg.current?.doubted).toBe(true);
        else expect(['halted', 'reached']).toContain(outcome);
        expect(story.exchanges.far.workingLots).toBe(0);
        expectBalance(story);
      }),
      runs(150),
    );
  });
});

/** The decision with something carelessly left out of what it sees. */
const blindTo = (blind: (view: SpreadView) => SpreadView): Decider => ({
  remember: (view) => DECIDER.remember(blind(view)),
  far: (view) => DECIDER.far(blind(view)),
  near: (view) => DECIDER.near(blind(view)),
  mayStillSend: (view, order) => DECIDER.mayStillSend(blind(view), order),
});

/** Of the far leg alone, so that the hedge is as careful as ever. */
const quotesBlindTo = (blind: (view: SpreadView) => SpreadView): Decider => ({
  ...DECIDER,
  far: (view) => DECIDER.far(blind(view)),
  mayStillSend: (view, order) => DECIDER.mayStillSend(blind(view), order),
});

const always =
  (tradable: boolean) =>
  (view: SpreadView): SpreadView => ({
    ...view,
    far: { ...view.far, market: { ...view.far.market, tradable } },
    near: { ...view.near, market: { ...view.near.market, tradable } },
  });

describe('the judge finds', () => {
  /** What breaks a promise in stories about something careless, told in words. */
  const found = (decider: Decider, prepare: (story: SpreadStory) => void = () => undefined): string => {
    const report = fc.check(
      fc.property(terms, stories, (of, happenings) => {
        const story = new SpreadStory(of, decider);
        prepare(story);
        for (const each of happenings) story.happen(each);
      }),
      { numRuns: 3_000, seed: 1, endOnFailure: true },
    );
    expect(report.failed).toBe(true);
    return String(report.errorInstance);
  };
  const outgoing = (change: (view: SpreadView, lots: number) => number): Decider => ({
    ...DECIDER,
    near: (view) => {
      const action = DECIDER.near(view);
      return action.kind === 'post' ? { ...action, lots: change(view, action.lots) } : action;
    },
  });

  test('a hedge under the next number while one is in doubt', () => {
    const careless: Decider = {
      ...DECIDER,
      near: (view) => {
        const { leg } = view.near;
        if (leg.current?.phase !== 'doubtful') return DECIDER.near(view);
        const next = { ...leg, current: undefined, nextNumber: leg.current.number + 1 };
        return DECIDER.near({ ...view, near: { ...view.near, leg: next } });
      },
    };
    expect(found(careless)).toMatch(/near lots, but due are/);
  });

  test('a hedge that rounds up to the next lot', () => {
    expect(found(outgoing((_, lots) => lots + 1))).toMatch(/near lots, but due are/);
  });

  test('a hedge of everything each time, what is hedged already included', () => {
    const careless: Decider = {
      ...DECIDER,
      near: (view) => {
        const { leg } = view.near;
        const forgotten = { ...leg, settled: { ...leg.settled, lots: 0 } };
        return DECIDER.near({ ...view, near: { ...view.near, leg: forgotten } });
      },
    };
    expect(found(careless)).toMatch(/near lots, but due are/);
  });

  test('a hedge sent to a closed market', () => {
    expect(found({ ...DECIDER, near: (view) => DECIDER.near(always(true)(view)) })).toMatch(
      /hedge .* is sent to a closed market/,
    );
  });

  test('a hedge that would meet an order of the account, and one that withdraws what a person placed', () => {
    const hedgesSeeing = (seen: (order: OwnOrder) => OwnOrder | []): Decider => ({
      ...DECIDER,
      near: (view) => {
        const ownOrders = view.near.market.ownOrders.flatMap(seen);
        return DECIDER.near({ ...view, near: { ...view.near, market: { ...view.near.market, ownOrders } } });
      },
    });
    expect(found(hedgesSeeing(() => []))).toMatch(/hedge .* would meet an order of the account/);
    expect(found(hedgesSeeing((order) => ({ ...order, placedBy: 'task' })))).toMatch(
      /is withdrawn, which a person placed/,
    );
  });

  test('a far order sent while a market is closed, or outside the hours', () => {
    expect(found(quotesBlindTo(always(true)))).toMatch(/is sent while a market is closed/);
    expect(found(quotesBlindTo((view) => ({ ...view, hours: { farMayRest: true } })))).toMatch(
      /is sent outside the hours/,
    );
  });

  test('a quote that takes all of the near side for as good as its best level', () => {
    const flat = (view: SpreadView): SpreadView => {
      const { book, ...market } = view.near.market;
      if (!book) return view;
      const best = ([first]: typeof book.bids) => (first ? [{ ...first, lots: 1_000 }] : []);
      const shallow = { ...book, bids: best(book.bids), asks: best(book.asks) };
      return { ...view, near: { ...view.near, market: { ...market, book: shallow } } };
    };
    expect(found(quotesBlindTo(flat))).toMatch(/brings|more than half/);
  });

  test('a far order that nobody looks at once more before it goes out', () => {
    expect(found({ ...DECIDER, mayStillSend: () => true })).toMatch(
      /far order .* (is sent (while|though|outside)|brings)/,
    );
  });

  test('a far price one step on the wrong side', () => {
    const careless: Decider = {
      ...DECIDER,
      far: (view) => {
        const action = DECIDER.far(view);
        return action.kind === 'post' ? { ...action, price: action.price.add(view.sell ? -1 : 1) } : action;
      },
    };
    expect(found(careless)).toMatch(/brings/);
  });

  test('a far order while more is unhedged than a person allows', () => {
    const careless = quotesBlindTo((view) => ({
      ...view,
      wish: { ...view.wish, options: { ...view.wish.options, maxUnhedged: null, displayQuantity: null } },
    }));
    expect(found(careless)).toMatch(/are unhedged/);
  });

  test('a far order of a process that has not compared the legs', () => {
    const careless = blindTo((view) => ({ ...view, memory: { ...view.memory, compared: true } }));
    expect(found(careless)).toMatch(/is sent before both legs were asked/);
  });

  test('a log that takes a far order from whoever lost the claim, or was decided under an older wish', () => {
    const careless = (story: SpreadStory) => {
      story.legs.far.log.without = 'claims and wishes';
    };
    expect(found(DECIDER, careless)).toMatch(/but the target is/);
  });
});
