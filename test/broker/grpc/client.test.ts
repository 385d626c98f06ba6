import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { createGrpcClients, type GrpcClients } from '../../../broker/grpc/client.js';
import { UnavailableError } from '../../../broker/index.js';
import type { PaperExchange } from '../../../paper/index.js';
import { newDataDir, start } from '../../paper/paper-client.js';
import { type PaperControl, paperControl } from '../../support/paper-control.js';
import { startStallingProxy } from '../stalling-proxy.js';

let exchange: PaperExchange;
let clients: GrpcClients;
let control: PaperControl;
const { dataDir, remove } = newDataDir();

beforeAll(async () => {
  exchange = await start(dataDir, { rateWindowMs: 1 });
  control = paperControl(exchange.controlPort);
  clients = createGrpcClients({
    endpoint: `localhost:${exchange.port}`,
    token: 'full',
    deadlineMs: { read: 400 },
  });
});
afterAll(async () => {
  clients?.close();
  await exchange?.close();
  remove();
});

const users = () => clients.of(UsersServiceDefinition, 'read');
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
/** Repeats of the calls that the exchange saw since then. */
const callsSince = async (seq: number) =>
  (await control.ledger(seq)).filter(({ kind, method }) => kind === 'call' && method === 'GetAccounts');

describe('a call', () => {
  test('leaves no timer and no listener behind, however many there were', async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const removeListener = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeListener>) => {
      listeners -= 1;
      removeListener(...args);
    };
    // With the usual deadline: on a busy machine the short one of the others may pass.
    const patient = createGrpcClients({ endpoint: `localhost:${exchange.port}`, token: 'full' });
    const reader = patient.of(UsersServiceDefinition, 'read');
    await reader.getAccounts({});
    const before = timers();
    for (let round = 0; round < 60; round += 1)
      await Promise.all(Array.from({ length: 8 }, () => reader.getAccounts({}, { signal })));
    expect(timers()).toBeLessThanOrEqual(before + 2);
    expect(listeners).toBe(0);
    patient.close();
  });

  test('waits for a line that is slow to come up', async () => {
    const proxy = await startStallingProxy(exchange.port, { firstByteAfterMs: 700 });
    const far = createGrpcClients({ endpoint: `localhost:${proxy.port}`, token: 'full' });
    await expect(far.of(UsersServiceDefinition, 'read').getAccounts({})).resolves.toMatchObject({
      accounts: [{ id: '2000000001' }],
    });
    far.close();
    await proxy.close();
  });

  test('that is not answered ends at its deadline, with its name', async () => {
    await control.fault({ method: 'GetAccounts', kind: 'lose-answer' });
    const startedAt = performance.now();
    await expect(users().getAccounts({})).rejects.toMatchObject({
      code: 'unavailable',
      method: 'GetAccounts',
      brokerMessage: 'no answer within 400 ms',
    });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  test('ends at once with the signal of its caller', async () => {
    const caller = new AbortController();
    await control.fault({ method: 'GetAccounts', kind: 'lose-answer' });
    const ended = expect(users().getAccounts({}, { signal: caller.signal })).rejects.toBeInstanceOf(
      UnavailableError,
    );
    caller.abort();
    await ended;
    await expect(users().getAccounts({}, { signal: caller.signal })).rejects.toThrow();
  });

  test('that reads is tried three times in all when there is no connection, not more', async () => {
    const [last] = (await control.ledger()).slice(-1);
    // With the usual deadline: the short one of the others may be over before the third time.
    const patient = createGrpcClients({ endpoint: `localhost:${exchange.port}`, token: 'full' });
    const reader = patient.of(UsersServiceDefinition, 'read');
    await control.fault({ method: 'GetAccounts', kind: 'unavailable', count: 3 });
    await expect(reader.getAccounts({})).rejects.toBeInstanceOf(UnavailableError);
    expect(await callsSince(last?.seq ?? 0)).toHaveLength(3);
    await expect(reader.getAccounts({})).resolves.toMatchObject({ accounts: [{ id: '2000000001' }] });
    patient.close();
  });
});
