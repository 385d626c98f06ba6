/** The database may come later than the worker, as when both were killed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startTestProcess } from '../support/processes.js';
import { type System, startSystem } from '../support/system.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

let system: System;
let way: TcpProxy;
let url: URL;
beforeAll(async () => {
  system = await startSystem();
  url = new URL(String(system.environment.DATABASE_URL));
  way = await startTcpProxy(url.host);
  url.port = String(way.port);
}, 60_000);
afterAll(async () => {
  await system?.stop();
  await way?.close();
});

test('a worker that starts while the database is away waits for it, and then works', async () => {
  way.cut();
  const worker = startTestProcess('worker', { ...system.environment, DATABASE_URL: url.href });
  try {
    await eventually(() => worker.output().includes('the database does not answer yet'), {
      what: 'it waits',
    });
    way.restore();
    await worker.ready();
    expect(worker.child.exitCode).toBeNull();
  } finally {
    await worker.stop();
  }
}, 60_000);
