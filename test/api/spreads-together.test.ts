/** Rows of spreads that start together, and what was shown of them against what is there at the start. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type SpreadApi, startSpreadApi } from './spread-api.js';
import { tasksOf } from './test-api.js';

let api: SpreadApi;
let far = '';
const sold = () => api.sold();
const add = (row: object) => api.add(row);

beforeAll(async () => {
  api = await startSpreadApi();
  ({ far } = api);
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => api.reset());

test('asks of rows that start together as of those on top of the ones before', async () => {
  await api.system.exchange.account({ positions: { SBER: 10_000, [far]: 5 } });
  const [one, other] = [await add({ ...sold(), amount: 8 }), await add({ ...sold(), amount: 8 })];
  const { body } = await api.command('spreads');
  const short = (row: number, amount: string) => ({
    row,
    consent: {
      reasons: [
        { why: 'far-short', ticker: far, amount },
        { why: 'delivery', ticker: far },
      ],
    },
  });
  expect(body.preview.questions).toMatchObject([short(one, '3'), short(other, '8')]);
  expect(tasksOf(await api.command('spreads', { confirm: body.token }))).toHaveLength(2);
});

test('starts nothing that would be shorter than was shown, and what would be less', async () => {
  const holds = (contracts: number) =>
    api.system.exchange.account({ positions: { SBER: 10_000, [far]: contracts } });
  await add({ ...sold(), amount: 8 });
  await holds(5);
  const asked = await api.command('spreads');
  await holds(4);
  expect(await api.command('spreads', { confirm: asked.body.token })).toMatchObject({
    body: { tasks: [], refused: [{ error: { code: 'consent-needed' } }] },
  });
  const { body } = await api.command('spreads');
  await holds(5);
  expect(tasksOf(await api.command('spreads', { confirm: body.token }))).toHaveLength(1);
});
