/** The scan of dividends over the paper exchange: by REST, and as the chat tells it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createCommandDesk } from '../../bot/command-desk.js';
import type { CommandDependencies, DividendsAnswer, ShownDividendRow } from '../../commands/index.js';
import { replaceDividends, writeSettings } from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { Dividend } from '../../domain/listed-instrument.js';
import { DAY_MS, moscowDay } from '../../domain/moscow.js';
import { SETTING_KEYS } from '../../domain/settings.js';
import { quarters } from '../execution/spreads/bench-spread.js';
import { eventually } from '../support/eventually.js';
import { startTestApi, type TestApi } from './test-api.js';

let api: TestApi;
let [first, second]: [Instrument, Instrument] = [] as never;
let sber: Instrument;

const settings = (changes: Readonly<Record<string, string | number>>) =>
  writeSettings(
    api.system.db,
    Object.entries(changes).map(([key, value]) => ({
      key: key as 'scan.rate',
      value: value as string,
      by: 'test',
    })),
  );

beforeAll(async () => {
  api = await startTestApi();
  sber = await api.system.instrument('SBER');
  [first, second] = await quarters(api.system.broker, 'SR');
}, 60_000);
afterAll(() => api?.stop());
beforeEach(async () => {
  const { db, exchange } = api.system;
  await writeSettings(
    db,
    SETTING_KEYS.map((key) => ({ key, value: undefined, by: 'test' })),
  );
  await replaceDividends(db, { mode: 'paper', from: new Date(0), read: new Map([[sber.uid, []]]) });
  // Without a rate the days do not matter: what is implied is the plain difference.
  await settings({ 'scan.rate': '0', 'dscan.rows': 500 });
  for (const { ticker } of [sber, first, second]) await exchange.status(ticker, 'NORMAL_TRADING');
  await exchange.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
  await exchange.book(first.ticker, { bids: [['28900', 50]], asks: [['29000', 50]] });
  await exchange.book(second.ticker, { bids: [['28400', 50]], asks: [['28500', 50]] });
});

/** Of SBER and the two futures alone; a scan may share what one of a second ago has read. */
async function untilRows(expected: readonly Partial<ShownDividendRow>[]) {
  const tickers = [sber, first, second].map(({ ticker }) => ticker);
  return eventually(
    async () => {
      const { status, body } = await api.command('dscan');
      expect(status).toBe(200);
      const { rows, ...rest } = body.result as DividendsAnswer;
      const ours = rows.filter(({ farTicker, nearTicker }) =>
        [farTicker, nearTicker].every((each) => tickers.includes(each)),
      );
      expect(ours).toMatchObject(expected);
      expect(ours).toHaveLength(expected.length);
      return { rows: ours, ...rest };
    },
    { what: 'the rows of SBER' },
  );
}

/** 300 × 100 − 28 500 = 1 500, 15 a share; 30 000 − 29 000 = 1 000; sold at 28 900 and bought at 28 500: 400. */
const rowsNow = () => [
  { farTicker: second.ticker, nearTicker: 'SBER', dividend: '15', yield: '5', price: '-1500' },
  { farTicker: first.ticker, nearTicker: 'SBER', dividend: '10', yield: '3.333333', price: '-1000' },
  { farTicker: second.ticker, nearTicker: first.ticker, dividend: '4', yield: '1.333333', price: '-400' },
];

