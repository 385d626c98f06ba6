/**
 * Every method of the `Broker` interface against the exchange, for every kind of instrument: prices in roubles as they
 * were worked out by hand, whatever the exchange quotes in.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { limitationsOf } from '../../../broker/index.js';
import { eventually } from '../../support/eventually.js';
import { accountCases } from './account-cases.js';
import { type Cases, methodsInSource } from './every-method.js';
import { marketCases } from './market-cases.js';
import { orderCases } from './order-cases.js';
import { KINDS, openContract, type Scene } from './scene.js';
import { stopCases } from './stop-cases.js';

let contract: Awaited<ReturnType<typeof openContract>>;
beforeAll(async () => {
  contract = await openContract();
});
afterAll(() => contract?.paper.stop());

/** What is the same for every instrument. */
const ONCE = {
  async mode({ broker }) {
    expect(broker.mode).toBe('paper');
  },
  async readOnly({ broker, paper, order }) {
    expect(broker.readOnly).toBe(false);
    const reader = await paper.connect({ token: 'read-only' });
    expect(reader.readOnly).toBe(true);
    expect(limitationsOf(reader)).not.toEqual(limitationsOf(broker));
    await expect(reader.orders.post(order())).rejects.toMatchObject({
      code: 'access-denied',
      brokerCode: '40002',
    });
    await reader.close();
  },
  async clock({ broker }) {
    await broker.account.positions();
    expect(broker.clock()).toEqual({ status: 'ok', aheadMs: 0 });
  },
  async close({ paper, instrument }) {
    const other = await paper.connect();
    await other.instruments.status(instrument.uid);
    await other.close();
    await expect(other.instruments.status(instrument.uid)).rejects.toThrow();
  },
  async 'ownOrders.start'({ broker, order }) {
    // Started once by the scene: what is posted is told without anybody merging it.
    const sent = order();
    await broker.orders.post(sent);
    await eventually(() => broker.ownOrders.byClientOrderId(sent.clientOrderId), { what: 'the order' });
  },
  async 'ownOrders.live'({ broker, paper }) {
    expect(broker.ownOrders.live).toBe(true);
    await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
    await eventually(() => !broker.ownOrders.live, { what: 'the break', everyMs: 1 });
    await eventually(() => broker.ownOrders.live, { what: 'a live hub again' });
  },
  async 'ownOrders.onLive'({ broker, paper }) {
    let told = 0;
    const end = broker.ownOrders.onLive(() => {
      told += 1;
      expect(broker.ownOrders.live).toBe(true);
    });
    await paper.control.fault({ method: 'OrderStateStream', kind: 'cut-stream' });
    await eventually(() => told === 1, { what: 'it is told that the hub is live again' });
    end();
  },
} satisfies Cases;

/** Does not compile while a method is missing. */
const FOR_EACH: Required<Omit<Cases, keyof typeof ONCE>> = {
  ...accountCases,
  ...marketCases,
  ...orderCases,
  ...stopCases,
};

test('no method of the interface is left out', () => {
  const source = readFileSync(new URL('../../../broker/broker.ts', import.meta.url), 'utf8');
  expect(Object.keys({ ...ONCE, ...FOR_EACH }).sort()).toEqual(methodsInSource(source).sort());
  expect(methodsInSource(source).length).toBeGreaterThan(25);
});

describe.each(KINDS)('$what', (quoted) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await contract.scene(quoted);
  });
  const cases = quoted.kind === 'share' ? { ...ONCE, ...FOR_EACH } : FOR_EACH;
  test.each(Object.entries(cases))('%s', async (_, run) => run(scene));
});
