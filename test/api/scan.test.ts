/** Pairs that bring more than a rate, on the whole of the paper exchange: by REST, in the chat, and as spreads of the queue. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createCommandDesk } from '../../bot/command-desk.js';
import type { Broker } from '../../broker/index.js';
import {
  type CommandDependencies,
  commands,
  type ScanAnswer,
  type ShownScanRow,
} from '../../commands/index.js';
import { replaceDividends, writeSettings } from '../../database/index.js';
import { Decimal } from '../../domain/decimal.js';
import type { Instrument } from '../../domain/instrument.js';
import { DAY_MS, moscowDay } from '../../domain/moscow.js';
import { scanPairs } from '../../domain/scan/pairs.js';
import { eventually } from '../support/eventually.js';
import { startTestApi, type TestApi } from './test-api.js';

let api: TestApi;
/** Futures on SBER, none of which ends soon, the nearest first. */
let family: readonly Instrument[] = [];
const ticker = (place: number): string => family[place]?.ticker ?? '';
beforeAll(async () => {
  api = await startTestApi();
  const { broker } = api.system;
  const { positionUid } = await api.system.instrument('SBER');
  family = (await broker.instruments.ofAsset(positionUid)).filter(
    ({ future }) => future && !future.perpetual && future.lastTradeAt.getTime() > Date.now() + 14 * DAY_MS,
  );
}, 60_000);
afterAll(() => api?.stop());

async function scan(rate?: unknown): Promise<ScanAnswer> {
  const { status, body } = await api.command('scan', rate === undefined ? {} : { rate });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body.result;
}

const rowOf = ({ rows }: ScanAnswer, farTicker: string, nearTicker: string): ShownScanRow | undefined =>
  rows.find((row) => row.farTicker === farTicker && row.nearTicker === nearTicker);

/** A row once it is so: scans within a second share one reading of the market. */
const untilRow = (nearTicker: string, isSo: (row: ShownScanRow) => boolean): Promise<ShownScanRow> =>
  eventually(
    async () => {
      const row = rowOf(await scan(0), ticker(1), nearTicker);
      return row && isSo(row) ? row : undefined;
    },
    { what: `the row of ${nearTicker}` },
  );