describe('rows', () => {
  test('say what is sold and bought, for how much, what that leaves for a dividend, and how to queue it', async () => {
    const { rows, leftOut, rate, leastYield, at } = await untilRows(rowsNow());
    const lastDay = moscowDay(Number(second.future?.lastTradeAt));
    expect(rows[0]).toEqual({
      farTicker: second.ticker,
      nearTicker: 'SBER',
      shareTicker: 'SBER',
      ratio: '100',
      size: '100',
      days: (lastDay - moscowDay(Date.parse(at))) / DAY_MS,
      basis: 'book',
      farPrice: '28500',
      nearPrice: '300',
      sharePrice: '300',
      dividend: '15',
      perContract: '1500',
      yield: '5',
      price: '-1500',
      tradable: true,
      announced: null,
      // A sum of 100,000 is 3 contracts of 30,000 in shares.
      spread: {
        farTicker: second.ticker,
        nearTicker: 'SBER',
        sell: false,
        amount: 3,
        price: '-1500',
        ratio: '100',
      },
    });
    expect({ leftOut, rate, leastYield }).toEqual({ leftOut: 0, rate: '0', leastYield: '1' });
    expect(await api.command('spread', rows[0]?.spread)).toMatchObject({
      status: 200,
      body: { result: { ...rows[0]?.spread, active: true } },
    });
  });

  test('are of the yield that is set or more, and as many as are asked for, or set', async () => {
    await settings({ 'dscan.yield': '3.4' });
    await untilRows(rowsNow().slice(0, 1));
    await settings({ 'dscan.yield': '0', 'dscan.rows': 3 });
    for (const [args, count] of [
      [{}, 3],
      [{ count: 1 }, 1],
      [{ count: '2' }, 2],
      [{ count: 500 }, undefined],
    ] as const) {
      const { result } = (await api.command('dscan', args)).body;
      expect(result.rows).toHaveLength(count ?? result.found);
      expect(result.found).toBeGreaterThan(3);
      const yields = result.rows.map((row: ShownDividendRow) => Number(row.yield));
      expect(yields).toEqual([...yields].sort((one, other) => other - one));
      // Each that can be traded is a spread for one call.
      for (const row of result.rows as ShownDividendRow[])
        expect({ ...row, spread: row.spread !== null }).toMatchObject({ spread: row.tradable });
    }
  });

  test('are by last prices while a leg does not trade', async () => {
    const { exchange } = api.system;
    await exchange.trade('SBER', { side: 'sell', lots: 1, price: '300' });
    for (const [{ ticker }, price] of [
      [first, '29000'],
      [second, '28500'],
    ] as const)
      await exchange.trade(ticker, { side: 'buy', lots: 1, price });
    await exchange.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
    await untilRows([
      { ...rowsNow()[0], basis: 'last' },
      { ...rowsNow()[1], basis: 'last' },
      { ...rowsNow()[2], basis: 'book' },
    ]);
  });

  test('are left out and counted where nobody offers the future', async () => {
    await api.system.exchange.book(second.ticker, { bids: [['28400', 50]], asks: [] });
    const { leftOut } = await untilRows(rowsNow().slice(1, 2));
    const all = await api.system.broker.instruments.ofAsset(sber.positionUid);
    const nearer = all.filter(
      ({ future }) =>
        future && future.lastTradeAt > new Date() && future.lastTradeAt < (second.future?.lastTradeAt ?? 0),
    );
    // With the share, and with each future that ends before it.
    expect(leftOut).toBe(1 + nearer.length);
  });

  test('stand beside the dividend that the broker announced in their days', async () => {
    const lastBuyDate = new Date(moscowDay(Number(first.future?.lastTradeAt)));
    const recordDate = new Date(lastBuyDate.getTime() + DAY_MS);
    const dividend: Dividend = {
      ...{ instrumentUid: sber.uid, recordDate, lastBuyDate, paymentDate: null },
      ...{ amount: '5.25', currency: 'RUB' },
    };
    await replaceDividends(api.system.db, {
      mode: 'paper',
      from: new Date(0),
      read: new Map([[sber.uid, [dividend]]]),
    });
    const dayOf = (at: Date) => at.toISOString().slice(0, 10);
    const [day, lastBuy] = [dayOf(recordDate), dayOf(lastBuyDate)];
    const announced = {
      amount: '5.25',
      recordDate: day,
      dividends: [{ amount: '5.25', currency: 'RUB', recordDate: day, lastBuyDate: lastBuy }],
    };
    const [, without] = rowsNow();
    await untilRows([
      { ...rowsNow()[0], announced: { ...announced, difference: '9.75' } },
      // Its last day is the last one with the dividend: its price is one with it yet.
      { ...without, announced: null },
      { ...rowsNow()[2], announced: { ...announced, difference: '-1.25' } },
    ]);
  });
});

describe('a wrong count', () => {
  test.each([0, 501, -1, 1.5, '501', '-1', '1e1', 'all', null, [1], {}])(
    '%j is refused with an example',
    async (count) => {
      const answer = await api.command('dscan', { count });
      expect(answer).toMatchObject({
        status: 422,
        type: 'application/problem+json',
        body: { code: 'row-count', data: { least: '1', most: '500' } },
      });
      expect(answer.body.detail).toContain('dscan 50');
    },
  );
});

describe('in the chat', () => {
  const ask = (words: readonly string[], locale: 'ru' | 'en' = 'en') => {
    const { db, broker } = api.system;
    const dependencies = { db, broker, outage: async () => undefined } as unknown as CommandDependencies;
    const desk = createCommandDesk({ dependencies, logger: pino({ level: 'silent' }) });
    return desk.ask({
      command: 'dscan',
      words,
      actor: 'telegram:1',
      requestKey: crypto.randomUUID(),
      locale,
    });
  };

  test('each row is a line, and the first have a button', async () => {
    const { text, next = [] } = await eventually(
      async () => {
        const answer = await ask([]);
        expect(answer.text).toMatch(
          new RegExp(
            `^\u2007*5[.]00 % \u2007*15[.]00 \u2007*\\d+ d \u2007*-1500[.]00 ${second.ticker} – SBER$`,
            'm',
          ),
        );
        return answer;
      },
      { what: 'the row' },
    );
    expect(text.split('\n')[0]).toMatch(
      /^The market expects dividends of 1 % or more, at 0 % a year: \d+ pairs/,
    );
    expect(next.map(({ words }) => words.join(' '))).toContain(`buy 3 ${second.ticker} SBER -1500`);
    expect(next.length).toBeLessThanOrEqual(10);
    for (const { words } of next) expect(words.slice(0, 1)).toEqual(['buy']);
  });

  test('a count is the number of lines', async () => {
    const { text } = await ask(['2']);
    expect(text.split('\n').filter((line) => line.includes(' – '))).toHaveLength(2);
    expect(text).toContain('the first 2 are shown');
  });

  test.each([
    [['0'], 'not 0. For example: dscan 50'],
    [['many'], 'not many. For example: dscan 50'],
    [['1.5'], 'not 1.5. For example: dscan 50'],
    [['20', '30'], '/dscan 20'],
  ])('%j is answered with what would be right', async (words, told) => {
    expect((await ask(words)).text).toContain(told);
  });

  test('nothing that is expected is said to be nothing', async () => {
    await settings({ 'dscan.yield': '1000' });
    expect((await ask([], 'ru')).text).toBe(
      'Дивидендов с доходностью от 1000 % рынок не ждёт (при 0 % годовых)',
    );
  });
});
