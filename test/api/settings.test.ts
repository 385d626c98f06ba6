/** Settings by REST, and the limits among them: what would break one is refused before anything of it is sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import Value from 'typebox/value';
import { listOf } from '../../api/schemas.js';
import { SettingSchema } from '../../api/setting-schema.js';
import { readSettings, writeSettings } from '../../database/index.js';
import { DEFAULT_SETTINGS, SETTING_KEYS } from '../../domain/settings.js';
import { quarters } from '../execution/spreads/bench-spread.js';
import { eventually } from '../support/eventually.js';
import { startTestApi, type TestApi, tasksOf } from './test-api.js';

let api: TestApi;
let lot: number;

const patch = (body: object) => api.ask('PATCH', '/settings', { body });
const settings = () => readSettings(api.system.db);

beforeAll(async () => {
  api = await startTestApi();
  ({ lot } = await api.system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  await api.finishAll();
  await writeSettings(
    api.system.db,
    SETTING_KEYS.map((key) => ({ key, value: undefined, by: 'test' })),
  );
  await api.system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
});

describe('settings', () => {
  test('are listed each with its default, range, who changed it when, and help in both languages', async () => {
    expect(await patch({ 'stops.sum': '200000.50' })).toMatchObject({
      status: 200,
      body: { items: [{ key: 'stops.sum', value: '200000.5', default: '300000', changedBy: 'api' }] },
    });
    const { status, body } = await api.ask('GET', '/settings');
    expect(status).toBe(200);
    expect([...Value.Errors(listOf(SettingSchema), body)]).toEqual([]);
    expect(body.items.map(({ key }: { key: string }) => key)).toEqual(SETTING_KEYS);
    expect(body.items.find(({ key }: { key: string }) => key === 'nuke.levels')).toMatchObject({
      value: ['0', '1', '5', '7'],
      range: { type: 'percents', least: '0', most: '99.99', longest: 10, mayBeNone: false },
      help: { ru: expect.stringContaining('/nuke'), en: expect.stringContaining('/nuke') },
    });
  });

  test('are changed together, told in the journal, and set back by "default"', async () => {
    expect((await patch({ 'stops.levels': ['20', '10'], 'scan.rows': 10, language: 'en' })).status).toBe(200);
    expect(await settings()).toEqual({
      ...DEFAULT_SETTINGS,
      'stops.levels': ['10', '20'],
      'scan.rows': 10,
      language: 'en',
    });
    expect((await patch({ 'stops.levels': 'default', 'scan.rows': 70 })).status).toBe(200);
    expect(await settings()).toEqual({ ...DEFAULT_SETTINGS, language: 'en' });
    const { body } = await api.ask('GET', '/journal');
    const told = body.items.find(
      ({ data }: { data: { setting?: string; is?: string } }) =>
        data.setting === 'stops.levels' && data.is !== '',
    );
    expect(told).toMatchObject({
      kind: 'setting-changed',
      data: { by: 'api', was: '10, 20', is: '15, 20, 25' },
    });
    expect(told.text).toContain('stops.levels');
  });

  test.each([
    [{ 'stops.sum': '0' }, 'setting-not-allowed', { key: 'stops.sum', nearest: '1' }],
    [{ 'stops.levels': ['0', '15'] }, 'setting-not-allowed', { key: 'stops.levels', nearest: '0.01, 15' }],
    [{ 'stops.levels': [] }, 'setting-not-allowed', { key: 'stops.levels', nearest: null }],
    [{ 'scan.rows': '10' }, 'setting-not-allowed', { key: 'scan.rows', least: '1', most: '500' }],
    [{ 'stops.sun': '1' }, 'unknown-setting', { known: 'stops.levels, stops.sum, stops.lifetimeMinutes' }],
  ])('%j: nothing is changed, and what works is told', async (wrong, code, data) => {
    const answer = await patch({ 'dscan.rows': 11, ...wrong });
    expect(answer).toMatchObject({ status: 422, type: 'application/problem+json', body: { code, data } });
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
  });

  test('several that are wrong are told together', async () => {
    const answer = await patch({ 'scan.rows': 0, nothing: 1, 'dscan.rows': 11 });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: 'settings-not-changed',
        obstacles: [{ code: 'setting-not-allowed' }, { code: 'unknown-setting' }],
      },
    });
    expect(await settings()).toEqual(DEFAULT_SETTINGS);
    expect((await patch({})).status).toBe(400);
  });

  test('what lets more go wrong is asked about first; what lets less is not', async () => {
    expect((await patch({ 'limits.day': '1000' })).status).toBe(200);
    expect((await patch({ 'limits.day': '900' })).status).toBe(200);
    const asked = await patch({ 'limits.day': '5000', 'scan.rows': 12 });
    expect(asked).toMatchObject({
      status: 409,
      body: { code: 'confirmation-required', preview: { lines: 'limits.day: 900 → 5000' } },
    });
    expect(await settings()).toMatchObject({ 'limits.day': '900', 'scan.rows': 70 });
    expect(await patch({ confirm: asked.body.token })).toMatchObject({ status: 200 });
    expect(await settings()).toMatchObject({ 'limits.day': '5000', 'scan.rows': 12 });
    expect((await patch({ 'limits.day': null })).body.preview.lines).toBe('limits.day: 5000 → —');
    expect((await patch({ 'session.beforeCloseSeconds': 5 })).status).toBe(409);
    expect((await patch({ 'session.beforeCloseSeconds': 50 })).status).toBe(200);
  });

  test('the command shows one, and what nobody knows is refused', async () => {
    const { status, body } = await api.command('settings', { key: 'language' });
    expect([status, body.result.items.length, body.result.items[0].key]).toEqual([200, 1, 'language']);
    expect(await api.command('settings', { key: 'weather' })).toMatchObject({
      status: 422,
      body: { code: 'unknown-setting' },
    });
  });
});

test('the language that is set is that of who does not say', async () => {
  const detail = async () =>
    String((await api.ask('GET', '/nothing-here', { headers: { 'accept-language': '' } })).body.detail);
  const russian = await detail();
  expect(russian).toMatch(/[а-я]/);
  await patch({ language: 'en' });
  await eventually(async () => (await detail()) !== russian, { what: 'the other language' });
  expect(await detail()).not.toMatch(/[а-я]/);
});

test('a new spread has the options that are set, one that is there keeps its own', async () => {
  const [far] = await quarters(api.system.broker, 'SR');
  const add = async (more: object) =>
    (
      await api.ask('POST', '/spreads', {
        body: { farTicker: far.ticker, nearTicker: 'SBER', sell: true, amount: 1, price: '300', ...more },
      })
    ).body;
  const before = await add({});
  expect(before).toMatchObject({ slop: 2, payUpTicks: 2, displayQuantity: null, maxUnhedged: null });
  await patch({ 'spread.slop': 5, 'spread.displayQuantity': 3 });
  expect(await add({ payUpTicks: 1 })).toMatchObject({ slop: 5, payUpTicks: 1, displayQuantity: 3 });
  expect(await add({ slop: 0 })).toMatchObject({ slop: 0, displayQuantity: 3 });
  expect((await api.ask('GET', `/spreads/${before.id}`)).body).toEqual(before);
});

describe('a limit', () => {
  test('refuses a purchase at the start, naming itself, and an amendment that raises one that fits', async () => {
    const [fits, more] = [3 * lot, 4 * lot];
    await patch({ 'limits.task': String(300 * fits) });
    expect(await api.command('buy', { ticker: 'SBER', amount: more })).toMatchObject({
      status: 422,
      body: {
        code: 'limit-broken',
        data: {
          ...{ limit: 'task', ticker: 'SBER' },
          ...{ value: String(300 * fits), would: String(300 * more) },
        },
        detail: expect.stringContaining('/settings limits.task'),
      },
    });
    const started = await api.command('buy', { ticker: 'SBER', amount: fits });
    expect(started.status).toBe(202);
    const path = `/tasks/${encodeURIComponent(String(tasksOf(started)[0]?.id))}`;
    expect(await api.ask('PATCH', path, { body: { amount: more } })).toMatchObject({
      status: 422,
      body: { code: 'limit-broken', data: { limit: 'task' } },
    });
    // Hands hold it, whoever started it: the log takes nothing for it that breaks the limit.
    expect(await api.system.tasks.list({ unfinished: true })).toMatchObject([{ amount: String(fits) }]);
  });

  test('refuses a row of the queue, and starts the others', async () => {
    await patch({ 'limits.order': String(300 * lot) });
    for (const amount of [lot, 2 * lot])
      expect(
        (await api.ask('POST', '/sellbuy', { body: { ticker: 'SBER', sell: false, amount } })).status,
      ).toBe(201);
    const { status, body } = await api.command('sellbuy');
    expect(status).toBe(202);
    expect(body.tasks).toHaveLength(1);
    expect(body.refused).toMatchObject([{ error: { code: 'limit-broken', data: { limit: 'order' } } }]);
  });
});
