/** The life of each command by REST: the API and a worker as processes, the database, Temporal and the exchange real. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { commands } from '../../commands/index.js';
import { isFinal } from '../../domain/order.js';
import { type ApiAnswer, type ApiProcess, startApiProcess } from '../support/api-process.js';
import { readEvents } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
let api: ApiProcess;
let lot: number;

const workingOrders = async () =>
  (await system.broker.orders.today()).filter((order) => !isFinal(order.status));
/** At this price, where one is named: an order that was placed just before a change of the book follows it a little later. */
const untilWorking = (count: number, price?: string) =>
  eventually(
    async () => {
      const orders = await workingOrders();
      const prices = orders.map((order) => order.price?.toFixed());
      return orders.length === count && (price === undefined || prices.every((each) => each === price));
    },
    { what: `${count} working orders at ${price ?? 'any price'}` },
  );
const untilTask = (id: string, state: string): Promise<ApiAnswer> =>
  eventually(
    async () => {
      const answer = await api.task(id);
      if (answer.body.state !== state) throw new Error(`${id} is ${answer.body.state}: ${answer.text}`);
      return answer;
    },
    { what: `${id} ${state}`, timeoutMs: 15_000 },
  );
/** What the journal has of a task, which ends with this. */
const journalUntil = (id: string, last: string): Promise<{ kind: string }[]> =>
  eventually(
    async () => {
      const { body } = await api.ask('GET', `/journal?task=${encodeURIComponent(id)}&after=0`);
      return body.items.at(-1)?.kind === last ? body.items : undefined;
    },
    { what: `${last} in the journal` },
  );
const started = ({ status, body }: ApiAnswer): string[] => {
  expect({ status, body }).toMatchObject({ status: 202, body: { tasks: expect.any(Array) } });
  return body.tasks.map(({ id }: { id: string }) => id);
};
const startedOne = (answer: ApiAnswer): string => {
  const ids = started(answer);
  expect(ids).toHaveLength(1);
  return String(ids[0]);
};
/** Others buy and sell so much at our price that everything of ours is executed. */
const executeAll = () =>
  Promise.all([
    system.exchange.trade('SBER', { side: 'sell', lots: 90, price: '300' }),
    system.exchange.trade('SBER', { side: 'buy', lots: 90, price: '300.2' }),
  ]);

beforeAll(async () => {
  system = await startSystem();
  [api] = await Promise.all([startApiProcess(system.environment), system.startWorker()]);
  ({ lot } = await system.instrument('SBER'));
  await eventually(async () => (await api.health()).body.status === 'ok', { what: 'everything healthy' });
}, 60_000);
afterAll(async () => {
  await api?.process.stop();
  await system?.stop();
});
beforeEach(async () => {
  await api.command('stop');
  await untilWorking(0);
  await system.exchange.account({ money: '10000000', positions: [] });
  await system.exchange.book('SBER', {
    bids: [
      ['300', 50],
      ['299.9', 50],
    ],
    asks: [
      ['300.2', 50],
      ['300.3', 50],
    ],
  });
});

