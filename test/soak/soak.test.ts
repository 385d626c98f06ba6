/** Two minutes of everything that can fail, with orders and spreads side by side; `npm run soak` is the same for as long as is wanted. */
import { expect, test } from '@jest/globals';
import { soak } from './soak.js';

/** Another one each time would be another test each time; `npm run soak` is for those. */
const SEED = 1;

/** One of each comes first, so all of them must. */
const KINDS = [
  ...['worker', 'api', 'bot', 'paper', 'temporal', 'postgres'].map((part) => `kill -9 ${part}`),
  ...['worker frozen', 'temporal frozen', 'line cut', 'line held', 'line slow'],
  ...['lose-answer', 'delay', 'appear-late', 'unavailable', 'exhausted', 'cut-stream', 'silent-stream'],
  'session closed',
];

test('ten tasks and twenty spreads under kills, freezes, cuts and lost answers: exactly the target, never more at any entry, both legs', async () => {
  const story: string[] = [];
  const { wrong, figures, folder } = await soak({ minutes: 2, seed: SEED, say: (line) => story.push(line) });
  if (wrong.length > 0) throw new Error([...story, ...wrong, `all of it is in ${folder}`].join('\n'));
  // A storm in which nothing happened would prove nothing.
  for (const kind of KINDS) expect(figures.blows).toHaveProperty([kind]);
  expect(Object.values(figures.blows).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(KINDS.length);
  expect(figures.people.halted).toBeGreaterThan(0);
  const isSeen = (what: string) => Object.keys(figures.people).some((said) => said.startsWith(what));
  for (const what of ['raised', 'lowered', 'limit changed', 'spread started with all others'])
    expect(isSeen(what)).toBe(true);
  expect(figures.tasks.done).toBeGreaterThanOrEqual(10);
  expect(figures.orders).toBeGreaterThan(50);
  expect(figures.unhedged.hedges).toBeGreaterThan(30);
}, 400_000);
