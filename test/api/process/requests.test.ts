/** What good and bad requests get by HTTP. No worker runs: what is started stays as it was asked. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { commands } from '../../../commands/index.js';
import { type ApiProcess, startApiProcess } from '../../support/api-process.js';
import { eventually } from '../../support/eventually.js';
import { type System, startSystem } from '../../support/system.js';

let system: System;
let api: ApiProcess;
let lot: number;

const taskCount = async () => (await system.tasks.list({ limit: 1_000 })).length;
const PROBLEM = 'application/problem+json';

beforeAll(async () => {
  system = await startSystem();
  api = await startApiProcess(system.environment);
  ({ lot } = await system.instrument('SBER'));
  await eventually(async () => (await api.ask('GET', '/ticker/SBER')).status === 200, { what: 'the broker' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
});
beforeEach(() => system.exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] }));

describe('a bad request starts nothing and says why:', () => {
  test.each([
    ['an unknown ticker', 'buy', { ticker: 'NOSUCH', amount: 10 }, 404, 'unknown-ticker', /NOSUCH/],
    ['an amount between two lots', 'buy', { ticker: 'SBER', amount: 15 }, 422, 'amount-not-lots', /10, 20/],
    ['less than one lot', 'sell', { ticker: 'SBER', amount: 3 }, 422, 'amount-not-lots', /10/],
    ['zero', 'buy', { ticker: 'SBER', amount: 0 }, 422, 'not-positive', /10/],
    ['a negative amount', 'sell', { ticker: 'SBER', amount: -10 }, 422, 'not-positive', /10/],
    ['a sum below one lot', 'buy', { ticker: 'SBER', sum: '2999.99' }, 422, 'sum-below-lot', /3.000/],
    ['no sum', 'buy', { ticker: 'SBER', sum: '0' }, 422, 'not-positive', /3.000/],
    ['a negative sum', 'buy', { ticker: 'SBER', sum: '-5' }, 422, 'not-positive', /3.000/],
    ['not for the API', 'buy', { ticker: 'POGR', amount: 100 }, 422, 'not-tradable-by-api', /POGR.*API/],
    ['not for buying', 'buy', { ticker: 'VEON-RX', amount: 10 }, 422, 'buy-unavailable', /VEON-RX.*bought/],
    ['not for selling', 'sell', { ticker: 'LNZL', amount: 1 }, 422, 'sell-unavailable', /LNZL.*sold/],
    ['more than the money', 'buy', { ticker: 'SBER', sum: '99000000' }, 422, 'money-short', /10.000.000/],
    ['a short sale', 'sell', { ticker: 'GAZP', amount: 10 }, 422, 'short-refused', /GAZP.*0 are free/],
    [
      'an unknown field',
      'buy',
      { ticker: 'SBER', amount: 10, price: '3' },
      400,
      'invalid-arguments',
      /price/,
    ],
    ['a wrong type', 'buy', { ticker: 'SBER', amount: '10' }, 400, 'invalid-arguments', /amount/],
    ['a part of a security', 'buy', { ticker: 'SBER', amount: 10.5 }, 400, 'invalid-arguments', /amount/],
    ['beyond all numbers', 'buy', { ticker: 'SBER', amount: 1e300 }, 400, 'invalid-arguments', /amount/],
    ['neither sum nor amount', 'buy', { ticker: 'SBER' }, 400, 'invalid-arguments', /sum|amount/],
    ['nothing at all', 'buy', undefined, 400, 'invalid-arguments', /ticker/],
    ['an empty body', 'buy', '', 400, 'invalid-arguments', /ticker/],
    ['a list', 'buy', [1], 400, 'invalid-arguments', /object/],
    ['null, which is not nothing', 'stop', 'null', 400, 'invalid-arguments', /object/],
    ['half a body', 'buy', '{"ticker":', 400, 'not-json', /JSON/],
    ['a poisoned body', 'buy', '{"__proto__":{"ticker":"SBER"}}', 400, 'not-json', /JSON/],
    ['an unknown command', 'fly', {}, 404, 'unknown-command', /fly/],
    ['an unknown task', 'stop', { task: 'sellbuy/999999' }, 404, 'task-not-found', /999999/],
  ])('%s', async (_, name, body, status, code, words) => {
    const before = await taskCount();
    const answer = await api.command(name, body);
    expect(answer).toMatchObject({ status, type: PROBLEM, body: { status, code } });
    expect(answer.body.detail).toMatch(words);
    expect(await taskCount()).toBe(before);
  });

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
      'an empty key',
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

describe('the token is needed', () => {
  test.each([
    ['none', ''],
    ['a wrong one', 'Bearer wrong'],
    ['an empty one', 'Bearer '],
    ['another scheme', 'Basic dHJhZGVtYW4='],
  ])('%s gets 401', async (_, authorization) => {
    const before = await taskCount();
    for (const [method, path] of [
      ['GET', '/tasks'],
      ['GET', '/events'],
      ['GET', '/sellbuy'],
      ['POST', '/commands/buy'],
    ] as const) {
      const body = method === 'POST' && { body: { ticker: 'SBER', amount: lot } };
      const answer = await api.ask(method, path, { ...body, headers: { authorization } });
      expect(answer).toMatchObject({ status: 401, type: PROBLEM, body: { code: 'unauthorized' } });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await taskCount()).toBe(before);
  });

  test('everywhere but for health and the documentation', async () => {
    expect((await api.health()).status).toBe(200);
    expect((await fetch(`${api.origin}/api/docs/json`)).status).toBe(200);
  });
});

test.each([
  ['en-GB,ru;q=0.5', /The broker has no/],
  ['ru-RU,en;q=0.5', /У брокера нет/],
  // What fetch sends for who does not say.
  ['*', /У брокера нет/],
])('who asks in %s is answered so', async (language, words) => {
  const answer = await api.command('buy', { ticker: 'NOSUCH', amount: 1 }, { 'accept-language': language });
  expect(answer.body.detail).toMatch(words);
});

describe('an Idempotency-Key', () => {
  const keyed = (body: unknown, key: string, name = 'buy') =>
    api.command(name, body, { 'idempotency-key': key });

  test('the same twice gets the first answer, and there is one task', async () => {
    const key = randomUUID();
    const before = await taskCount();
    const first = await keyed({ ticker: 'SBER', amount: lot }, key);
    expect(first.status).toBe(202);
    await system.exchange.book('SBER', { bids: [['310', 500]], asks: [['310.2', 500]] });
    expect(await keyed({ ticker: 'SBER', amount: lot }, key)).toMatchObject({
      status: 202,
      body: first.body,
    });
    expect(await taskCount()).toBe(before + 1);
  });

  test('ten at once get one answer, and there is one task, though the money is enough for one alone', async () => {
    await system.exchange.account({ money: String(300 * lot * 1.5) });
    const key = randomUUID();
    const before = await taskCount();
    // What ran before has promised money; it is stopped so that the account is ours.
    const running = await system.tasks.list({ unfinished: true, limit: 1_000 });
    await Promise.all(running.map(({ id }) => system.tasks.cancel(id, 'test')));
    await system.db.updateTable('tasks').set({ state: 'cancelled', finished_at: new Date() }).execute();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => keyed({ ticker: 'SBER', amount: lot }, key)),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    expect(await taskCount()).toBe(before + 1);
    await system.exchange.account({ money: '10000000' });
  });

  test('with another body, or for another command, is refused and starts nothing', async () => {
    const key = randomUUID();
    expect((await keyed({ ticker: 'SBER', amount: lot }, key)).status).toBe(202);
    const before = await taskCount();
    for (const [name, body] of [
      ['buy', { ticker: 'SBER', amount: 2 * lot }],
      ['sell', { ticker: 'SBER', amount: lot }],
    ] as const)
      expect(await keyed(body, key, name)).toMatchObject({
        status: 422,
        type: PROBLEM,
        body: { code: 'idempotency-key-reused' },
      });
    expect(await taskCount()).toBe(before);
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

  test.each([
    ['a token that nobody gave', async () => ({ ticker: 'LKOH', confirm: 'made-up' })],
    ['a token for another ticker', async () => ({ ticker: 'LKOH', confirm: await ask('SBER') })],
    [
      'a token that is a minute old',
      async () => {
        const confirm = await ask('LKOH');
        // The clock of the database's row is turned on, not the world's.
        await system.db
          .updateTable('confirmations')
          .set({ expires_at: new Date(Date.now() - 1) })
          .execute();
        return { ticker: 'LKOH', confirm };
      },
    ],
  ])('is not %s', async (_, body) => {
    const before = await taskCount();
    const answer = await consent(await body());
    expect(answer).toMatchObject({ status: 409, type: PROBLEM, body: { code: 'confirmation-invalid' } });
    expect(await taskCount()).toBe(before);
  });

  test('does not cover a position that grew since the question', async () => {
    const confirm = await ask('LKOH');
    await system.exchange.account({ positions: { SBER: 10, GAZP: 100, LKOH: 50 } });
    expect(await consent({ confirm })).toMatchObject({ status: 409, body: { code: 'position-changed' } });
  });

  test('given twice at once counts once', async () => {
    const confirm = await ask('LKOH');
    const answers = await Promise.all([consent({ confirm }), consent({ confirm }), consent({ confirm })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  });

  test('is bound to its command, and asked for by no other', async () => {
    const confirm = await ask('SBER');
    expect(await api.command('buy', { ticker: 'SBER', amount: lot, confirm })).toMatchObject({
      status: 400,
      body: { code: 'invalid-arguments' },
    });
  });
});

describe('the queue', () => {
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) =>
    api.ask(method, `/sellbuy${path}`, body === undefined ? {} : { body });

  test('takes, shows, changes and removes rows', async () => {
    const added = await call('POST', '', { ticker: 'sber', sell: false, amount: lot, limitPrice: '299.5' });
    expect(added).toMatchObject({
      status: 201,
      body: { ticker: 'SBER', sell: false, amount: lot, limitPrice: '299.5', active: true },
    });
    const { id } = added.body;
    expect((await call('GET', `/${id}`)).body).toEqual(added.body);
    expect((await call('GET', '')).body.items).toContainEqual(added.body);
    const changed = await call('PATCH', `/${id}`, { limitPrice: null, active: false });
    expect(changed).toMatchObject({ status: 200, body: { ...added.body, limitPrice: null, active: false } });
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    for (const [method, body] of [['GET'], ['PATCH', { active: true }], ['DELETE']] as const)
      expect(await call(method, `/${id}`, body)).toMatchObject({
        status: 404,
        type: PROBLEM,
        body: { code: 'row-not-found' },
      });
  });

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

test('an instrument is shown with its figures as decimal strings', async () => {
  expect((await api.ask('GET', '/ticker/sber')).body).toMatchObject({
    ticker: 'SBER',
    lot,
    priceStep: '0.01',
    bestBid: '300',
    bestAsk: '300.2',
    tradable: true,
  });
  expect(await api.ask('GET', '/ticker/NOSUCH')).toMatchObject({ status: 404, type: PROBLEM });
});

test('no answer has a fraction that is not a string', async () => {
  const paths = ['/tasks', '/journal', '/sellbuy', '/ticker/SBER', '/ticker/POGR'];
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
