import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { migrateToLatest, openDatabase } from '../../database/index.js';
import { told } from '../domain/stories/happenings.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Happening, happening, inWords } from './stories/happenings.js';
import { type Rule, StoryDatabase } from './stories/story-database.js';
import { installStoryTime, storyDelay } from './stories/story-time.js';

jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: storyDelay,
  setImmediate: () => storyDelay(0),
}));
const { ExecutorStory } = await import('./stories/executor-story.js');

/** `STORIES=100` tells a hundred times as many; `SEED=7` the same ones again. */
const TIMES = Number(process.env.STORIES ?? 1);
const SEED = process.env.SEED;
jest.setTimeout(120_000 * TIMES);

const stories = told(fc.array(happening, { minLength: 1, maxLength: 100, size: 'max' }), inWords);
const direction = fc.constantFrom('buy' as const, 'sell' as const);
const end = fc.constantFrom('run' as const, 'run' as const, 'stop' as const);

let database: TestDatabase;
let storyDatabase: StoryDatabase;
let endStoryTime: () => void;

beforeAll(async () => {
  database = await createTestDatabase();
  const db = openDatabase(database.url);
  await migrateToLatest(db);
  await db.destroy();
  storyDatabase = await StoryDatabase.open(database.url);
  endStoryTime = installStoryTime();
});
afterAll(async () => {
  endStoryTime?.();
  await storyDatabase?.close();
  await database?.drop();
});

const LONGEST_MS = 40_000;

describe('executors, whatever happens to them and to the exchange', () => {
  test('never exceed target or limit price, leave nothing working, and report what was executed', async () => {
    await fc.assert(
      fc.asyncProperty(direction, end, stories, async (side, last, happenings) => {
        const story = await ExecutorStory.begin(storyDatabase, side);
        for (const happens of happenings) await story.happen(happens);
        await story.calmDown(last);
        story.judgeEnd();
      }),
      {
        numRuns: 300 * TIMES,
        // A busy machine tells fewer stories, not none.
        interruptAfterTimeLimit: LONGEST_MS * TIMES,
        ...(SEED && { seed: Number(SEED) }),
      },
    );
  });
});

/** Found at random, and told again in every run. */
test('who lost the claim while it stood still does not report what it knows', async () => {
  const happenings: Happening[] = [
    { what: 'later', ms: 1 },
    { what: 'freeze', who: 'Ann' },
    { what: 'later', ms: 2_000 },
    { what: 'start', who: 'Bob' },
    { what: 'attach', who: 'Bob' },
    { what: 'price', ticks: 1 },
    { what: 'statement fails', who: 'Bob', when: 'before' },
    { what: 'later', ms: 2_500 },
    { what: 'stop' },
    { what: 'give up', who: 'Bob' },
    { what: 'later', ms: 1 },
  ];
  const story = await ExecutorStory.begin(storyDatabase, 'buy');
  for (const happens of happenings) await story.happen(happens);
  await story.calmDown('run');
  story.judgeEnd();
});

test('an order that appears after it was refused when it was sent again is withdrawn and counted', async () => {
  const refused: Happening[] = Array.from({ length: 20 }, () => ({ what: 'next post', fate: 'refused' }));
  const happenings: Happening[] = [
    { what: 'hold', who: 'Ann', traffic: 'stream' },
    { what: 'next post', fate: 'answer-lost' },
    { what: 'hide' },
    ...refused,
    { what: 'later', ms: 15_000 },
    { what: 'fill', lots: 2 },
    { what: 'later', ms: 15_000 },
    { what: 'stop' },
    { what: 'later', ms: 15_000 },
  ];
  const story = await ExecutorStory.begin(storyDatabase, 'buy');
  for (const happens of happenings) await story.happen(happens);
  await story.calmDown('stop');
  story.judgeEnd();
});

describe('the judge finds', () => {
  /** What breaks a promise in stories of such things, where one rule is left out; told in words. */
  const found = async (without: Rule, ...whats: Happening['what'][]): Promise<string> => {
    const some = fc.array(
      happening.filter(({ what }) => whats.includes(what)),
      { maxLength: 40, size: 'max' },
    );
    const report = await fc.check(
      fc.asyncProperty(told(some, inWords), async (happenings) => {
        const story = await ExecutorStory.begin(storyDatabase, 'buy', without);
        for (const happens of happenings) await story.happen(happens);
      }),
      { numRuns: 500, seed: 1, endOnFailure: true },
    );
    expect(report.failed).toBe(true);
    return String(report.errorInstance);
  };

  test('an order that is sent again under another key', async () => {
    const words = await found('one key a number', 'later', 'next post', 'crash', 'start');
    expect(words).toMatch(/[1-9]\d* working/);
  });

  test('a log that takes an order decided under an older wish', async () => {
    const words = await found('the newest wish', 'steps', 'target');
    expect(words).toMatch(/working lots, but the target is/);
  });

  test('a log that takes an order while orders are halted', async () => {
    const words = await found('the halt', 'steps', 'halt');
    expect(words).toMatch(/is placed while orders are halted/);
  });
});
