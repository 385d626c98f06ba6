/** The client's pace against the paper exchange, which counts like the broker. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { PriceType } from 'tinkoff-invest-api/dist/generated/common.js';
import { v4 as uuidv4 } from 'uuid';
import {
  type Broker,
  type ConnectBrokerOptions,
  connectBroker,
  type OrderCallOptions,
  RateLimitedError,
} from '../../broker/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import type { OrderSnapshot } from '../../domain/order.js';
import { connect, newDataDir, start } from '../paper/paper-client.js';
import { paperControl } from '../support/paper-control.js';
import { mostWithin } from './limits/simulated-broker.js';
import { SILENT } from './paper-broker.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connectTo(rateWindowMs: number, logger: ConnectBrokerOptions['logger'] = SILENT) {
  const { dataDir, remove } = newDataDir();
  closing.push(remove);
  const exchange = await start(dataDir, { rateWindowMs });
  closing.push(() => exchange.close());
  const broker = await connectBroker({
    mode: 'paper',
    endpoint: `localhost:${exchange.port}`,
    token: 'a-secret-token',
    logger,
  });
  closing.push(() => broker.close());
  const sber = await broker.instruments.byTicker('SBER');
  if (!sber) throw new Error('SBER is not listed');
  const control = paperControl(exchange.controlPort);
  await control.book('SBER', { bids: [['300', 1]], asks: [['301', 5]] });
  return { broker, sber, control, exchange };
}

const post = (broker: Broker, instrument: Instrument, options?: OrderCallOptions) => {
  const price = new Decimal('299');
  return broker.orders.post(
    { clientOrderId: uuidv4(), instrument, direction: 'buy', lots: 1, price, timeInForce: 'day' },
    options,
  );
};

/** What came of each: a refusal by the broker would be among them. */
const outcomes = async (calls: readonly Promise<OrderSnapshot>[]) => {
  const all = await Promise.allSettled(calls);
  const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  return { done: all.length - refused.length, refused };
};

describe('a burst over the limit', () => {
  test('is sent as the limit allows, and no call is refused', async () => {
    const { broker, sber, control } = await connectTo(2_500);
    const { brokerOrderId } = await post(broker, sber);
    const since = (await control.ledger()).length;
    const startedAt = performance.now();
    const read = () => broker.orders.state({ brokerOrderId });
    const { done, refused } = await outcomes(Array.from({ length: 130 }, read));
    expect(refused).toEqual([]);
    expect(done).toBe(130);
    // Two windows: the second begins 2.5 s after the first, and has room at once.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    const moments = (await control.ledger(since))
      .filter(({ method }) => method === 'GetOrderState')
      .map(({ atUs }) => atUs / 1_000);
    expect(moments).toHaveLength(130);
    expect(mostWithin(moments, 1_000)).toBeLessThanOrEqual(50);
  });

  test('leaves what other programs on the account took', async () => {
    const { broker, sber, exchange } = await connectTo(1_900);
    const { brokerOrderId } = await post(broker, sber);
    const other = connect(exchange, 'another-program');
    closing.push(() => other.close());
    const look = {
      accountId: broker.accountId,
      orderId: brokerOrderId,
      priceType: PriceType.PRICE_TYPE_UNSPECIFIED,
    };
    await Promise.all(Array.from({ length: 80 }, () => other.orders.getOrderState(look)));
    const startedAt = performance.now();
    const read = () => broker.orders.state({ brokerOrderId });
    const { done, refused } = await outcomes(Array.from({ length: 40 }, read));
    expect(refused).toEqual([]);
    expect(done).toBe(40);
    expect(performance.now() - startedAt).toBeGreaterThan(500);
  });
});

describe('while three hundred orders wait', () => {
  test('a hedge is sent at once', async () => {
    const { broker, sber, control } = await connectTo(60_000);
    const places = outcomes(Array.from({ length: 300 }, () => post(broker, sber)));
    for (let round = 0; round < 5; round += 1) {
      const askedAt = performance.now();
      await post(broker, sber, { priority: 'hedge' });
      // In the queue it would wait for the end of the minute; how few milliseconds it takes is the bench's to measure.
      expect(performance.now() - askedAt).toBeLessThan(5_000);
    }
    await broker.close();
    const { done, refused } = await places;
    expect(refused.length).toBeGreaterThan(200);
    for (const error of refused) {
      expect(error).toBeInstanceOf(RateLimitedError);
      expect(error).toMatchObject({ wasSent: false, remedy: 'retry-later' });
    }
    const received = (await control.ledger()).filter(({ kind }) => kind === 'received');
    expect(received).toHaveLength(done + 5);
  });

  test('one that may not wait so long, or whose caller gives up, is certainly not sent', async () => {
    const { broker, sber, control } = await connectTo(60_000);
    const places = outcomes(Array.from({ length: 60 }, () => post(broker, sber)));
    const caller = new AbortController();
    const impatient = post(broker, sber, { patienceMs: 50 });
    const givenUp = post(broker, sber, { signal: caller.signal });
    caller.abort();
    for (const call of [impatient, givenUp]) {
      const error = await call.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'RateLimitedError', method: 'PostOrder', wasSent: false });
      expect((error as RateLimitedError).resetMs).toBeGreaterThan(0);
      expect((error as RateLimitedError).resetMs).toBeLessThan(60_000);
    }
    expect(await places).toMatchObject({ done: 60, refused: [] });
    expect((await control.ledger()).filter(({ kind }) => kind === 'received')).toHaveLength(60);
  });
});

test('a limit that another program used up closes the method until its reset, not longer', async () => {
  const { broker, sber, control } = await connectTo(1_000);
  await control.fault({ method: 'PostOrder', kind: 'exhausted' });
  await expect(post(broker, sber)).rejects.toMatchObject({ code: 'rate-limited', wasSent: true });
  const since = (await control.ledger()).length;
  await expect(post(broker, sber, { patienceMs: 1 })).rejects.toMatchObject({ wasSent: false });
  await expect(post(broker, sber)).resolves.toMatchObject({ lotsRequested: 1 });
  expect((await control.ledger(since)).filter(({ kind }) => kind === 'received')).toHaveLength(1);
});

test('a tariff that cannot be read does not stop the start', async () => {
  const { exchange, control } = await connectTo(60_000);
  await control.fault({ method: 'GetUserTariff', kind: 'reject', code: '70001', count: 9 });
  const broker = await connectBroker({
    mode: 'paper',
    endpoint: `localhost:${exchange.port}`,
    token: 'full',
    logger: SILENT,
  });
  closing.push(() => broker.close());
  await expect(broker.orders.today()).resolves.toEqual([]);
});

test('a call that fails is logged with what the broker’s support asks for, and without the token', async () => {
  const lines: object[] = [];
  const note = (details: object, message: string) => void lines.push({ ...details, message });
  const { broker, sber } = await connectTo(60_000, { debug: note, info: note, warn: note });
  await expect(
    broker.orders.post({
      clientOrderId: uuidv4(),
      instrument: sber,
      direction: 'buy',
      lots: 1,
      price: new Decimal('299.001'),
      timeInForce: 'day',
    }),
  ).rejects.toMatchObject({ brokerCode: '30078' });
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'a call failed',
      method: 'PostOrder',
      code: 'refused',
      brokerCode: '30078',
      trackingId: expect.stringMatching(/^[0-9a-f]{32}$/),
    }),
  );
  expect(JSON.stringify(lines)).not.toContain('a-secret-token');
});