describe('a purchase', () => {
  test('is executed, and everything tells of it: the task, the list, the journal and the live events', async () => {
    const events = await readEvents(`${api.origin}/api/v1/events`, {
      authorization: `Bearer ${api.token}`,
      'accept-language': 'en',
    });
    expect(events.status).toBe(200);
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    const id = startedOne(await api.command('buy', { ticker: 'sber', amount: 3 * lot, limitPrice: '300.1' }));
    await untilWorking(1, '300');
    expect((await api.command('status', { task: id })).body.result.items).toMatchObject([
      { id, state: 'running', amount: 3 * lot },
    ]);
    await executeAll();
    const { body: task } = await untilTask(id, 'done');
    expect(task).toMatchObject({
      id,
      kind: 'sellbuy',
      state: 'done',
      ticker: 'SBER',
      mode: 'paper',
      amount: 3 * lot,
      executed: 3 * lot,
      averagePrice: '300',
      requestedBy: 'api',
      error: null,
      result: { executed: 3 * lot, averagePrice: '300' },
    });
    expect(task.title).toContain('SBER');
    expect(Date.parse(task.finishedAt)).toBeGreaterThanOrEqual(Date.parse(task.startedAt));

    const listed = await api.ask('GET', '/tasks?state=done&kind=sellbuy');
    expect(listed.body.items).toContainEqual(task);
    expect((await api.ask('GET', '/tasks?state=failed')).body.items).toEqual([]);

    const journal = await journalUntil(id, 'task-done');
    const kinds = journal.map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'task-asked',
        'order-sent',
        'order-working',
        'fill',
        'order-final',
        'task-done',
      ]),
    );
    expect(kinds.indexOf('task-asked')).toBe(0);
    expect(kinds.at(-1)).toBe('task-done');
    await eventually(
      () => events.events.some(({ data }) => data.kind === 'task-done' && data.taskId === id),
      {
        what: 'the end among the live events',
      },
    );
    expect(events.events.filter(({ data }) => data.taskId === id).map(({ data }) => data)).toEqual(journal);
    expect(events.events.map(({ id: seq }) => seq)).toEqual(events.events.map(({ data }) => data.seq));
    events.close();
  });

  test('for a sum takes the whole lots it buys', async () => {
    const id = startedOne(await api.command('buy', { ticker: 'SBER', sum: '9500' }));
    await untilWorking(1, '300');
    await executeAll();
    expect((await untilTask(id, 'done')).body).toMatchObject({ amount: 3 * lot, executed: 3 * lot });
  });
});

test('a sale of what is held is executed; more than is held and promised elsewhere is refused', async () => {
  await system.exchange.account({ positions: { SBER: 5 * lot } });
  const id = startedOne(await api.command('sell', { ticker: 'SBER', amount: 3 * lot }));
  const refused = await api.command('sell', { ticker: 'SBER', amount: 3 * lot });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: 'short-refused', data: { free: String(2 * lot) } },
  });
  await untilWorking(1, '300.2');
  await executeAll();
  expect((await untilTask(id, 'done')).body).toMatchObject({ executed: 3 * lot, averagePrice: '300.2' });
});

describe('dump', () => {
  test('asks first, and sells the whole lots when the token comes back, once', async () => {
    await system.exchange.account({ positions: { SBER: 2 * lot + 3 } });
    const asked = await api.command('dump', { ticker: 'SBER' });
    expect(asked).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      body: {
        code: 'confirmation-required',
        preview: { direction: 'sell', ticker: 'SBER', amount: 2 * lot },
        token: expect.any(String),
      },
    });
    const heldFor = Date.parse(asked.body.expiresAt) - Date.now();
    expect(heldFor).toBeGreaterThan(50_000);
    expect(heldFor).toBeLessThanOrEqual(60_000);
    expect(await workingOrders()).toEqual([]);
    const confirmed = { ticker: 'SBER', confirm: asked.body.token };
    const id = startedOne(await api.command('dump', confirmed));
    expect(await api.command('dump', confirmed)).toMatchObject({
      status: 409,
      body: { code: 'confirmation-invalid' },
    });
    await untilWorking(1, '300.2');
    await executeAll();
    expect((await untilTask(id, 'done')).body).toMatchObject({ executed: 2 * lot });
    const { securities } = await system.broker.account.positions();
    expect(securities.map(({ free }) => free)).toEqual([3]);
  });

  test('buys a short position back', async () => {
    await system.exchange.account({ positions: { SBER: -2 * lot } });
    const { body } = await api.command('dump', { ticker: 'SBER' });
    expect(body.preview).toMatchObject({ direction: 'buy', amount: 2 * lot });
    const id = startedOne(await api.command('dump', { confirm: body.token }));
    await untilWorking(1, '300');
    await executeAll();
    await untilTask(id, 'done');
    expect((await system.broker.account.positions()).securities.filter(({ free }) => free !== 0)).toEqual([]);
  });
});

