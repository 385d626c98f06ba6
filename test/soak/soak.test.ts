/** Two minutes of everything that can fail; `npm run soak` is the same for as long as is wanted. */
import { expect, test } from '@jest/globals';
import { soak } from './soak.js';

/** Another one each time would be another test each time; `npm run soak` is for those. */
const SEED = 1;

test('ten tasks under kills, freezes, cuts and lost answers: exactly the target, never more at any entry', async () => {
  const story: string[] = [];
  const { wrong, figures, folder } = await soak({ minutes: 2, seed: SEED, say: (line) => story.push(line) });
  if (wrong.length > 0) throw new Error([...story, ...wrong, `all of it is in ${folder}`].join('\n'));
  // A storm in which nothing happened would prove nothing.
  expect(Object.values(figures.blows).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(30);
  expect(figures.tasks.done).toBeGreaterThanOrEqual(10);
  expect(figures.orders).toBeGreaterThan(50);
}, 400_000);
