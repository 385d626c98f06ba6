import { cpSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { StopOrderStatusOption as Status } from 'tinkoff-invest-api/dist/generated/stoporders.js';
import { v4 as uuidv4 } from 'uuid';
import type { PaperExchangeOptions } from '../../../paper/index.js';
import { formatNano } from '../../../paper/money.js';
import { eventually } from '../../support/eventually.js';
import { newDataDir, start } from '../paper-client.js';
import { connectStops, type StopClient } from './stop-client.js';
import { catalogue } from './stop-model.js';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const newFolder = (): string => {
  const { dataDir, remove } = newDataDir();
  closers.push(remove);
  return dataDir;
};

/** An exchange and a client of it; `stop` ends both early. */
async function open(dataDir: string, options: Partial<PaperExchangeOptions> = {}) {
  const exchange = await start(dataDir, { rateWindowMs: 1, ...options });
  const client = connectStops(exchange);
  let running = true;
  const stop = async () => {
    if (!running) return;
    running = false;
    client.close();
    await exchange.close();
  };
  closers.push(stop);
  return { client, stop };
}

const move = async (client: StopClient, price: string) => {
  await client.control('PUT', '/book/SBER', { bids: [[price, 100]], asks: [['350', 100]] });
  await client.control('POST', '/trade/SBER', { side: 'sell', lots: 1, price });
};

test('a process that is killed leaves every stop order as it was told of: states, keys, extrema, children', async () => {
  const [first, second] = [newFolder(), newFolder()];
  const { client: before, stop } = await open(first);
  const sber = await before.uid('SBER');
  await before.control('PUT', '/account', { positions: { SBER: 1000 } });
  await move(before, '300');
  const key = uuidv4();
  const executed = await before.post(sber, { stopPrice: '299', key });
  const cancelled = await before.post(sber, { stopPrice: '280' });
  await before.cancel(cancelled);
  await move(before, '299');
  const trailing = await before.post(sber, {
    type: 'takeProfit',
    stopPrice: '301',
    child: 'limit',
    trailing: { indent: '2', spread: '1%' },
  });
  const untouched = await before.post(sber, { stopPrice: '290' });
  const until = new Date(Date.now() + 86_400_000 * 60);
  const dated = await before.post(sber, { stopPrice: '280', until });
  await before.post(sber, { stopPrice: '270', until: new Date(Date.now() + 600) });
  await move(before, '305');
  await move(before, '304');
  await eventually(async () => (await before.list(Status.STOP_ORDER_STATUS_EXPIRED)).length === 1, {
    what: 'one expires',
  });
  const told = await before.list();
  const ledger = await before.ledger();
  // What a kill leaves is what was on the disk when the last answer came.
  cpSync(first, second, { recursive: true });
  await stop();

  const { client: after } = await open(second);
  expect(await after.list()).toEqual(told);
  expect((await after.ledger()).slice(0, ledger.length)).toEqual(ledger);
  expect(await after.post(sber, { stopPrice: '1', key })).toBe(executed);
  await expect(after.cancel(cancelled)).rejects.toThrow('30060');
  await move(after, '303.01');
  expect((await after.stop(trailing)).status).toBe(Status.STOP_ORDER_STATUS_ACTIVE);
  // Two below the highest that the process before saw.
  await move(after, '303');
  expect(await after.stop(trailing)).toMatchObject({
    status: Status.STOP_ORDER_STATUS_EXECUTED,
    price: { units: 299, nano: 970_000_000 },
  });
  await move(after, '290');
  expect((await after.stop(untouched)).status).toBe(Status.STOP_ORDER_STATUS_EXECUTED);
  expect(await after.stop(dated)).toMatchObject({
    status: Status.STOP_ORDER_STATUS_ACTIVE,
    expirationTime: until,
  });
});

test('what became due while no process ran has expired before anything can trigger it', async () => {
  const dataDir = newFolder();
  const { client: before, stop } = await open(dataDir);
  const sber = await before.uid('SBER');
  await move(before, '300');
  const until = new Date(Date.now() + 600);
  const stopOrderId = await before.post(sber, { stopPrice: '290', until });
  await stop();
  await eventually(() => Date.now() > until.getTime(), { what: 'the date comes' });

  const { client: after } = await open(dataDir);
  const ends = (await after.linesOf(stopOrderId)).slice(1);
  expect(ends).toMatchObject([{ kind: 'stop-cancelled', cause: 'expired' }]);
  await move(after, '290');
  expect((await after.stop(stopOrderId)).status).toBe(Status.STOP_ORDER_STATUS_EXPIRED);
});

test('an instrument that only a stop order waits for moves as the rest of the market does', async () => {
  const quiet = catalogue
    .of('share')
    .find(
      ({ liquid, details: { message } }) =>
        !liquid && message.apiTradeAvailableFlag && message.buyAvailableFlag && message.sellAvailableFlag,
    );
  if (!quiet) throw new Error('every share is traded much');
  const { client } = await open(newFolder(), { calm: false });
  const book = async () => JSON.stringify((await client.control('GET', `/book/${quiet.ticker}`)).body);
  const still = await book();
  // Far below: it stays active.
  await client.post(quiet.uid, { stopPrice: formatNano(quiet.stepNano) });
  await eventually(async () => (await book()) !== still, { what: 'the book changes' });
});
