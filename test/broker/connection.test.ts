/** What becomes of the client when its connection, or the whole exchange, goes away. */
import { afterEach, expect, test } from '@jest/globals';
import { v4 as uuidv4 } from 'uuid';
import { type Broker, connectBroker } from '../../broker/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { OrderStatus } from '../../domain/order.js';
import { newDataDir, start } from '../paper/paper-client.js';
import { eventually } from '../support/eventually.js';
import { paperControl } from '../support/paper-control.js';
import { SILENT } from './paper-broker.js';
import { startStallingProxy } from './stalling-proxy.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function connectAndWatch(port: number): Promise<{ broker: Broker; sber: Instrument }> {
  const broker = await connectBroker({
    mode: 'paper',
    endpoint: `localhost:${port}`,
    token: 'full',
    logger: SILENT,
  });
  closing.push(() => broker.close());
  const sber = await broker.instruments.byTicker('SBER');
  if (!sber) throw new Error('SBER is not listed');
  broker.ownOrders.start();
  broker.market.watch(sber, () => undefined);
  await eventually(() => broker.ownOrders.live && broker.market.book(sber.uid), { what: 'both hubs' });
  return { broker, sber };
}

const post = (broker: Broker, sber: Instrument) =>
  broker.orders.post({
    clientOrderId: uuidv4(),
    instrument: sber,
    direction: 'buy',
    lots: 2,
    price: new Decimal('300'),
    timeInForce: 'day',
  });

test('an exchange that was away is found again, with what happened meanwhile', async () => {
  const { dataDir, remove } = newDataDir();
  closing.push(remove);
  let exchange = await start(dataDir);
  closing.push(() => exchange.close());
  const { port, controlPort } = exchange;
  await paperControl(controlPort).book('SBER', { bids: [['300', 1]], asks: [['301', 5]] });
  const { broker, sber } = await connectAndWatch(port);
  const order = await post(broker, sber);
  broker.ownOrders.merge(order);

  await exchange.close();
  await eventually(() => !broker.ownOrders.live && !broker.market.book(sber.uid), { what: 'the break' });
  exchange = await start(dataDir, { port, controlPort });
  const control = paperControl(controlPort);
  await control.trade('SBER', { side: 'sell', lots: 3, price: '300' });
  await control.book('SBER', { bids: [['299', 1]], asks: [['301', 5]] });

  await eventually(() => broker.ownOrders.live, { what: 'the own orders', timeoutMs: 15_000 });
  expect(broker.ownOrders.byClientOrderId(order.clientOrderId ?? '')?.status).toBe(OrderStatus.filled);
  await eventually(() => broker.market.book(sber.uid)?.bids[0]?.price.eq(299), { what: 'the new book' });
}, 40_000);

test('a connection that neither ends nor answers is given up and replaced', async () => {
  const { dataDir, remove } = newDataDir();
  closing.push(remove);
  const exchange = await start(dataDir);
  closing.push(() => exchange.close());
  const proxy = await startStallingProxy(exchange.port);
  closing.push(() => proxy.close());
  const control = paperControl(exchange.controlPort);
  await control.book('SBER', { bids: [['300', 1]], asks: [['301', 5]] });
  const { broker, sber } = await connectAndWatch(proxy.port);

  proxy.stall();
  const stalledAt = performance.now();
  await expect(post(broker, sber)).rejects.toMatchObject({ code: 'outcome-unknown' });
  await control.book('SBER', { bids: [['299', 1]], asks: [['301', 5]] });
  await eventually(() => broker.market.book(sber.uid)?.bids[0]?.price.eq(299) && broker.ownOrders.live, {
    what: 'a new connection',
    timeoutMs: 30_000,
  });
  expect(performance.now() - stalledAt).toBeLessThan(25_000);
}, 60_000);