describe('the queue', () => {
  test('its active rows are started once; a running row is left alone until its task ends', async () => {
    await system.exchange.account({ positions: { SBER: lot } });
    const add = async (row: object) => (await api.ask('POST', '/sellbuy', { body: row })).body.id as number;
    const buying = await add({ ticker: 'SBER', sell: false, amount: lot, limitPrice: '299' });
    const selling = await add({ ticker: 'SBER', sell: true, amount: lot });
    const idle = await add({ ticker: 'SBER', sell: false, amount: lot, active: false });
    const tooMuch = await add({ ticker: 'GAZP', sell: true, amount: 10 });

    const answer = await api.command('sellbuy');
    expect(started(answer)).toHaveLength(2);
    expect(answer.body.tasks.map(({ origin }: { origin: string }) => origin)).toEqual([
      `sellbuy/${buying}`,
      `sellbuy/${selling}`,
    ]);
    expect(answer.body.refused).toMatchObject([
      {
        row: tooMuch,
        ticker: 'GAZP',
        error: { code: 'short-refused' },
        detail: expect.stringMatching(/GAZP/),
      },
    ]);
    const again = await api.command('sellbuy');
    expect(started(again)).toEqual([]);

    await untilWorking(2);
    const change = (id: number, body: object) => api.ask('PATCH', `/sellbuy/${id}`, { body });
    expect(await change(buying, { amount: 2 * lot })).toMatchObject({
      status: 409,
      body: { code: 'row-runs' },
    });
    expect(await api.ask('DELETE', `/sellbuy/${buying}`)).toMatchObject({
      status: 409,
      body: { code: 'row-runs' },
    });
    expect(await change(idle, { amount: 2 * lot })).toMatchObject({ status: 200, body: { amount: 2 * lot } });
    const [ofBuying] = answer.body.tasks;
    expect((await api.task(ofBuying.id, 'cancel')).status).toBe(200);
    await untilTask(ofBuying.id, 'cancelled');
    expect(await change(buying, { amount: 2 * lot, active: false })).toMatchObject({ status: 200 });
    for (const id of [buying, idle, tooMuch])
      expect((await api.ask('DELETE', `/sellbuy/${id}`)).status).toBe(204);
    await untilWorking(1, '300.2');
    await executeAll();
    await untilTask(answer.body.tasks[1].id, 'done');
    expect((await api.ask('DELETE', `/sellbuy/${selling}`)).status).toBe(204);
    expect((await api.ask('GET', '/sellbuy')).body).toEqual({ items: [] });
  });
});

