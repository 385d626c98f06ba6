import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccountChoiceError, connectBroker } from '../../broker/index.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { type PaperBroker, SILENT, startPaperBroker } from './paper-broker.js';

let paper: PaperBroker;
beforeAll(async () => {
  paper = await startPaperBroker();
});
afterAll(() => paper?.stop());

describe('connecting', () => {
  test('finds the only account; one that is set must exist', async () => {
    expect(paper.broker.accountId).toBe('2000000001');
    await expect(paper.connect({ accountId: '2000000001' })).resolves.toMatchObject({
      accountId: '2000000001',
      mode: 'paper',
    });
    const wrong = paper.connect({ accountId: '17' });
    await expect(wrong).rejects.toBeInstanceOf(AccountChoiceError);
    await expect(paper.connect({ accountId: '17' })).rejects.toThrow('2000000001');
  });

  test('waits for a broker that is not there yet, until it is told to stop', async () => {
    const stop = new AbortController();
    const warnings: string[] = [];
    const connecting = connectBroker({
      mode: 'paper',
      endpoint: `localhost:${await freePort()}`,
      token: 'full',
      logger: { ...SILENT, warn: (_details, message) => warnings.push(message) },
      signal: stop.signal,
    });
    const ended = expect(connecting).rejects.toMatchObject({ name: 'AbortError' });
    await eventually(() => warnings.length >= 2, { what: 'two attempts' });
    stop.abort();
    await ended;
  });
});

describe('instruments', () => {
  test('are found by ticker in any case and by uid', async () => {
    const { instruments } = paper.broker;
    const sber = await instruments.byTicker(' sber ');
    expect(sber).toMatchObject({
      ticker: 'SBER',
      kind: 'share',
      currency: 'RUB',
      classCode: 'TQBR',
      lot: 10,
    });
    expect(sber?.priceStep.toFixed()).toBe('0.01');
    expect(await instruments.byUid(sber?.uid ?? '')).toBe(sber);
    expect(await instruments.byTicker('NOSUCH')).toBeUndefined();
    expect(await instruments.byUid('nosuch')).toBeUndefined();
  });

  test('the catalogue is read once', async () => {
    const since = (await paper.control.ledger()).length;
    await Promise.all([paper.broker.instruments.byTicker('SBER'), paper.broker.instruments.byTicker('GAZP')]);
    expect((await paper.control.ledger(since)).filter(({ method }) => method === 'Shares')).toEqual([]);
  });

  test('last prices come in one call', async () => {
    const gazp = await paper.broker.instruments.byTicker('GAZP');
    const uids = [paper.sber.uid, gazp?.uid ?? ''];
    const prices = await paper.broker.instruments.lastPrices(uids);
    expect([...prices.keys()].sort()).toEqual([...uids].sort());
    for (const price of prices.values()) expect(price.isPositive()).toBe(true);
  });

  test('book and status by unary calls', async () => {
    await paper.control.book('SBER', { bids: [['299.5', 3]], asks: [['300', 4]] });
    const book = await paper.broker.instruments.book(paper.sber.uid);
    expect(book.bids.map(({ price, lots }) => [price.toFixed(), lots])).toEqual([['299.5', 3]]);
    expect(await paper.broker.instruments.status(paper.sber.uid)).toEqual({
      status: 'NORMAL_TRADING',
      tradable: true,
    });
  });
});

test('the account has free and blocked money in roubles', async () => {
  const before = await paper.broker.account.positions();
  expect(before).toMatchObject({ loading: false, securities: [] });
  expect(before.money.toFixed()).toBe('10000000');
  const { brokerOrderId } = await paper.broker.orders.post({
    clientOrderId: '5b7f3d0e-6f0d-4a55-9d5e-2f1c6f0a7f11',
    instrument: paper.sber,
    direction: 'buy',
    lots: 1,
    price: before.money.mul(0).add(299),
    timeInForce: 'day',
  });
  const after = await paper.broker.account.positions();
  expect(after.money.lt(before.money)).toBe(true);
  expect(after.money.add(after.blockedMoney).eq(before.money)).toBe(true);
  await paper.broker.orders.cancel({ brokerOrderId });
});
