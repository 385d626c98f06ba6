/** Every unary call of the contract, asked with an empty request: an answer, or a refusal in the broker's words. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Status } from 'nice-grpc';
import { InstrumentsServiceDefinition } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { MarketDataServiceDefinition } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { OperationsServiceDefinition } from 'tinkoff-invest-api/dist/generated/operations.js';
import { OrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/orders.js';
import { SandboxServiceDefinition } from 'tinkoff-invest-api/dist/generated/sandbox.js';
import { StopOrdersServiceDefinition } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { type Scene, setScene } from './scene.js';

const SERVICES = [
  InstrumentsServiceDefinition,
  MarketDataServiceDefinition,
  OperationsServiceDefinition,
  OrdersServiceDefinition,
  SandboxServiceDefinition,
  StopOrdersServiceDefinition,
  UsersServiceDefinition,
];
const CALLS = SERVICES.flatMap(({ name: service, methods }) =>
  Object.values(methods).map(({ name }: { name: string }) => `${service}/${name}`),
);
const PUBLISHED = JSON.parse(
  readFileSync(new URL('../../fixtures/broker/api_errors.json', import.meta.url), 'utf8'),
) as Record<string, { type: keyof typeof Status; message: string }>;

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
});
afterAll(() => scene.close());

describe('an empty request is answered, or refused by a published code with its status, text and limit', () => {
  test.each(CALLS)('%s', async (call) => {
    const { status, code, message, trackingId, limit } = await scene.bare.call(call);
    expect(trackingId).toMatch(/^[0-9a-f]{32}$/);
    expect(limit).toMatch(/^\d+, \d+;w=60$/);
    const published = code === undefined ? undefined : PUBLISHED[code];
    expect(Status[status]).toBe(
      published?.type ?? (code === undefined ? 'OK' : `a published code, not ${code}`),
    );
    expect(message).toBe(published?.message);
  });
});

test('no call takes what it cannot read: such a request is the client’s own error', async () => {
  const unreadable = Uint8Array.of(0xff, 0xff, 0xff);
  for (const call of ['UsersService/GetInfo', 'OrdersService/PostOrder', 'OrdersService/GetOrders']) {
    const { status } = await scene.bare.call(call, unreadable);
    expect([call, status === Status.OK]).toEqual([call, false]);
  }
  await expect(scene.client.users.getInfo({})).resolves.toBeDefined();
});
