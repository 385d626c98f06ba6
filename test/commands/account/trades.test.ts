/** Trades of a real account against the exchange's ledger, to the kopeck. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pino from 'pino';
import { buildApi } from '../../../api/build-api.js';
import type { Broker } from '../../../broker/index.js';
import type { Trades } from '../../../commands/index.js';
import { report } from '../../../commands/report.js';
import { trades } from '../../../commands/trades.js';
import { Decimal } from '../../../domain/decimal.js';
import { type DayGround, openDayGround } from './day-ground.js';
import { commissionOf, type Fill, worth } from './ledger-accounts.js';

let ground: DayGround;
let bench: DayGround['bench'];
beforeAll(async () => {
  ground = await openDayGround();
  bench = ground.bench;
}, 90_000);
afterAll(() => ground?.stop());

describe('trades', () => {
  test('are the fills of the ledger, each once, with whose they are, and their sums and commission', async () => {
    const { items, totals, from: first, to, otherCurrencies } = await ground.trades();
    const owners = await ground.ownOrders();
    const shape = ({ order, ticker, direction, amount, price }: Fill | Trades['items'][number]) =>
      [order, ticker, direction, amount, price].join(' ');
    expect(items.map(shape).sort()).toEqual(ground.fills.map(shape).sort());
    expect(ground.fills.length).toBeGreaterThan(8);
    for (const { order, task, source, time, sum, price, amount, currency } of items) {
      expect(task).toBe(owners.get(order ?? '') ?? null);
      expect(source).toBe('broker');
      expect(sum).toBe(new Decimal(price).mul(amount).toFixed(2));
      expect(currency).toBe('RUB');
      expect(new Date(time).toISOString()).toBe(time);
    }
    expect(new Set(items.map(({ task }) => task))).toEqual(
      new Set([null, ground.entered.id, ground.left.id, ground.purchase]),
    );
    expect([first, otherCurrencies]).toEqual([ground.from, 0]);
    expect(to >= ground.from).toBe(true);
    expect(totals).toMatchObject({
      trades: ground.fills.length,
      bought: worth(ground.fills.filter(({ direction }) => direction === 'buy')).toFixed(2),
      sold: worth(ground.fills.filter(({ direction }) => direction === 'sell')).toFixed(2),
      commission: commissionOf(ground.fills).toFixed(2),
      commissionUnknown: 0,
    });
    const summed = (name: 'commission' | 'sum') =>
      items.reduce((all, each) => all.add(each[name] ?? Number.NaN), new Decimal(0)).toFixed(2);
    expect(summed('commission')).toBe(totals.commission);
    expect(summed('sum')).toBe(worth(ground.fills).toFixed(2));
    const times = items.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });

  test('of one ticker alone, in any case; none of one that was not traded; a wrong name is refused', async () => {
    const { items } = await ground.trades({ ticker: ' sber ' });
    expect(items.length).toBe(ground.fills.filter(({ ticker }) => ticker === 'SBER').length);
    const onBoard = await ground.trades({ ticker: 'sber@TQBR' });
    expect(onBoard.items).toEqual(items);
    await expect(ground.trades({ ticker: 'SBER@SPBXM' })).rejects.toMatchObject({ code: 'unknown-ticker' });
    expect((await ground.trades({ ticker: 'GAZP' })).items).toEqual([]);
    await expect(ground.trades({ ticker: 'NOSUCH' })).rejects.toMatchObject({ code: 'unknown-ticker' });
  });

  test('of what the broker lists no more by the name that it had', async () => {
    const { broker, far } = bench;
    const { instruments } = broker;
    const without = Object.create(broker, {
      instruments: {
        value: {
          ...instruments,
          byUid: async (uid: string) => (uid === far.uid ? undefined : instruments.byUid(uid)),
          byTicker: async (ticker: string) =>
            ticker.toUpperCase() === far.ticker ? undefined : instruments.byTicker(ticker),
        },
      },
    }) as Broker;
    const args = { from: ground.from, ticker: far.ticker.toLowerCase() };
    const { items } = (await ground.asked<Trades>(trades, args, without)).result;
    expect(items.length).toBe(ground.fills.filter(({ ticker }) => ticker === far.ticker).length);
    expect(items.length).toBeGreaterThan(0);
  });

  test('as a file: read back it is the same', async () => {
    const { result, file } = await ground.asked<Trades>(trades, { from: ground.from, csv: true });
    const [head = '', ...rows] = file?.text.trimEnd().split('\r\n') ?? [];
    const names = head.split(',');
    const read = rows.map((row) =>
      Object.fromEntries(row.split(',').map((cell, place) => [names[place], cell])),
    );
    expect(read).toEqual(
      result.items.map((item) =>
        Object.fromEntries(
          Object.entries(item).map(([name, value]) => [name, value === null ? '' : String(value)]),
        ),
      ),
    );
    expect(file?.rows).toBe(ground.fills.length);
  });

  test('what operations do not tell yet is told from our log, and nothing twice', async () => {
    const { broker } = bench;
    const whole = await ground.trades();
    const late = (hide: (id: string) => boolean, partly = false): Broker =>
      Object.create(broker, {
        operations: {
          value: {
            between: async (span: Parameters<Broker['operations']['between']>[0]) => {
              const all = await broker.operations.between(span);
              if (!partly) return all.filter(({ id, parentId }) => !hide(id) && !hide(parentId ?? ''));
              return all.map((each) =>
                hide(each.id)
                  ? {
                      ...each,
                      executions: each.executions.map((one) => ({ ...one, amount: one.amount / 2 })),
                    }
                  : each,
              );
            },
          },
        },
      }) as Broker;
    const own = await ground.ownOrders();
    const journal = (
      await ground.asked<Trades>(
        trades,
        { from: ground.from },
        late((id) => own.has(id)),
      )
    ).result;
    expect(
      new Set(journal.items.flatMap(({ source, task }) => (source === 'journal' ? [task] : []))),
    ).toEqual(new Set(own.values()));
    const { bought, sold, commission } = whole.totals;
    expect(journal.totals).toMatchObject({ bought, sold, commission, commissionUnknown: 0 });

    // An order of which half is told.
    const several = whole.items.find(({ task, amount }) => task !== null && amount % 2 === 0)?.order;
    expect(several).toBeDefined();
    const part = (
      await ground.asked<Trades>(
        trades,
        { from: ground.from },
        late((id) => id === several, true),
      )
    ).result;
    expect(part.totals).toMatchObject({ bought, sold, trades: whole.totals.trades + 1 });
    // The broker's id of an operation is another than that of its order: what is alike is the same.
    const renamed = Object.create(broker, {
      operations: {
        value: {
          between: async (span: Parameters<Broker['operations']['between']>[0]) =>
            (await broker.operations.between(span)).map((each) => ({
              ...each,
              id: `other-${each.id}`,
              parentId: each.parentId && `other-${each.parentId}`,
            })),
        },
      },
    }) as Broker;
    const other = (await ground.asked<Trades>(trades, { from: ground.from }, renamed)).result;
    expect(other.totals).toEqual(whole.totals);
    expect(other.items.filter(({ task }) => task !== null)).toHaveLength(
      whole.items.filter(({ task }) => task !== null).length,
    );
  });

  test.each([
    [{ from: 'yesterday' }, 'not-a-date'],
    [{ from: '2026-02-30' }, 'not-a-date'],
    [{ from: '2025-01-01', to: '30.11.2025' }, 'not-a-date'],
    [{ from: '2099-01-01', to: '2099-01-02' }, 'date-in-future'],
    [{ from: '2025-02-02', to: '2025-02-01' }, 'dates-reversed'],
    [{ from: '2020-01-01', to: '2021-01-01' }, 'span-too-long'],
  ])('%j is refused with an example', async (args, code) => {
    for (const command of [trades, report])
      await expect(ground.asked(command, args)).rejects.toMatchObject({
        ...{ code, problem: 'invalid' },
        data: { example: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) },
      });
  });

  test('a day in the future is named alone, and a report that there is not is told with those that there are', async () => {
    await expect(ground.asked(trades, { from: '2099-01-01' })).rejects.toMatchObject({
      data: { date: '2099-01-01' },
    });
    await expect(ground.asked(report, { by: 'week' })).rejects.toMatchObject({
      ...{ code: 'no-such-report', problem: 'invalid' },
      data: { by: 'week', known: 'day, spread', example: 'day' },
    });
    expect(await ground.report({ by: ' Day' })).not.toHaveProperty('bySpread');
  });

  test('a time without trades is told as such', async () => {
    const args = { from: '2025-01-01', to: '2025-12-31' };
    expect(await ground.trades(args)).toMatchObject({ items: [], totals: { trades: 0, bought: '0.00' } });
    expect(await ground.report(args)).toMatchObject({
      byDay: { days: [], totals: { all: { profit: '0.00', result: '0.00' } } },
      bySpread: { spreads: [], totals: { spreads: 0, result: '0.00' } },
    });
  });
});

test('by REST: JSON and a file by address, with 422 for what is no date', async () => {
  const notifications = { on: () => () => undefined, onResync: () => () => undefined };
  const { db, broker } = bench;
  const app = await buildApi({
    dependencies: { db, broker, commandNames: [] },
    notifications,
    token: 'test',
    logger: pino({ level: 'silent' }),
  } as unknown as Parameters<typeof buildApi>[0]);
  const get = (path: string) =>
    app.inject({ url: `/api/v1/account/${path}`, headers: { authorization: 'Bearer test' } });
  const [json, csv, days, wrong] = await Promise.all([
    get(`trades?from=${ground.from}&ticker=SBER`),
    get(`trades?from=${ground.from}&ticker=SBER&format=csv`),
    get(`report?from=${ground.from}&by=spread`),
    get('trades?from=2026-02-30'),
  ]);
  const unknown = await get('report?by=week');
  expect([unknown.statusCode, unknown.json().code]).toEqual([422, 'no-such-report']);
  const { items } = json.json() as Trades;
  expect(items.length).toBe(ground.fills.filter(({ ticker }) => ticker === 'SBER').length);
  expect([csv.headers['content-type'], csv.body.trimEnd().split('\r\n').length]).toEqual([
    expect.stringContaining('text/csv'),
    items.length + 1,
  ]);
  expect(days.json()).toMatchObject({ bySpread: { spreads: [{ task: ground.entered.id }, {}] } });
  expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'not-a-date']);
  await app.close();
});

test('by words in any order: days, a ticker, and whether as a file', () => {
  expect(trades.fromWords?.(['2026-11-01', '2026-11-30', 'SBER', 'csv'])).toEqual({
    ...{ from: '2026-11-01', to: '2026-11-30', ticker: 'SBER', csv: true },
  });
  expect(report.fromWords?.(['spread', '2026-11-01'])).toEqual({ from: '2026-11-01', by: 'spread' });
  expect(() => report.fromWords?.(['SBER'])).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(() => trades.fromWords?.(['SBER', 'GAZP'])).toThrow(expect.objectContaining({ code: 'usage' }));
});
