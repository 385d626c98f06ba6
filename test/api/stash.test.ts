/** Stop orders are saved and brought back as people ask for it: the API, the chat, a worker and Temporal, all of them real. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type StashOrder, stashOrders } from '../../database/index.js';
import { type ApiAnswer, type ApiProcess, startApiProcess } from '../support/api-process.js';
import { startBotApiServer } from '../support/bot-api-server.js';
import { eventually } from '../support/eventually.js';
import { startTestProcess, type TestProcess } from '../support/processes.js';
import { recordHistory } from '../support/record-history.js';
import { type System, startSystem } from '../support/system.js';
import { askingForStashes, idOf } from './stash-ground.js';

let system: System;
let api: ApiProcess;
let worker: TestProcess;
let on: ReturnType<typeof askingForStashes>;
beforeAll(async () => {
  system = await startSystem();
  [api, worker] = await Promise.all([startApiProcess(system.environment), system.startWorker()]);
  on = askingForStashes(system, api);
  await eventually(async () => (await api.health()).body.status === 'ok', { what: 'everything healthy' });
  await system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
  await system.exchange.trade('SBER', { side: 'sell', lots: 1, price: '300' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
});
afterEach(() => system?.exchange.clearFaults());

const POST = 'PostStopOrder';
const CANCEL = 'CancelStopOrder';

test('where nothing waits and nothing is saved, that is said', async () => {
  expect(await api.command('stash')).toMatchObject({ status: 409, body: { code: 'nothing-to-stash' } });
  expect(await api.command('restore')).toMatchObject({ status: 422, body: { code: 'stash-not-found' } });
  expect(await api.command('restore', { name: 'margin' })).toMatchObject({ status: 400 });
  expect(await api.command('stash', { version: 7 })).toMatchObject({ status: 400 });
  expect(await api.ask('GET', '/stash/night')).toMatchObject({ status: 404 });
  expect(await api.command('stash', { tickers: ['NOSUCH'] })).toMatchObject({ status: 404 });
  expect((await api.ask('GET', '/stash')).body).toEqual({ items: [] });
});

test('saved alone, and saved and cancelled; changed and switched off; nothing is placed that was not shown', async () => {
  await on.place([270, 271, 272]);
  expect(await on.done('stash', { name: 'Night', keep: true })).toMatchObject({
    amount: 3,
    executed: 0,
    skipped: 3,
  });
  expect(await on.waiting()).toHaveLength(3);
  const { preview, token } = await on.asked('stash');
  expect(preview).toMatchObject({ name: 'unnamed', orders: 3, foreign: 3, cancelled: 3, replaces: null });
  const id = idOf(await api.command('stash', { confirm: token }));
  expect((await system.untilState(id, 'done')).result).toMatchObject({ amount: 3, executed: 3, failed: 0 });
  await recordHistory(system.client, { taskId: id, name: 'stash-done' });
  expect(await on.waiting()).toEqual([]);
  expect((await api.ask('GET', '/stash')).body.items).toMatchObject([
    { name: 'unnamed', current: true, checked: true, orders: 3, outcomes: { cancelled: 3 } },
    { name: 'night', current: true, orders: 3, outcomes: { kept: 3 } },
  ]);

  const [first, second] = [await on.positionAt('270'), await on.positionAt('271')];
  const refused = await on.change(`unnamed/orders/${first}`, { stopPrice: '270.123' });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'stash-price-step', data: { nearest: '270.12, 270.13' } },
  });
  expect(await on.change('unnamed/orders/9', { active: false })).toMatchObject({ status: 404 });
  expect(await on.change('day/orders/1', { active: false })).toMatchObject({ status: 404 });
  expect(await on.change(`unnamed/orders/${first}`, {})).toMatchObject({ status: 400 });
  expect(await on.change(`unnamed/orders/${first}`, { lots: 5 })).toMatchObject({
    status: 200,
    body: { edited: true, terms: { lots: 5 } },
  });
  expect((await api.ask('GET', '/journal?limit=50')).body.items).toContainEqual(
    expect.objectContaining({
      kind: 'stash-edited',
      data: expect.objectContaining({ by: 'api', number: first, ticker: 'SBER', lots: 5, active: 'yes' }),
    }),
  );
  const shown = await on.asked('restore');
  expect(shown.preview).toMatchObject({ place: 3, there: 0, clean: 0, switchedOff: 0, marginUnknown: 3 });
  const { lot } = await system.instrument('SBER');
  expect(Number(shown.preview.total)).toBeCloseTo((5 * 270 + 2 * 271 + 2 * 272) * lot, 2);
  expect(Number(shown.preview.needed)).toBeGreaterThan(Number(shown.preview.total));
  expect(shown.preview).not.toHaveProperty('shorts');
  await on.change(`unnamed/orders/${first}`, { lots: 500 });
  expect(await api.command('restore', { confirm: shown.token })).toMatchObject({
    status: 409,
    body: { code: 'stash-changed' },
  });
  await on.change(`unnamed/orders/${first}`, { lots: 3 });
  await on.change(`unnamed/orders/${second}`, { active: false });
  const restored = await on.begun('restore');
  expect((await system.untilState(restored, 'done')).result).toMatchObject({
    ...{ amount: 2, executed: 2, same: 2, differs: 0, differences: [], notPlaced: [] },
  });
  await recordHistory(system.client, { taskId: restored, name: 'restore-done' });
  expect(await on.waiting()).toEqual(['2 @ 272', '3 @ 270']);
  expect(await on.done('restore')).toMatchObject({ executed: 0, there: 2, same: 2, differs: 0 });
  expect(await on.waiting()).toEqual(['2 @ 272', '3 @ 270']);
}, 60_000);

test('without cleaning others stay; cleaned away they are the version before, which comes back from the history', async () => {
  const saved = await on.current();
  await on.place([280]);
  expect((await on.asked('restore', { clean: false })).preview).toMatchObject({
    place: 0,
    there: 2,
    clean: 0,
  });
  expect(await on.done('restore', { clean: false })).toMatchObject({ same: 2, differs: 0, before: null });
  expect(await on.waiting()).toHaveLength(3);
  const cleaned = await on.done('restore');
  expect(cleaned).toMatchObject({ there: 2, cleaned: 1, same: 2, differs: 0, before: expect.any(Number) });
  expect(await on.waiting()).toEqual(['2 @ 272', '3 @ 270']);
  const { before } = cleaned as { before: number };
  expect(await on.current()).toBe(saved);
  expect((await api.ask('GET', `/stash/${before}`)).body).toMatchObject({
    kind: 'before-restore',
    current: false,
  });
  expect(await on.done('restore', { version: before })).toMatchObject({
    executed: 1,
    there: 2,
    same: 3,
    differs: 0,
  });
  expect(await on.waiting()).toEqual(['2 @ 272', '2 @ 280', '3 @ 270']);
}, 60_000);

test('only some tickers; sales that would leave a short position are shown with money and margin', async () => {
  const { lot } = await system.instrument('GAZP');
  const price = (
    await system.broker.instruments.lastPrices([(await system.instrument('GAZP')).uid])
  ).values();
  const above = [...price][0]?.mul('1.1').toDP(0).toFixed() ?? '';
  await on.place([above], { ticker: 'GAZP', direction: 'sell', lots: 4, margin: true });
  expect(await on.done('stash', { tickers: ['GAZP'] })).toMatchObject({ amount: 1, executed: 1 });
  expect(await on.waiting()).toEqual(['2 @ 272', '2 @ 280', '3 @ 270']);
  const { preview } = await on.asked('restore', { tickers: ['GAZP'], margin: true });
  expect(preview).toMatchObject({
    ...{ place: 1, clean: 0, marginUnknown: 0 },
    shorts: {
      positions: [{ ticker: 'GAZP', amount: 4 * lot, held: 0 }],
      money: { before: expect.any(String), after: expect.any(String) },
      margin: { before: expect.any(String), after: expect.any(String) },
    },
  });
  const { margin } = preview.shorts ?? {};
  expect(Number(margin?.after)).toBeGreaterThan(Number(margin?.before));
  expect(await on.done('restore', { tickers: ['GAZP'], margin: true })).toMatchObject({
    executed: 1,
    same: 1,
  });
  expect(await on.waiting()).toHaveLength(4);
}, 60_000);

test('one that is over is reported, and placed only till another end', async () => {
  await on.done('stash');
  const at = new Date(Date.now() + 2_500).toISOString();
  await on.place([265], { expiry: { type: 'till-date', at } });
  expect(await on.done('stash')).toMatchObject({ amount: 1, executed: 1 });
  await eventually(() => Date.now() > Date.parse(at), { what: 'its end' });
  expect(await api.command('restore')).toMatchObject({ status: 409, body: { code: 'nothing-to-restore' } });
  expect(await api.command('restore', { expiredTill: at })).toMatchObject({ status: 400 });
  const expiredTill = new Date(Date.now() + 3_600_000).toISOString();
  expect(await on.done('restore', { expiredTill })).toMatchObject({ executed: 1, same: 1, differs: 0 });
  const [stop] = await system.broker.stopOrders.active();
  expect(stop?.expiresAt?.toISOString()).toBe(expiredTill);
}, 60_000);

test('one of them at a time, whoever asks at once; halted none is placed; one that is stopped drops the rest', async () => {
  await on.place([261, 262, 263]);
  await on.done('stash');
  const [one, other] = [await on.asked('restore'), await on.asked('restore')];
  await system.exchange.fault({ method: POST, kind: 'delay', ms: 2_000, count: 4 });
  const answers = await Promise.all(
    [one, other].map(({ token }) => api.command('restore', { confirm: token })),
  );
  const [started, refused] = answers.sort((a, b) => a.status - b.status);
  expect(refused).toMatchObject({ status: 409, body: { code: 'stash-busy' } });
  expect(await api.command('stash')).toMatchObject({ status: 409, body: { code: 'stash-busy' } });
  expect(await on.change('unnamed/orders/1', { lots: 7 })).toMatchObject({
    status: 409,
    body: { code: 'stash-busy' },
  });
  const id = idOf(started as ApiAnswer);
  await system.untilState(id, 'done');
  expect(await on.waiting()).toEqual(['2 @ 261', '2 @ 262', '2 @ 263', '2 @ 265']);

  await on.done('stash');
  await api.command('halt');
  expect(await api.command('restore')).toMatchObject({ status: 409, body: { code: 'halted' } });
  await system.db.updateTable('halt').set({ since: null, by: null, reason: null }).execute();
  // Calls wait for the limit of the next second, so that there is time to stop it.
  await system.exchange.fault({ method: POST, kind: 'exhausted', count: 1_000 });
  const stopped = await on.begun('restore');
  await eventually(async () => (await system.tasks.get(stopped)).progress !== null, { what: 'it goes on' });
  await api.task(stopped, 'cancel');
  await system.untilState(stopped, 'cancelled');
  await recordHistory(system.client, { taskId: stopped, name: 'restore-cancelled' });
  await system.exchange.clearFaults();
  expect(await on.waiting()).toEqual([]);
  expect(await on.done('restore')).toMatchObject({ executed: 4, same: 4, differs: 0 });
}, 60_000);

test('a worker that is killed in the middle of either: the next one goes on, nothing is lost or there twice', async () => {
  const { exchange } = system;
  const told = async (kind: string, since: number) =>
    (await exchange.ledger(since)).filter((each) => each.kind === kind);
  const killedAfter = async (count: number, kind: string, command: string) => {
    const since = (await exchange.ledger()).at(-1)?.seq ?? 0;
    const id = await on.begun(command);
    await eventually(async () => (await told(kind, since)).length >= count, { what: kind, everyMs: 2 });
    await worker.stop('SIGKILL');
    await exchange.clearFaults();
    worker = await system.startWorker();
    const { result } = await system.untilState(id, 'done', 40_000);
    return { result, ended: await told(kind, since) };
  };
  const before = await on.waiting();
  await exchange.fault({ method: CANCEL, kind: 'delay', ms: 2_000, count: 100 });
  const stashed = await killedAfter(1, 'stop-cancelled', 'stash');
  expect(stashed.result).toMatchObject({ amount: 4, executed: 4, failed: 0 });
  expect(stashed.ended).toHaveLength(4);
  const saved: StashOrder[] = await stashOrders(system.db, await on.current());
  expect(saved.map(({ outcome }) => outcome)).toEqual(Array(4).fill('cancelled'));

  await exchange.stopKeys(false);
  await exchange.fault({ method: POST, kind: 'delay', ms: 2_000, count: 100 });
  // All are there and unanswered: what was written down and never sent would be waited for three minutes.
  const restored = await killedAfter(4, 'stop-placed', 'restore');
  expect(restored.result).toMatchObject({ executed: 4, same: 4, differs: 0 });
  expect(restored.ended).toHaveLength(4);
  expect(await on.waiting()).toEqual(before);
}, 120_000);

test('the chat asks before both, and reports what came of them', async () => {
  const telegram = await startBotApiServer();
  const anna = telegram.user({ id: 101, language: 'en' });
  const bot = startTestProcess('bot', {
    ...system.environment,
    ...{ TELEGRAM_TOKEN: telegram.token, TELEGRAM_USERS: String(anna.id), TELEGRAM_API_ROOT: telegram.root },
  });
  try {
    await bot.ready();
    const said = (words: string) =>
      eventually(() => anna.received().find(({ text }) => text.includes(words)), {
        what: `"${words}" in the chat`,
        timeoutMs: 20_000,
      });
    anna.says('/stash day');
    anna.presses(await said('I save 4 stop orders in stash "day"'), 'Yes');
    await said('cancelled 4');
    anna.says('/stash show day');
    await said('buy 2 lots @ 261');
    anna.says('/stash list');
    await said('what was there before a restore');
    anna.says('/restore day');
    const question = await said('I place 4');
    expect(question.text).toContain('If all of it triggers it is worth');
    anna.presses(question, 'Yes');
    await said("The broker's list equals the stash.");
    anna.says('/restore nowhere');
    await said('day (#');
  } finally {
    await bot.stop();
    await telegram.close();
  }
}, 60_000);

test('a ladder that goes on placing is named before a stash, which does not end it', async () => {
  const ladder = await on.begun('nuke', { ticker: 'SBER', sum: '100000', renew: true });
  await eventually(async () => (await api.task(ladder)).body.progress?.placed === 4, { what: 'its four' });
  const { preview } = await on.asked('stash');
  expect(preview).toMatchObject({ placing: ladder });
  await api.task(ladder, 'cancel');
  await system.untilState(ladder, 'cancelled');
  expect((await on.asked('stash')).preview).not.toHaveProperty('placing');
}, 60_000);
