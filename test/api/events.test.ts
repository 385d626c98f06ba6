/** The journal as server-sent events. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { startApiProcess } from '../support/api-process.js';
import { readEvents } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import type { System } from '../support/system.js';
import { startTestApi, type TestApi } from './test-api.js';
import { startedOne } from './working-api.js';

let system: System;
let api: TestApi;
let lot: number;

beforeAll(async () => {
  api = await startTestApi();
  ({ system } = api);
  ({ lot } = await system.instrument('SBER'));
}, 60_000);
afterAll(() => api?.stop());

describe('the live events', () => {
  const open = (lastId?: number) =>
    readEvents(`${api.origin}/api/v1/events`, {
      authorization: `Bearer ${api.token}`,
      ...(lastId !== undefined && { 'last-event-id': String(lastId) }),
    });

  beforeAll(async () => {
    for (let count = 0; count < 4; count += 1) await api.command('buy', { ticker: 'SBER', amount: lot });
  });

  test('go on after the last one seen, none missing and none twice', async () => {
    const all = (await api.ask('GET', '/journal?after=0&limit=1000')).body.items.map(
      ({ seq }: { seq: number }) => seq,
    );
    const from = all[Math.floor(all.length / 2)];
    const events = await open(from);
    await eventually(() => events.events.at(-1)?.id === all.at(-1), { what: 'what was missed' });
    const id = startedOne(await api.command('buy', { ticker: 'SBER', amount: lot }));
    await eventually(
      () => events.events.some(({ data }) => data.kind === 'task-asked' && data.taskId === id),
      {
        what: 'what happens now',
      },
    );
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
    const chunks: string[] = [];
    // What was looked at is not looked at again: all of it each time would take longer than its coming.
    let unseen = '';
    for await (const chunk of socket.setEncoding('utf8')) {
      chunks.push(chunk);
      unseen = unseen.slice(-100) + chunk;
      if (unseen.includes(`id: ${last}\n`)) break;
    }
    const seen = [...chunks.join('').matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    // The journal may go on meanwhile.
    expect(seen).toContain(last);
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