describe('by REST', () => {
  test('all pairs above the rate, the best first, for a few calls', async () => {
    const { exchange } = api.system;
    const since = (await exchange.ledger()).at(-1)?.seq ?? 0;
    const all = await scan('0');
    const calls = (await exchange.ledger(since)).flatMap(({ method }) => method ?? []);
    // Five, and on a busy machine what the streams did not tell in time, or how the broker is: none for each instrument.
    expect(calls.length).toBeLessThanOrEqual(8);
    expect(all).toMatchObject({ rate: '0', sum: '100000', leftOut: 0, chatRows: 70 });
    const { pairs, rows, dropped } = all;
    expect(rows.length).toBeGreaterThan(20);
    expect(pairs).toBe(rows.length + dropped['far-not-above-near'] + dropped['not-above-rate']);
    const yields = rows.map((row) => Number(row.yearly));
    expect(yields).toEqual([...yields].sort((one, other) => other - one));
    // The setting, unless another rate is asked for; a number is as good.
    const usual = await scan();
    expect(usual.rate).toBe('18');
    expect(usual.rows.length).toBeLessThan(rows.length);
    expect(usual.rows.every(({ yearly }) => Number(yearly) >= 18)).toBe(true);
    expect((await scan(18.5)).rate).toBe('18.5');
  });

  test.each([['abc'], ['-1'], [1000.01], ['18.123'], ['1e2'], [true], [null], [['18']]])(
    'refuses the rate %j with what is right',
    async (rate) => {
      const answer = await api.command('scan', { rate });
      expect(answer).toMatchObject({
        status: 422,
        type: 'application/problem+json',
        body: { code: 'scan-rate', data: { least: '0', most: '1000', decimals: '2' } },
      });
      expect(answer.body.detail).toContain('For example: scan 18');
    },
  );

  test('names the nearest rate, and refuses what is no argument', async () => {
    expect((await api.command('scan', { rate: '1001' })).body).toMatchObject({ data: { nearest: '1000' } });
    expect(await api.command('scan', { percent: 18 })).toMatchObject({ status: 400 });
  });

  test('what one would get is told by the books, beside the last prices', async () => {
    const { exchange } = api.system;
    await exchange.book('SBER', { bids: [['299', 500]], asks: [['301', 500]] });
    await exchange.trade('SBER', { side: 'buy', lots: 1, price: '301' });
    await exchange.book(ticker(1), { bids: [['31800', 50]], asks: [['31990', 50]] });
    await exchange.trade(ticker(1), { side: 'buy', lots: 1, price: '31990' });
    await exchange.book('SBER', {
      bids: [['299', 500]],
      asks: [
        ['300', 15],
        ['300.2', 500],
      ],
    });
    await exchange.book(ticker(1), {
      bids: [
        ['31900', 1],
        ['31880', 50],
      ],
      asks: [['31990', 50]],
    });
    // Books and last prices of one reading may be some milliseconds apart.
    const row = await untilRow(
      'SBER',
      ({ book, last }) =>
        book?.nearPrice === '300.1' &&
        book.amount === 3 &&
        last.nearPrice === '301' &&
        last.farPrice === '31990',
    );
    // 100 000 roubles buy the shares of ⌊100 000 / 30 000⌋ = 3 contracts: (150 × 300 + 150 × 300.2) / 300 = 300.1;
    // (31 900 + 2 × 31 880) / 3 = 31 886.666…
    expect(row).toMatchObject({ ratio: '100', basis: 'book', tradable: true, spread: { amount: 3 } });
    const { book, last, spread, margin, profit, yearly } = row;
    expect({ margin, profit, yearly }).toEqual({
      margin: book?.margin,
      profit: book?.profit,
      yearly: book?.yearly,
    });
    expect(book).toMatchObject({ amount: 3, farPrice: '31886.666666667', nearPrice: '300.1', dividend: '0' });
    const earned = new Decimal('31886.666666667')
      .sub(new Decimal('300.1').mul(100))
      .sub(book?.commission ?? 0);
    expect(new Decimal(profit).sub(earned).abs().lt('0.000001')).toBe(true);
    // Delivered: nothing but the two trades that open it is paid for, so that it is what the spread can be had for.
    expect(spread.price).toBe(earned.toDecimalPlaces(2, Decimal.ROUND_FLOOR).toFixed());
    const shareOfValue = new Decimal(book?.commission ?? 0).div(31_886.67 + 30_010);
    expect(shareOfValue.gt('0.0001') && shareOfValue.lt('0.001')).toBe(true);
    const { toSell } = family[1]?.future?.margin ?? {};
    expect(margin).toBe(new Decimal('30010').add(toSell ?? 0).toFixed());
    // Beside it what was traded last: 31 990 − 100 × 301 = 1 890, of 30 100 and the margin.
    expect(last).toMatchObject({
      ...{ farPrice: '31990', nearPrice: '301', profit: '1890' },
      margin: new Decimal('30100').add(toSell ?? 0).toFixed(),
    });
  });

  test('a leg that does not trade leaves the last prices to judge by', async () => {
    await api.system.exchange.status('SBER', 'NOT_AVAILABLE_FOR_TRADING');
    const row = await untilRow('SBER', ({ basis }) => basis === 'last');
    expect(row).toMatchObject({ tradable: false, book: null });
    expect([row.margin, row.profit, row.yearly]).toEqual([row.last.margin, row.last.profit, row.last.yearly]);
    await api.system.exchange.status('SBER', 'NORMAL_TRADING');
    await untilRow('SBER', ({ basis }) => basis === 'book');
  });

  test('a dividend that the broker told of is earned, by a figure of its own', async () => {
    const { db } = api.system;
    const { uid } = await api.system.instrument('SBER');
    const before = await untilRow('SBER', ({ basis }) => basis === 'book');
    const today = moscowDay(Date.now());
    const told = {
      instrumentUid: uid,
      lastBuyDate: new Date(today + DAY_MS),
      recordDate: new Date(today + 2 * DAY_MS),
      paymentDate: null,
      amount: '1.5',
      currency: 'RUB',
    };
    await replaceDividends(db, { mode: 'paper', from: new Date(today), read: new Map([[uid, [told]]]) });
    const after = await untilRow('SBER', ({ book }) => book?.dividend === '150');
    expect(new Decimal(after.profit).sub(before.profit).toFixed()).toBe('150');
    // Before the near future brings the shares, nobody has them.
    const ofFutures = await untilRow(ticker(0), ({ basis }) => basis === 'book');
    expect(ofFutures.book?.dividend).toBe('0');
    await replaceDividends(db, { mode: 'paper', from: new Date(today), read: new Map([[uid, []]]) });
  });

  test('every row is a spread that the queue takes as it is', async () => {
    const { rows } = await scan(0);
    for (const { spread, farTicker, nearTicker, ratio } of rows) {
      expect(spread).toMatchObject({ farTicker, nearTicker, ratio, sell: true });
      const added = await api.ask('POST', '/spreads', { body: spread });
      expect(added).toMatchObject({ status: 201, body: { ...spread, active: true } });
      // By the command as well, whose ratio is that of the contracts where none is given.
      const { ratio: _, ...without } = spread;
      const same = await api.command('spread', without);
      expect(same).toMatchObject({ status: 200, body: { result: { ...without, ratio: null } } });
    }
    expect((await api.ask('GET', '/spreads')).body.items).toHaveLength(2 * rows.length);
    await api.system.db.deleteFrom('spread_queue').execute();
    expect(await api.system.tasks.list({ unfinished: true })).toEqual([]);
  });
});

