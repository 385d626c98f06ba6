/** What works and what waits, against the exchange's ledger: ours and foreign, orders and stop orders. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ordersText } from '../../../bot/answers/orders.js';
import { RateLimitedError } from '../../../broker/errors.js';
import type { OrderRow, OrdersAnswer } from '../../../commands/index.js';
import type { TaskRow } from '../../../database/index.js';
import type { StopTerms } from '../../../domain/stop-order.js';
import { LOCALES } from '../../../locales/index.js';
import { type AccountGround, BOND, openAccountGround } from './account-ground.js';

let ground: AccountGround;
let spread: TaskRow;
let ladder: TaskRow;
const ids: Record<string, string> = {};

const terms = (change: Partial<StopTerms>): StopTerms => ({
  ...{ instrumentUid: ground.sber.uid, ticker: 'SBER', direction: 'buy', lots: 2, kind: 'take-profit' },
  ...{ stopPrice: '280', child: { type: 'limit', price: '280' }, expiry: { type: 'till-cancel' } },
  ...{ margin: false, priceUnit: 'roubles', ...change },
});
const stopAt = async (of: StopTerms): Promise<string> =>
  (await ground.broker.stopOrders.post({ ...of, clientOrderId: randomUUID(), instrument: ground.sber }))
    .stopOrderId;
const logStop = (number: number, of: StopTerms, stopOrderId: string | null) =>
  ground.db
    .insertInto('stop_orders')
    .values({
      ...{ task_key: ladder.key, number, client_order_id: randomUUID(), stop_order_id: stopOrderId },
      ...{ account_id: ground.broker.accountId, instrument_uid: of.instrumentUid, terms: JSON.stringify(of) },
      ...{ state: stopOrderId === null ? 'sent' : 'placed', sent_at: new Date() },
    })
    .execute();

beforeAll(async () => {
  ground = await openAccountGround();
  const { control, foreign, found, future, market, ours, sber, task } = ground;
  await control.account({ money: '10000000', positions: { SBER: 1_000, [future.ticker]: 9 } });
  await market('SBER', '300', '300.1');
  await market(BOND, '97', '97.1');
  await market(future.ticker, '31000', '31010');
  spread = await task(future, { kind: 'spread' });
  ladder = await task(sber, { kind: 'stops' });
  ids.bond = (
    await foreign({ instrument: await found(BOND), direction: 'buy', lots: 4, price: '969.99' })
  ).brokerOrderId;
  await ours(spread, 3, { instrument: future, direction: 'sell', lots: 5, price: '31020' }, 'far');
  await control.trade(future.ticker, { side: 'buy', lots: 10_002, price: '31020' });
  await ours(await task(sber), 1, { instrument: sber, direction: 'sell', lots: 7, price: '310.5' });
  await ours(await task(sber), 1, { instrument: sber, direction: 'buy', lots: 7, price: '300.1' });
  ids.ours = await stopAt(terms({}));
  await logStop(1, terms({}), ids.ours);
  ids.foreign = await stopAt(terms({ stopPrice: '270', child: { type: 'market' }, lots: 3 }));
  ids.doubtful = await stopAt(terms({ stopPrice: '275', child: { type: 'limit', price: '275' } }));
  await logStop(2, terms({ stopPrice: '275', child: { type: 'limit', price: '275' } }), null);
}, 60_000);
afterAll(() => ground?.stop());

const ordersNow = async (args: object = {}) => (await ground.both<OrdersAnswer>('orders', args)).answer;
const one = ({ items }: OrdersAnswer, is: (row: OrderRow) => boolean): OrderRow => {
  const [row, ...others] = items.filter(is);
  if (!row || others.length > 0) throw new Error(`${others.length} others`);
  return row;
};

test('orders of ours have their task, leg and number; what others placed is foreign', async () => {
  const answer = await ordersNow({ kind: 'order' });
  const { future } = ground;
  expect(answer).toMatchObject({ stopOrders: 'not-asked', stopOrdersInSeconds: null });
  expect(one(answer, ({ id }) => id === ids.bond)).toMatchObject({
    ...{ source: 'foreign', task: null, leg: null, number: null, ticker: BOND, direction: 'buy' },
    // 4 × 969.99, without the interest.
    ...{ lots: 4, amount: 4, executed: 0, price: '969.99', sum: '3879.96', averagePrice: null },
  });
  expect(one(answer, ({ ticker }) => ticker === future.ticker)).toMatchObject({
    ...{ source: 'ours', task: spread.id, leg: 'far', number: 3, direction: 'sell' },
    // Two of five are executed: 3 × 31,020 are left.
    ...{ lots: 5, executedLots: 2, executed: 2, price: '31020', averagePrice: '31020', sum: '93060.00' },
  });
  expect(one(answer, ({ ticker }) => ticker === 'SBER')).toMatchObject({
    ...{ source: 'ours', leg: null, number: 1, lots: 7, amount: 70, sum: '21735.00', currency: 'RUB' },
  });
});

test('every figure is that of the exchange’s ledger', async () => {
  const { items } = await ordersNow();
  const ledger = await ground.control.ledger();
  const accepted = ledger.filter(({ kind }) => kind === 'accepted');
  for (const row of items.filter(({ kind }) => kind === 'order')) {
    const placed = accepted.find(({ orderId }) => orderId === row.id);
    const fills = ledger.filter(({ kind, orderId }) => kind === 'fill' && orderId === row.id);
    expect(placed).toMatchObject({ requestId: row.clientOrderId, direction: row.direction, lots: row.lots });
    expect(row.executedLots).toBe(fills.reduce((sum, { lots = 0 }) => sum + lots, 0));
    // What a second is to a clock, no more.
    expect(Math.abs(Date.parse(row.placedAt ?? '') - Number(placed?.atUs) / 1_000)).toBeLessThan(1_000);
  }
  const stops = items.filter(({ kind }) => kind === 'stop-order');
  expect(stops.map(({ id }) => id).sort()).toEqual(
    ledger.flatMap(({ kind, stopOrderId }) => (kind === 'stop-placed' ? [stopOrderId] : [])).sort(),
  );
  expect(items.map(({ kind }) => kind)).toEqual([...Array(3).fill('order'), ...Array(3).fill('stop-order')]);
});

test('stop orders: ours by the broker’s id, foreign ones, and one that may be ours', async () => {
  const answer = await ordersNow({ kind: 'stop-order' });
  expect(answer.stopOrders).toBe('told');
  expect(one(answer, ({ id }) => id === ids.ours)).toMatchObject({
    ...{ source: 'ours', task: ladder.id, number: 1, ticker: 'SBER', direction: 'buy', lots: 2, amount: 20 },
    ...{ stopKind: 'take-profit', stopPrice: '280', price: '280', sum: '5600.00', expiresAt: null },
  });
  expect(one(answer, ({ id }) => id === ids.foreign)).toMatchObject({
    ...{
      source: 'foreign',
      task: null,
      number: null,
      stopPrice: '270',
      price: null,
      child: 'market',
      sum: '8100.00',
    },
  });
  expect(one(answer, ({ id }) => id === ids.doubtful)).toMatchObject({
    ...{ source: 'maybe-ours', task: ladder.id, number: 2 },
  });
});

test('of one ticker alone, in any case; of an unknown one nothing', async () => {
  const { items } = await ordersNow({ ticker: 'sber' });
  expect(items.map(({ ticker }) => ticker)).toEqual(['SBER', 'SBER', 'SBER', 'SBER']);
  await expect(ordersNow({ ticker: 'NOSUCH' })).rejects.toMatchObject({ code: 'unknown-ticker' });
});

test('the file says the same as the answer', async () => {
  const { answer, records } = await ground.both<OrdersAnswer>('orders');
  expect(records).toEqual(
    answer.items.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')])),
    ),
  );
});

test('while the limit of stop orders is spent the others are told, and no file that is not whole is made', async () => {
  const active = async () => {
    throw new RateLimitedError({ method: 'GetStopOrders', resetMs: 41_200, wasSent: false });
  };
  const broker = Object.create(ground.broker, { stopOrders: { value: { active } } });
  const { result } = await ground.run('orders', {}, { broker });
  expect(result).toMatchObject({ stopOrders: 'later', stopOrdersInSeconds: 42, items: { length: 3 } });
  expect(ordersText('en', result)).toContain('Ask again in 42 seconds.');
  for (const args of [{ csv: true }, { kind: 'stop-order' }])
    await expect(ground.run('orders', args, { broker })).rejects.toMatchObject({ code: 'rate-limited' });
});

test('the chat tells each in a line, and no more lines than anybody reads', async () => {
  const answer = await ordersNow();
  for (const locale of LOCALES) {
    const text = ordersText(locale, answer).replaceAll('\u00a0', ' ');
    expect(text.split('\n')).toHaveLength(8);
    expect(text).toContain(`; ${spread.id}, ${locale === 'ru' ? 'дальняя нога, №' : 'far leg, no.'} 3; `);
    const [row] = answer.items;
    const many = { ...answer, items: Array(47).fill(row) };
    const lines = ordersText(locale, many).split('\n');
    expect(lines).toHaveLength(32);
    expect(lines.at(-1)).toContain('17');
  }
  expect(ordersText('en', answer).replaceAll('\u00a0', ' ')).toContain(
    `sell 5 lots ${ground.future.ticker} at 31 020 ₽, executed 2 lots, 93 060.00 ₽; ${spread.id}`,
  );
  expect(ordersText('en', { ...answer, items: [] })).toBe('Nothing works and nothing waits.');
  const [stop] = answer.items.filter(({ id }) => id === ids.foreign);
  const trailing = { ...answer, items: [stop, { ...stop, child: 'limit' }], stopOrders: 'none-here' };
  expect(ordersText('en', trailing).replaceAll('\u00a0', ' ').split('\n')).toEqual([
    'Stop orders that wait: 2',
    expect.stringMatching(/^buy 3 lots SBER once the price is 270 ₽, at the market, 8 100.00 ₽; foreign; /),
    expect.stringMatching(/, at a price that is made then, .*; foreign; /),
    'There are no stop orders at this contour of the broker.',
  ]);
});
