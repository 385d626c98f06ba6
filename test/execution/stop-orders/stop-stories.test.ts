/** Ladders in the hands of executors to whom everything happens at random. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { migrateToLatest, openDatabase } from '../../../database/index.js';
import { told } from '../../domain/stories/happenings.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { StoryDatabase } from '../stories/story-database.js';
import { installStoryTime, storyDelay } from '../stories/story-time.js';
import { inWords, type StopHappening, stopHappening } from './stories/stop-happenings.js';
import type { Without } from './stories/stop-story.js';

jest.unstable_mockModule('node:timers/promises', () => ({
  setTimeout: storyDelay,
  setImmediate: () => storyDelay(0),
}));
const { StopStory } = await import('./stories/stop-story.js');

/** `STORIES=100` tells a hundred times as many; `SEED=7` the same ones again. */
const TIMES = Number(process.env.STORIES ?? 1);
const SEED = process.env.SEED;
jest.setTimeout(120_000 * TIMES);

const stories = told(fc.array(stopHappening, { minLength: 1, maxLength: 60, size: 'max' }), inWords);
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

const LONGEST_MS = 15_000;

test('each stop order comes to be there once or is told not to be, whatever happens, and the task ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), end, stories, async (keysHonoured, last, happenings) => {
      const story = await StopStory.begin(storyDatabase, keysHonoured);
      for (const happens of happenings) await story.happen(happens);
      await story.calmDown(last);
      await story.judgeEnd();
    }),
    {
      numRuns: 200 * TIMES,
      // Told again by its seed, one that breaks a promise is made as short as it can be.
      endOnFailure: SEED === undefined,
      // A busy machine tells fewer stories, not none.
      interruptAfterTimeLimit: LONGEST_MS * TIMES,
      ...(SEED && { seed: Number(SEED) }),
    },
  );
});

describe('the judge finds', () => {
  /** What breaks a promise in stories of such things, where something is left out; told in words. */
  const found = async (without: Without, ...whats: StopHappening['what'][]): Promise<string> => {
    const some = fc.array(
      stopHappening.filter(({ what }) => whats.includes(what)),
      { maxLength: 40, size: 'max' },
    );
    const report = await fc.check(
      fc.asyncProperty(told(some, inWords), async (happenings) => {
        const story = await StopStory.begin(storyDatabase, false, without);
        for (const happens of happenings) await story.happen(happens);
      }),
      { numRuns: 500, seed: 1, endOnFailure: true },
    );
    expect(report.failed).toBe(true);
    return String(report.errorInstance);
  };

  test('one that is placed twice, where it may appear later than anybody waits for', async () => {
    const words = await found({ mostLateMs: 1_000_000 }, 'later', 'next post', 'arrive');
    expect(words).toMatch(/are there, \d (was|were) wanted/);
  });

  test('a log that takes one under an older wish', async () => {
    const words = await found({ without: 'the newest wish' }, 'steps', 'pause');
    expect(words).toMatch(/is written down although a person said pause/);
  });

  test('a log that takes one while orders are halted', async () => {
    const words = await found({ without: 'the halt' }, 'steps', 'halt');
    expect(words).toMatch(/is written down although a person said halt/);
  });
});