describe('in the chat', () => {
  let requests = 0;
  const desk = (broker: Broker = api.system.broker) =>
    createCommandDesk({
      dependencies: {
        db: api.system.db,
        broker,
        tasks: api.system.tasks,
        outage: async () => undefined,
        commandNames: commands.map(({ name }) => name),
      } as unknown as CommandDependencies,
      logger: pino({ level: 'silent' }),
    });
  const ask = (said: string, { broker, locale = 'en' }: { broker?: Broker; locale?: 'ru' | 'en' } = {}) => {
    const [command = '', ...words] = said.split(' ');
    requests += 1;
    return desk(broker).ask({ command, words, actor: 'telegram:1', requestKey: `scan:${requests}`, locale });
  };

  test('a line each, of which ten can be put into the queue by one tap, which starts nothing', async () => {
    await writeSettings(api.system.db, [{ key: 'scan.rows', value: 12, by: 'api' }]);
    const { text, next = [] } = await ask('scan 0');
    const [title, columns, ...lines] = text.split('\n');
    expect(title).toMatch(/^More than 0 % a year: \d+ pairs of \d+, the first 12 are shown[.]$/);
    expect(columns).toContain('profit / margin of a contract');
    expect(lines).toHaveLength(12);
    const line =
      /^[\u2007>]*[\d.]+ % [(][\u2007>]*[\d.]+[)] [\u2007]*[\d.]+ [/] [\u2007]*[\d.]+ [\u2007]*\d+ d \w+ – \w+$/;
    for (const each of lines) expect(each).toMatch(line);
    expect(new Set(lines.map((each) => each.indexOf(' d '))).size).toBe(1);
    expect(next).toHaveLength(10);
    for (const { command, words } of next)
      expect(Buffer.byteLength(`do:${command}:${words.join(' ')}`)).toBeLessThanOrEqual(64);

    const [, amount, farTicker, nearTicker, price] = next[0]?.words ?? [];
    const pressed = await ask(`spread ${next[0]?.words.join(' ')}`);
    expect(pressed.text).toContain(`Sell ${amount} contract`);
    expect(pressed.next).toMatchObject([{ command: 'spreads' }]);
    const { items } = (await api.ask('GET', '/spreads')).body;
    const row = {
      sell: true,
      amount: Number(amount),
      farTicker,
      nearTicker,
      price,
      ratio: null,
      active: true,
    };
    expect(items).toMatchObject([row]);
    expect(await api.system.tasks.list({ unfinished: true })).toEqual([]);
  });

  test('the rate as it is written in Russian, and no more lines than the setting says', async () => {
    await writeSettings(api.system.db, [{ key: 'scan.rows', value: 3, by: 'api' }]);
    const [title, , ...lines] = (await ask('scan 0,5 %', { locale: 'ru' })).text.split('\n');
    expect(title).toMatch(/^Больше 0.5 % годовых: \d+ пар\S* из \d+, показываю первые 3[.]$/);
    expect(lines).toHaveLength(3);
  });

  test('nothing above the rate is said so, without buttons', async () => {
    const { text, next } = await ask('scan 1000');
    expect(text).toMatch(/^None of \d+ pairs brings more than 1000 % a year[.]$/);
    expect(next ?? []).toEqual([]);
  });

  test.each(['scan much', 'scan -1', 'scan 1 8', 'scan 18 19 20'])(
    '%s is refused with an example',
    async (said) => {
      expect((await ask(said)).text).toContain('For example: scan 18');
      expect((await ask(said, { locale: 'ru' })).text).toContain('Например: scan 18');
    },
  );

  test('pairs without a price are left out and counted, the others are not', async () => {
    const { broker } = api.system;
    const { uid } = await api.system.instrument('SBER');
    const lastPrices = async (uids: readonly string[]) => {
      const prices = new Map(await broker.instruments.lastPrices(uids));
      prices.delete(uid);
      return prices;
    };
    const blind = Object.create(broker, {
      instruments: { value: { ...broker.instruments, lastPrices } },
    }) as Broker;
    const { pairs } = scanPairs(await broker.instruments.all(['share', 'future']), new Date());
    const ofSber = pairs.filter(({ near }) => near.uid === uid).length;
    expect(ofSber).toBeGreaterThan(3);
    const { text, next = [] } = await ask('scan 0', { broker: blind });
    expect(text).toContain(` pairs of ${pairs.length}, `);
    expect(text).toMatch(new RegExp(`Prices are missing, so these were not judged: ${ofSber} pairs$`));
    expect(next.length).toBeGreaterThan(0);
    expect(next.filter(({ words }) => words.includes('SBER'))).toEqual([]);
  });
});
