/** What the broker does not list any more stays where it was named, and the answers and the chat say so. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listsText } from '../../bot/answers/ladders.js';
import { stashesText } from '../../bot/answers/stashes.js';
import {
  acquireClaim,
  addSellbuyRow,
  addSpreadRow,
  addToLadderList,
  insertTask,
  replaceCatalogue,
  saveStash,
} from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import type { KeptSnapshot } from '../../domain/stash/kept-snapshot.js';
import { LOCALES } from '../../locales/index.js';
import { listed, listedFuture } from '../support/listed.js';
import { startTestApi, type TestApi } from './test-api.js';

let api: TestApi;
/** Over since then, though the broker still lists it. */
const ENDED = '2025-12-18T16:00:00.000Z';
const ENDED_FUTURE = { ...listedFuture('ended-uid', { lastTradeAt: ENDED }), ticker: 'SRZ5' };
const GONE = listed({ uid: 'gone-uid', ticker: 'GONE' });
let sber: ListedInstrument;

beforeAll(async () => {
  api = await startTestApi();
  const { db, broker } = api.system;
  const all = await broker.instruments.listing();
  const found = all.find(({ ticker }) => ticker === 'SBER');
  if (!found) throw new Error('SBER is not listed');
  sber = found;
  const read = (more: readonly ListedInstrument[]) =>
    replaceCatalogue(db, { mode: 'paper', listed: [sber, ...more], by: 'test' });
  await read([GONE, ENDED_FUTURE]);
  await read([ENDED_FUTURE]);
}, 60_000);
afterAll(() => api?.stop());

const goneAt = async (): Promise<string> => {
  const row = await api.system.db
    .selectFrom('instruments')
    .select('gone_at')
    .where('uid', '=', GONE.uid)
    .executeTakeFirstOrThrow();
  return row.gone_at?.toISOString() ?? '';
};
const ask = async (path: string) => (await api.ask('GET', path)).body;

test('rows of both queues', async () => {
  const { db } = api.system;
  const options = {
    slop: 2,
    payUpTicks: 2,
    displayQuantity: null,
    maxUnhedged: null,
    until: null,
    now: false,
  };
  const terms = { sell: true, amount: 1, price: '1', ratio: null, active: true, ...options };
  const { id } = await addSpreadRow(db, { farTicker: 'SRZ5', nearTicker: 'SBER', ...terms });
  await addSpreadRow(db, { farTicker: 'SRZ5', nearTicker: 'GONE', ...terms });
  const since = await goneAt();
  const [ended, both] = (await ask('/spreads')).items;
  expect(ended.gone).toEqual([{ ticker: 'SRZ5', since: ENDED }]);
  expect(both.gone).toEqual([
    { ticker: 'SRZ5', since: ENDED },
    { ticker: 'GONE', since },
  ]);
  expect(await ask(`/spreads/${id}`)).toEqual(ended);

  const row = { sell: false, amount: 10, limitPrice: null, active: true };
  for (const ticker of ['GONE', 'SBER', 'NEVERWAS']) await addSellbuyRow(db, { ticker, ...row });
  const { items } = await ask('/sellbuy');
  expect(items.map(({ gone }: { gone?: unknown }) => gone)).toEqual([
    [{ ticker: 'GONE', since }],
    undefined,
    undefined,
  ]);
  // Nor is it started: it is said since when that cannot be.
  expect(await api.command('buy', { ticker: 'GONE', amount: 10 })).toMatchObject({
    status: 404,
    body: { code: 'unknown-ticker', data: { goneAt: since } },
  });
});

test('the lists of ladders, by REST and in the chat', async () => {
  const entries = [
    { ticker: 'GONE', instrumentUid: GONE.uid },
    { ticker: 'NEVERWAS', instrumentUid: null },
  ];
  await addToLadderList(api.system.db, { ladder: 'stops', by: 'test', colour: 'white', entries });
  const lists = await ask('/stops');
  const itemOf = (ticker: string) => lists.items.find((item: { ticker: string }) => item.ticker === ticker);
  expect(itemOf('GONE')).toMatchObject({ active: false, goneSince: await goneAt() });
  expect(itemOf('NEVERWAS')).not.toHaveProperty('goneSince');
  expect(itemOf('SBER')).toMatchObject({ active: true });
  expect(itemOf('SBER')).not.toHaveProperty('goneSince');
  for (const locale of LOCALES) {
    expect(listsText(locale, { ladder: 'stops', ...lists })).toMatch(/GONE \([^()]*\d\d:\d\d[^()]*\)/);
  }
});

test('the orders of a stash, by REST and in the chat', async () => {
  const { db, broker } = api.system;
  const { accountId } = broker;
  const key = randomUUID();
  await insertTask(db, {
    ...{
      key,
      kind: 'stash',
      mode: 'paper',
      accountId,
      ticker: '',
      instrumentUid: '',
      request: {},
      amount: 1,
    },
    ...{ wish: { version: 1, mode: 'run', targetLots: 1, limitPrice: null }, requestedBy: 'test' },
  });
  const claim = await acquireClaim(db, { taskKey: key, workerId: randomUUID() });
  if (!claim) throw new Error('the claim is free');
  const order = ({ uid, ticker }: ListedInstrument) => ({
    snapshot: {
      ...{ stopOrderId: uid, instrumentUid: uid, direction: 'buy', lots: 1, kind: 'take-profit' },
      ...{ status: 'active', stopPrice: '1', price: null, priceStep: null, isOffGrid: false },
      ...{ childType: 'market', trailing: null, createdAt: null, expiresAt: null },
      ...{ triggeredAt: null, childOrderId: null },
    } as KeptSnapshot,
    ...({ ticker, terms: null, problem: 'unknown-instrument', assumed: [], outcome: 'kept' } as const),
  });
  const orders = [order(GONE), order(sber)];
  await saveStash(db, claim, { mode: 'paper', accountId, name: 'night', kind: 'asked', orders });
  const stash = await ask('/stash/night');
  expect(stash.items.map(({ goneSince }: { goneSince?: string }) => goneSince)).toEqual([
    await goneAt(),
    undefined,
  ]);
  for (const locale of LOCALES) {
    const lines = stashesText(locale, stash).split('\n');
    expect(lines.find((line) => line.includes('GONE'))).toMatch(/\d\d:\d\d/);
    expect(lines.find((line) => line.includes('SBER'))).not.toMatch(/\d\d:\d\d/);
  }
});
