/** The search in the catalogue, over all that the paper exchange lists: recorded shares, bonds, currencies, and futures. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Database,
  goneTickers,
  instrumentsByTicker,
  migrateToLatest,
  nearestInstruments,
  openDatabase,
  replaceCatalogue,
  searchInstruments,
} from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import { startPaperBroker } from '../broker/paper-broker.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { listed, listedFuture } from '../support/listed.js';

let database: TestDatabase;
let db: Database;

const list = (mode: string, all: readonly ListedInstrument[]) =>
  replaceCatalogue(db, { mode, listed: all, by: 'test', anyway: true });

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
  const paper = await startPaperBroker();
  try {
    await list('paper', await paper.broker.instruments.listing());
  } finally {
    await paper.stop();
  }
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const find = async (text: string, limit = 20) =>
  (await searchInstruments(db, { mode: 'paper', text, limit })).map((each) => each.listed.ticker);
const nearest = async (text: string) =>
  (await nearestInstruments(db, { mode: 'paper', text, limit: 3 })).map((each) => each.listed.ticker);

test.each([
  ['a ticker', 'SBER', 'SBER'],
  ['a ticker in small letters', ' sberp ', 'SBERP'],
  ['a ticker in Russian letters', 'сбер', 'SBER'],
  ['a ticker with its board', 'sber@tqbr', 'SBER'],
  ['a ticker on the Russian keyboard', 'ЫИУК', 'SBER'],
  ['a ticker with two letters exchanged', 'SBRE', 'SBER'],
  ['a ticker with a letter too many', 'sberr', 'SBER'],
  ['a ticker with another letter', 'нлмл', 'NLMK'],
  ['the beginning of a ticker', 'TAT', 'TATN'],
  ['an ISIN', 'RU0009029540', 'SBER'],
  ['a FIGI', 'bbg004730n88', 'SBER'],
  ['the beginning of a bond’s ticker', 'SU26207', 'SU26207RMFS9'],
  ['a name in two words', 'офз 26207', 'SU26207RMFS9'],
  ['a name', 'Татнефть', 'TATN'],
  ['a name in Latin letters', 'gazprom', 'GAZP'],
  ['a name in one word that is two', 'сбербанк', 'SBER'],
  ['a Latin name in Russian letters', 'яндекс', 'YNDX'],
  ['a name on the Latin keyboard', 'ufpghjv', 'GAZP'],
  ['a name without a letter', 'сбербнк', 'SBER'],
  ['a Latin name without a letter', 'GAZPRM', 'GAZP'],
  ['a name with another letter', 'лукоил', 'LKOH'],
  ['a name with a letter missing in the middle', 'аэрофот', 'AFLT'],
  ['a whole name rather than the beginning of another', 'магнит', 'MGNT'],
  ['a currency', 'доллар сша', 'USD000UTSTOM'],
])('finds %s: %s', async (_, text, first) => {
  expect((await find(text))[0]).toBe(first);
});

describe('the order', () => {
  test('shares before their futures, those before bonds, and what has ended last', async () => {
    const found = await searchInstruments(db, { mode: 'paper', text: 'Сбербанк', limit: 20 });
    expect(found.map((each) => each.listed.kind).join(' ')).toMatch(/^share share( future)+ bond$/);
    const ends = found.flatMap(({ listed: { future } }) => (future ? [new Date(future.lastTradeAt)] : []));
    const ended = ends.map((each) => each < new Date());
    expect(ended).toEqual([...ended].sort());
    expect(new Set(ended)).toEqual(new Set([false, true]));
  });

  test('what is active comes before what is gone, what trades before what does not, and both are found', async () => {
    const mode = 'order';
    const others = [
      listed({ uid: 'untraded', ticker: 'SBERB', apiTradable: false }),
      listed({ uid: 'traded', ticker: 'SBERC' }),
    ];
    await list(mode, [listed({ uid: 'gone', ticker: 'SBERA' }), ...others]);
    await list(mode, others);
    const found = await searchInstruments(db, { mode, text: 'sbe', limit: 20 });
    expect(found.map((each) => [each.listed.uid, each.active, each.goneAt])).toEqual([
      ['traded', true, null],
      ['untraded', true, null],
      ['gone', false, expect.any(Date)],
    ]);
    const usable = await nearestInstruments(db, { mode, text: 'sbe', limit: 3 });
    expect(usable.map((each) => each.listed.uid)).toEqual(['traded']);
    const gone = await searchInstruments(db, { mode, text: 'SBERA', limit: 20 });
    expect(gone.map((each) => each.listed.uid)).toEqual(['gone']);
  });
});

test('no more than asked for; nothing for nothing, nor for what is like nothing; signs of patterns are letters', async () => {
  expect(await find('газпром', 4)).toHaveLength(4);
  expect(await find('газпром')).toHaveLength(20);
  for (const text of [
    '',
    '  ',
    '@TQBR',
    'QQQQQQ',
    'ЪЬЪЬ',
    'SBER@NOWHERE',
    '%',
    '____',
    '\\',
    "'; drop table instruments; --",
  ])
    expect(await find(text)).toEqual([]);
  expect((await find('SBER')).length).toBeGreaterThan(0);
});

test('the three nearest are named however little is alike, and only what trades now', async () => {
  expect(await nearest('SBRE')).toEqual(['SBER', expect.any(String), expect.any(String)]);
  expect(await nearest('сбербнк')).toEqual(['SBER', 'SBERP', expect.any(String)]);
  expect((await nearest('GAZPRM'))[0]).toBe('GAZP');
  expect(await nearest('QQQQQQ')).toHaveLength(3);
  const dollar = await nearest('USD000UTSTOM');
  expect(dollar).not.toContain('USD000UTSTOM');
});

test('the catalogue of another mode is another one', async () => {
  expect(await searchInstruments(db, { mode: 'live', text: 'SBER', limit: 20 })).toEqual([]);
});

test('of a ticker that several boards have each is told so, and a board that is named is the only one', async () => {
  const mode = 'boards';
  const on = (classCode: string) => listed({ uid: classCode, ticker: 'SBER', classCode });
  const old = on('TQOD');
  await list(mode, [on('TQBR'), on('SMAL'), old, listed({ uid: 'gazp' })]);
  await list(mode, [on('TQBR'), on('SMAL'), listed({ uid: 'gazp' })]);
  const found = async (text: string) =>
    (await searchInstruments(db, { mode, text, limit: 20 })).map((each) => [
      each.listed.uid,
      each.severalBoards,
    ]);
  expect(await found('SBER')).toEqual([
    ['SMAL', true],
    ['TQBR', true],
    ['TQOD', true],
  ]);
  expect(await found('SBER@smal')).toEqual([['SMAL', true]]);
  expect(await found('GAZP')).toEqual([['gazp', false]]);
  // The broker lists tickers with that sign in them.
  const bmw = listed({ uid: 'bmw', ticker: 'BMW@DE', classCode: 'SPBDE' });
  await list(mode, [bmw]);
  expect(await found('bmw@de')).toEqual([['bmw', false]]);
  for (const ticker of ['BMW@DE', 'bmw@de@spbde']) {
    expect((await instrumentsByTicker(db, mode, ticker)).map((each) => each.listed.uid)).toEqual(['bmw']);
  }
  expect((await instrumentsByTicker(db, mode, 'SBER@SMAL')).map((each) => each.listed.uid)).toEqual(['SMAL']);
  expect([...(await goneTickers(db, mode, ['BMW@DE', 'SBER@SMAL', 'GAZP'])).keys()]).toEqual([
    'SBER@SMAL',
    'GAZP',
  ]);
});

test('no name or ticker has a NUL, and the database takes none', async () => {
  expect(await find('SB\u0000ER', 1)).toEqual(['SBER']);
  expect(await find('\u0000')).toEqual([]);
  expect(await nearest('\u0000@\u0000')).toHaveLength(3);
  expect(await instrumentsByTicker(db, 'paper', '\u0000')).toEqual([]);
});

test('of futures on one thing the nearest is first, however its name is written', async () => {
  const mode = 'futures';
  const future = (uid: string, name: string, lastTradeAt: string) => ({
    ...listedFuture(uid, { lastTradeAt }),
    ...{ ticker: uid, name },
  });
  await list(mode, [
    future('SRH7', 'SBER-3.31 Сбербанк', '2031-03-18T16:00:00.000Z'),
    future('SRZ6', 'SBER-12.30 Сбербанк', '2030-12-18T16:00:00.000Z'),
    listed({ uid: 'SBER', name: 'Сбербанк России' }),
  ]);
  const found = await searchInstruments(db, { mode, text: 'сбербанк', limit: 5 });
  expect(found.map((each) => each.listed.ticker)).toEqual(['SBER', 'SRZ6', 'SRH7']);
});