describe('what runs', () => {
  test.each(['command', 'call'])('is paused, resumed and cancelled by its id (%s)', async (way) => {
    const tell = async (id: string, what: 'pause' | 'resume' | 'cancel') => {
      const answer =
        way === 'call'
          ? await api.task(id, what)
          : await api.command(what === 'cancel' ? 'stop' : what, { task: id });
      expect(answer.status).toBe(200);
      return way === 'call' ? answer.body : answer.body.result.tasks[0];
    };
    const id = startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    await untilWorking(1, '300');
    expect(await tell(id, 'pause')).toMatchObject({ id, state: 'paused' });
    await untilWorking(0);
    await tell(id, 'resume');
    await untilTask(id, 'running');
    await untilWorking(1, '300');
    expect(await tell(id, 'cancel')).toMatchObject({ id });
    expect((await untilTask(id, 'cancelled')).body.result).toMatchObject({ executed: 0, amount: lot });
    await untilWorking(0);
    for (const what of ['pause', 'resume', 'cancel'] as const)
      expect(await api.task(id, what)).toMatchObject({ status: 409, body: { code: 'task-finished' } });
  });

  test('is listed by tasks and status, and stopped all at once', async () => {
    const ids = [
      startedOne(await api.command('buy', { ticker: 'SBER', amount: lot })),
      startedOne(await api.command('buy', { ticker: 'GAZP', amount: 10 })),
    ];
    for (const name of ['tasks', 'status']) {
      const { status, body } = await api.command(name);
      expect(status).toBe(200);
      expect(body.result.items.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    }
    await untilWorking(2);
    const stopped = await api.command('stop');
    expect(stopped.body.result.tasks.map(({ id }: { id: string }) => id).sort()).toEqual([...ids].sort());
    for (const id of ids) await untilTask(id, 'cancelled');
    expect(await workingOrders()).toEqual([]);
    expect((await api.command('tasks')).body.result.items).toEqual([]);
    expect((await api.command('tasks', { state: 'cancelled' })).body.result.items.length).toBeGreaterThan(1);
  });

  test('refused by the broker for good, it fails with the cause in words, its journal complete', async () => {
    const id = startedOne(await api.command('buy', { ticker: 'SBER', amount: 4 * lot }));
    await untilWorking(1, '300');
    // The money goes elsewhere, and the order has to be placed anew.
    await api.task(id, 'pause');
    await untilWorking(0);
    await system.exchange.account({ money: '100' });
    await api.task(id, 'resume');
    const { body } = await untilTask(id, 'failed');
    expect(body.error).toMatchObject({ code: 'broker-refused', detail: expect.stringMatching(/money/) });
    const kinds = (await journalUntil(id, 'task-failed')).map(({ kind }) => kind);
    expect(kinds).toContain('order-refused');
  });
});

test('help names every command, health every part', async () => {
  expect((await api.command('help')).body.result.commands).toEqual(commands.map(({ name }) => name));
  const { status, body } = await api.command('health');
  expect(status).toBe(200);
  expect(body.result).toEqual((await api.health()).body);
  expect(body.result).toEqual({
    status: 'ok',
    mode: 'paper',
    ...Object.fromEntries(
      ['database', 'temporal', 'worker', 'broker'].map((part) => [part, { status: 'ok' }]),
    ),
  });
});

describe('the live events', () => {
  const open = (lastId?: number) =>
    readEvents(`${api.origin}/api/v1/events`, {
      authorization: `Bearer ${api.token}`,
      ...(lastId !== undefined && { 'last-event-id': String(lastId) }),
    });

  test('go on after the last one seen, none missing and none twice', async () => {
    const all = (await api.ask('GET', '/journal?after=0&limit=1000')).body.items.map(
      ({ seq }: { seq: number }) => seq,
    );
    const from = all[Math.floor(all.length / 2)];
    const events = await open(from);
    await eventually(() => events.events.at(-1)?.id === all.at(-1), { what: 'what was missed' });
    await startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    await eventually(() => events.events.some(({ data }) => data.kind === 'order-working'), {
      what: 'what happens now',
    });
    const seen = events.events.map(({ id }) => id);
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => one - other));
    expect(seen.slice(0, all.length - all.indexOf(from) - 1)).toEqual(all.slice(all.indexOf(from) + 1));
    events.close();
  });

  test('start with what happens next for who saw none, also for who saw more than there ever was', async () => {
    const before = (await api.ask('GET', '/journal?limit=1')).body.items[0].seq;
    const readers = await Promise.all([open(), open(999_999_999)]);
    startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    for (const { events } of readers) {
      await eventually(() => events.some(({ data }) => data.kind === 'task-asked'), { what: 'the task' });
      expect(events[0]?.id).toBeGreaterThan(before);
    }
    for (const reader of readers) reader.close();
  });

  test('are all there for who takes them slowly, however many there are', async () => {
    await sql`insert into journal (kind, severity, data)
      select 'task-started-again', 'info', '{}'::jsonb from generate_series(1, 60000)`.execute(system.db);
    const { seq: last } = (await api.ask('GET', '/journal?limit=1')).body.items[0];
    const { port } = new URL(api.origin);
    const socket = connect({ host: '127.0.0.1', port: Number(port) });
    socket.write(
      `GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.token}\r\nLast-Event-ID: 0\r\n\r\n`,
    );
    await once(socket, 'readable');
    // Nothing is taken while the API does other work, so that whatever it can send is sent.
    for (let calls = 0; calls < 20; calls += 1) await api.ask('GET', '/journal?limit=1000');
    let text = '';
    for await (const chunk of socket) {
      text += chunk;
      if (text.slice(-1_000).includes(`id: ${last}\n`)) break;
    }
    const seen = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(seen.at(-1)).toBe(last);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(60_000);
  });

  test('end with the process, which does not wait for their readers', async () => {
    const other = await startApiProcess(system.environment);
    const { ended } = await readEvents(`${other.origin}/api/v1/events`, {
      authorization: `Bearer ${other.token}`,
    });
    await Promise.all([other.process.stop(), ended]);
    expect(other.process.child.exitCode).toBe(0);
  });
});
