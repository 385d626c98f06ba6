/** What HTTP adds to what is asked: addresses, bodies, keys used at once, headers, the documentation. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../commands/index.js';
import { eventually } from '../support/eventually.js';
import type { System } from '../support/system.js';
import { cameTo, startTestApi, type TestApi } from './test-api.js';

let system: System;
let api: TestApi;
let lot: number;

const taskCount = async () => (await system.tasks.list({ limit: 1_000 })).length;
const PROBLEM = 'application/problem+json';

beforeAll(async () => {
  api = await startTestApi();
  ({ system } = api);
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());
beforeEach(() => system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] }));

describe('a bad request starts nothing and says why:', () => {
  test.each([
    ['another media type', 'POST', '/commands/buy', { 'content-type': 'text/plain' }, 400, 'not-json'],
    ['no such address', 'GET', '/nowhere', {}, 404, 'no-such-address'],
    ['an address that cannot be read', 'GET', '/tasks/%zz', {}, 404, 'no-such-address'],
    ['another method', 'DELETE', '/tasks', {}, 404, 'no-such-address'],
    ['an unknown state', 'GET', '/tasks?state=asleep', {}, 400, 'invalid-arguments'],
    ['an unknown filter', 'GET', '/tasks?colour=red', {}, 400, 'invalid-arguments'],
    ['no entries of the journal', 'GET', '/journal?limit=0', {}, 400, 'invalid-arguments'],
    ['too many entries of the journal', 'GET', '/journal?limit=1001', {}, 400, 'invalid-arguments'],
    ['an event that is no number', 'GET', '/events', { 'last-event-id': 'x' }, 400, 'invalid-arguments'],
    [
      'a key without an end',
      'POST',
      '/commands/stop',
      { 'idempotency-key': 'x'.repeat(201) },
      400,
      'invalid-arguments',
    ],
  ] as const)('%s', async (_, method, path, headers, status, code) => {
    const body = method === 'POST' ? { body: '{}' } : {};
    const answer = await api.ask(method, path, { ...body, headers });
    expect(answer).toMatchObject({ status, type: PROBLEM, body: { status, code } });
  });

  test('a body of megabytes', async () => {
    const answer = await api.command('buy', { ticker: 'x'.repeat(2_000_000) });
    expect(answer).toMatchObject({ status: 413, type: PROBLEM, body: { code: 'body-too-large' } });
  });
});

test('health and the documentation are open to everybody', async () => {
  expect((await api.health()).status).toBe(200);
  expect((await fetch(`${api.origin}/api/docs/json`)).status).toBe(200);
});

describe('an Idempotency-Key', () => {
  const keyed = (body: unknown, key: string, name = 'buy') =>
    api.command(name, body, { 'idempotency-key': key });

  test('ten at once get one answer, and there is one task, though the money is enough for one alone', async () => {
    await system.exchange.account({ money: String(300 * lot * 1.5) });
    const key = randomUUID();
    const before = await taskCount();
    await api.finishAll();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => keyed({ ticker: 'SBER', amount: lot }, key)),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(cameTo(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await taskCount()).toBe(before + 1);
    await system.exchange.account({ money: '10000000' });
  });

  test('a refusal is given again too, though the reason is gone', async () => {
    const key = randomUUID();
    const wanted = { ticker: 'SBER', sum: '3005' };
    await system.exchange.book('SBER', { bids: [['301', 500]], asks: [['301.2', 500]] });
    const first = await keyed(wanted, key);
    expect(first).toMatchObject({ status: 422, body: { code: 'sum-below-lot' } });
    await system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
    expect(await keyed(wanted, key)).toMatchObject({ status: 422, type: PROBLEM, body: first.body });
    expect((await api.command('buy', wanted)).status).toBe(202);
  });

  test('carries a question and its consent, and the consent is carried out once', async () => {
    await system.exchange.account({ positions: { GAZP: 20 } });
    const key = randomUUID();
    const { body } = await keyed({ ticker: 'GAZP' }, key, 'dump');
    const confirmed = { ticker: 'GAZP', confirm: body.token };
    const [one, other] = await Promise.all([keyed(confirmed, key, 'dump'), keyed(confirmed, key, 'dump')]);
    expect(one).toMatchObject({ status: 202, body: { tasks: [{ ticker: 'GAZP', amount: 20 }] } });
    expect(other).toMatchObject({ status: 202, body: one.body });
    expect(await keyed(confirmed, key, 'dump')).toMatchObject({ status: 202, body: one.body });
  });
});

describe('consent', () => {
  const ask = async (ticker: string): Promise<string> => {
    const { status, body } = await api.command('dump', { ticker });
    expect(status).toBe(409);
    return body.token;
  };
  const consent = (body: object) => api.command('dump', body);
  beforeAll(() => system.exchange.account({ positions: { SBER: 10, GAZP: 100, LKOH: 5 } }));

  test('given twice at once counts once', async () => {
    const confirm = await ask('LKOH');
    const answers = await Promise.all([consent({ confirm }), consent({ confirm }), consent({ confirm })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  });

  test('is bound to its command, and asked for by no other', async () => {
    const confirm = await ask('SBER');
    expect(await api.command('buy', { ticker: 'SBER', amount: lot, confirm })).toMatchObject({
      status: 409,
      body: { code: 'confirmation-invalid' },
    });
    expect(await api.command('resume', { task: 'sellbuy/1', confirm })).toMatchObject({
      status: 400,
      body: { code: 'invalid-arguments' },
    });
  });
});

describe('the queue', () => {
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    api.ask(method, `/sellbuy${path}`, body === undefined ? {} : { body });

  test.each([
    ['an unknown ticker', { ticker: 'NOSUCH' }, 404, 'unknown-ticker'],
    ['a part of a lot', { amount: 15 }, 422, 'amount-not-lots'],
    ['nothing', { amount: 0 }, 422, 'not-positive'],
    ['more than fits', { amount: 3_000_000_000 }, 400, 'invalid-arguments'],
    ['a price between two steps', { limitPrice: '300.005' }, 422, 'limit-price-step'],
    ['a price of zero', { limitPrice: '0' }, 422, 'not-positive'],
    ['an unknown field', { price: '300' }, 400, 'invalid-arguments'],
    ['a wrong type', { sell: 'yes' }, 400, 'invalid-arguments'],
  ])('refuses %s, added or changed', async (_, wrong, status, code) => {
    const good = { ticker: 'SBER', sell: false, amount: lot };
    const { body: row } = await call('POST', '', good);
    const before = (await call('GET', '')).body;
    expect(await call('POST', '', { ...good, ...wrong })).toMatchObject({
      status,
      type: PROBLEM,
      body: { code },
    });
    expect(await call('PATCH', `/${row.id}`, wrong)).toMatchObject({ status, type: PROBLEM, body: { code } });
    expect((await call('GET', '')).body).toEqual(before);
  });
});

test('a purchase asks the broker for the book and the account, once each', async () => {
  await api.finishAll();
  // The catalogue is read once an hour.
  expect((await api.ask('GET', '/ticker/SBER')).status).toBe(200);
  const callsSince = async (seq: number) =>
    (await system.exchange.ledger(seq)).filter(({ kind }) => kind === 'call');
  const newest = async () => (await system.exchange.ledger()).at(-1)?.seq ?? 0;
  // Beside tasks it is told what is away, which is asked of the broker anew every few seconds: just now, then.
  const before = await newest();
  await eventually(
    async () => {
      await api.ask('GET', '/tasks');
      return (await callsSince(before)).some(({ method }) => method === 'GetPositions');
    },
    { what: 'the broker was asked how it is' },
  );
  const since = await newest();
  expect((await api.command('buy', { ticker: 'SBER', sum: '5000' })).status).toBe(202);
  const asked = await callsSince(since);
  expect(asked.map(({ method }) => method).sort()).toEqual(['GetOrderBook', 'GetPositions']);
});

test('no answer has a fraction that is not a string', async () => {
  const paths = ['/tasks', '/journal', '/sellbuy', '/spreads', '/ticker/SBER', '/ticker/POGR'];
  for (const path of paths) {
    const { status, text } = await api.ask('GET', path);
    expect(status).toBe(200);
    const fractions: unknown[] = [];
    JSON.parse(text, (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isInteger(value)) fractions.push([key, value]);
      return value;
    });
    expect(fractions).toEqual([]);
  }
});

describe('the documentation', () => {
  test('has every command with its own arguments', async () => {
    const document = (await (await fetch(`${api.origin}/api/docs/json`)).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { requestBody?: unknown; summary?: string; responses: object }>>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    for (const command of commands) {
      const call = document.paths[`/api/v1/commands/${command.name}`]?.post;
      expect(call?.summary).toEqual(expect.any(String));
      const schema = JSON.parse(JSON.stringify(call?.requestBody ?? null)).content['application/json'].schema;
      expect(Object.keys(schema.properties ?? {})).toEqual([
        ...Object.keys(command.arguments.properties),
        ...(command.confirm ? ['confirm'] : []),
      ]);
      expect(schema.additionalProperties).toBe(false);
    }
    for (const path of [
      'tasks',
      'tasks/{id}',
      'tasks/{id}/cancel',
      'sellbuy',
      'sellbuy/{id}',
      'spreads',
      'spreads/{id}',
      'journal',
      'events',
      'health',
    ])
      expect(Object.keys(document.paths)).toContain(`/api/v1/${path}`);
  });

  test('is a page whose every script and style its own policy lets through', async () => {
    const page = await fetch(`${api.origin}/api/docs`);
    expect(page.status).toBe(200);
    const policy = new Map(
      (page.headers.get('content-security-policy') ?? '').split(';').map((directive) => {
        const [name = '', ...sources] = directive.trim().split(/\s+/);
        return [name, sources] as const;
      }),
    );
    expect(policy.get('default-src')).toEqual(["'self'"]);
    for (const name of ['script-src', 'style-src', 'connect-src'])
      expect(policy.get(name) ?? policy.get('default-src')).toEqual(["'self'"]);
    expect(policy.get('object-src')).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    // It would turn every address into https, where nobody listens.
    expect(policy.has('upgrade-insecure-requests')).toBe(false);

    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bon\w+=|style="/);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, path]) => new URL(String(path), page.url),
    );
    expect(assets.length).toBeGreaterThan(4);
    for (const asset of assets) {
      expect(asset.origin).toBe(api.origin);
      expect((await fetch(asset)).status).toBe(200);
    }
  });

  test('every other answer has a policy too', async () => {
    const { headers } = await api.ask('GET', '/tasks');
    expect(headers.get('content-security-policy')).toMatch(/default-src/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});
