/** From tickers as people write them to instruments: what is not known, what is gone, what several boards have. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { boardsOf, listedAs } from '../../../broker/boards.js';
import type { Broker } from '../../../broker/index.js';
import type { CommandContext } from '../../../commands/define-command.js';
import { dump } from '../../../commands/dump.js';
import { changeList } from '../../../commands/index.js';
import type { TradedBroker } from '../../../commands/read-only.js';
import { reload } from '../../../commands/reload.js';
import { findInstrument } from '../../../commands/search/find-instrument.js';
import { withNames } from '../../../commands/search/names.js';
import { tickerNow } from '../../../commands/search/ticker-now.js';
import { checkSellbuyRow } from '../../../commands/sellbuy-row.js';
import { partnersOf } from '../../../commands/spread/partners.js';
import { checkSpreadRow } from '../../../commands/spread/row.js';
import { openDatabase, replaceCatalogue } from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { ListedInstrument } from '../../../domain/listed-instrument.js';
import { spreadDefaults } from '../../../domain/spread/defaults.js';
import { listed } from '../../support/listed.js';
import { openSpreadGround, refusalOf, type SpreadGround } from '../spread-ground.js';

let ground: SpreadGround;
let broker: TradedBroker;
const logger = { debug: () => undefined };

beforeAll(async () => {
  ground = await openSpreadGround();
  broker = withNames(ground.broker, { db: ground.db, mode: 'paper', logger });
  const read = (all: readonly ListedInstrument[]) =>
    replaceCatalogue(ground.db, { mode: 'paper', listed: all, by: 'test', anyway: true });
  const all = await ground.broker.instruments.listing();
  await read([...all, listed({ uid: 'gone', ticker: 'SBEX', name: 'Бывший' })]);
  await read(all);
});
afterAll(() => ground?.stop());

describe('a ticker that the broker does not list', () => {
  test('is told with the three nearest, in every place where one is named', async () => {
    const nearest = ['SBER', expect.any(String), expect.any(String)];
    expect(await refusalOf(findInstrument(broker, 'SBRE'))).toEqual({
      code: 'unknown-ticker',
      data: { ticker: 'SBRE', goneAt: null, nearest: expect.stringMatching(/^SBER \(Сбер Банк\), /) },
      nearest,
    });
    const row = { ticker: 'SBRE', sell: false, amount: 10, limitPrice: null, active: true };
    const context = { broker, db: ground.db, by: 'test' } as unknown as CommandContext;
    expect(await refusalOf(checkSellbuyRow(row, context))).toMatchObject({ nearest });
    const refusal = await refusalOf(
      changeList({ ladder: 'stops', change: 'add', text: 'GAZP, SBRE, LKHO' }, context),
    );
    expect(refusal).toMatchObject({
      code: 'unknown-tickers',
      data: {
        tickers: 'SBRE, LKHO',
        nearest: expect.stringMatching(/^SBRE: SBER \(.*\); LKHO: LKOH \(ЛУКОЙЛ\), /),
      },
      nearest: expect.arrayContaining(['SBER', 'LKOH']),
    });
  });

  test('and did list once is told with since when; a board that it was not on is none of it', async () => {
    expect(await refusalOf(findInstrument(broker, 'sbex'))).toMatchObject({
      code: 'unknown-ticker',
      data: { goneAt: expect.stringMatching(/^\d{4}-.*Z$/), nearest: expect.stringContaining('SBER') },
    });
    expect(await refusalOf(findInstrument(broker, 'sbex@tqbr'))).toMatchObject({
      data: { goneAt: expect.any(String) },
    });
    for (const ticker of ['sbex@SMAL', 'SBER@SMAL'])
      expect(await refusalOf(findInstrument(broker, ticker))).toMatchObject({
        data: { goneAt: null, nearest: expect.stringContaining('SBER') },
      });
  });

  test('is refused all the same while the database is away', async () => {
    const away = openDatabase('postgres://nobody@127.0.0.1:1/none');
    const alone = withNames(ground.broker, { db: away, mode: 'paper', logger });
    expect(await refusalOf(findInstrument(alone, 'SBRE'))).toEqual({
      code: 'unknown-ticker',
      data: { ticker: 'SBRE', goneAt: null, nearest: null },
      nearest: [],
    });
    await away.destroy();
  });
});

describe('a ticker is told with what makes a spread with it', () => {
  const told = (ticker: string) => tickerNow(ticker, { broker, db: ground.db, mode: 'paper' });
  const pairsOf = async (ticker: string) =>
    (await told(ticker)).partners.map(({ farTicker, nearTicker, ratio }) => [farTicker, nearTicker, ratio]);

  test('a share: its futures, the nearest first, the perpetual one is none', async () => {
    const { partners, ...sber } = await told('sber');
    expect(partners.map(({ ticker }) => ticker)).toEqual(ground.futures.map(({ ticker }) => ticker));
    expect(await pairsOf('SBER')).toEqual(ground.futures.map(({ ticker }) => [ticker, 'SBER', '100']));
    expect(sber).toMatchObject({ active: true, goneAt: null, underlying: null, marginToBuy: null });
  });

  test('a future: its share, then the others, each against the one before; what it is, and what it locks', async () => {
    const [first, second, third] = [ground.ticker(0), ground.ticker(1), ground.ticker(2)];
    const rest = ground.futures.slice(2).map(({ ticker }) => [ticker, second, '1']);
    expect(await pairsOf(second)).toEqual([[second, 'SBER', '100'], [second, first, '1'], ...rest]);
    expect(rest[0]?.[0]).toBe(third);
    expect(await told(second)).toMatchObject({
      ...{ kind: 'future', underlying: 'SBER', contractSize: '100', perpetual: false },
      lastTradeAt: ground.futures[1]?.future?.lastTradeAt.toISOString(),
      marginToBuy: expect.stringMatching(/^\d/),
      marginToSell: expect.stringMatching(/^\d/),
    });
  });

  test('what has no other leg has none: a bond, a perpetual future, an index, what has ended', async () => {
    const index = (await ground.broker.instruments.all(['future'])).find(
      ({ future }) => future?.assetType === 'index' && future.lastTradeAt > new Date(),
    );
    for (const ticker of ['SU26207RMFS9', 'SBERF', index?.ticker ?? ''])
      expect([ticker, await pairsOf(ticker)]).toEqual([ticker, []]);
    const [first, second] = ground.futures as readonly [Instrument, Instrument];
    const atItsEnd = first.future?.lastTradeAt;
    expect(await partnersOf(first, broker, atItsEnd)).toEqual([]);
    const left = (await partnersOf(second, broker, atItsEnd)).map(({ partner }) => partner.ticker);
    expect(left).toEqual(['SBER', ...ground.futures.slice(2).map(({ ticker }) => ticker)]);
  });

  test('what the broker does not list any more is told from the catalogue, with since when', async () => {
    expect(await told('sbex')).toMatchObject({
      ...{ ticker: 'SBEX', active: false, goneAt: expect.any(String), tradable: false, partners: [] },
      ...{ status: null, lastPrice: null },
    });
    expect(await told('USD000UTSTOM')).toMatchObject({ kind: 'currency', active: true, tradable: false });
    expect(await refusalOf(told('NOSUCH'))).toMatchObject({ code: 'unknown-ticker' });
    const db = openDatabase('postgres://nobody@127.0.0.1:1/none');
    expect(await refusalOf(tickerNow('sbex', { broker, db, mode: 'paper' }))).toMatchObject({
      code: 'unknown-ticker',
    });
    await db.destroy();
  });
});

describe('a ticker that several boards have', () => {
  /** The broker with another SBER on a board of its own; the real one is on that of small lots there. */
  async function withBoards(board: string, realBoard: string): Promise<TradedBroker> {
    const all = await ground.broker.instruments.all();
    const sber = await ground.instrument('SBER');
    const other: Instrument = { ...sber, uid: 'other', classCode: board, name: 'Другой' };
    const boards = boardsOf([
      ...all.filter(({ uid }) => uid !== sber.uid),
      ...[other, { ...sber, classCode: realBoard }],
    ]);
    const changed: Partial<Broker['instruments']> = {
      byTicker: async (ticker) => listedAs(ticker, boards),
      choices: async (ticker) => boards.several.get(ticker.toUpperCase()) ?? [],
    };
    const instruments = Object.create(broker.instruments, Object.getOwnPropertyDescriptors(changed));
    return Object.create(broker, { instruments: { value: instruments } });
  }
  const spreadRow = (nearTicker: string) => ({
    ...spreadDefaults({ 'spread.slop': 2, 'spread.payUpTicks': 2 } as never),
    ...{ farTicker: ground.ticker(0), nearTicker, sell: true, amount: 1, price: '1', ratio: null },
    ...{ active: true, displayQuantity: null, maxUnhedged: null, until: null, now: false },
  });

  test('is asked about where no rule decides, with each board; named with one it is that', async () => {
    const undecided = await withBoards('TQTF', 'TQBR');
    const refusal = await refusalOf(findInstrument(undecided, 'sber'));
    expect(refusal).toMatchObject({
      code: 'ticker-ambiguous',
      data: { ticker: 'sber', example: expect.stringMatching(/^SBER@TQ/) },
      choices: expect.arrayContaining([
        { ticker: 'SBER@TQBR', board: 'TQBR', name: 'Сбер Банк' },
        { ticker: 'SBER@TQTF', board: 'TQTF', name: 'Другой' },
      ]),
    });
    expect((await findInstrument(undecided, 'SBER@TQTF')).uid).toBe('other');
    const context = { broker: undecided, db: ground.db, by: 'test' } as unknown as CommandContext;
    await changeList({ ladder: 'stops', change: 'remove', text: 'SBER' }, context);
    expect(
      await refusalOf(changeList({ ladder: 'stops', change: 'add', text: 'NOSUCH SBER' }, context)),
    ).toMatchObject({ code: 'ticker-ambiguous' });
  });

  test('is kept with its board where the ticker alone is another instrument, or none', async () => {
    const row = { ticker: 'SBER@SMAL', sell: false, amount: 10, limitPrice: null, active: true };
    const [beside, undecided] = [await withBoards('TQBR', 'SMAL'), await withBoards('TQTF', 'TQBR')];
    const kept = async (ticker: string, of: TradedBroker) =>
      (await checkSellbuyRow({ ...row, ticker }, { broker: of } as CommandContext)).ticker;
    expect(await kept('sber@smal', beside)).toBe('SBER@SMAL');
    expect(await kept('sber@tqbr', beside)).toBe('SBER');
    expect(await kept('sber@tqbr', undecided)).toBe('SBER@TQBR');
    expect((await checkSpreadRow(spreadRow('sber@smal'), { broker: beside })).nearTicker).toBe('SBER@SMAL');
  });

  test('is closed on the board that was named, not on the main one', async () => {
    const sber = await ground.instrument('SBER');
    await ground.control.account({ money: '1000000', positions: [{ ticker: 'SBER', amount: 30 }] });
    const tasks = { list: async () => [] };
    const context = { broker: await withBoards('TQBR', 'SMAL'), db: ground.db, tasks, by: 'test' };
    const asked = dump.preview?.({ ticker: 'SBER@SMAL' }, context as unknown as CommandContext);
    expect(await asked).toMatchObject({ direction: 'sell', ticker: 'SBER', amount: 30 });
    expect(sber.uid).not.toBe('other');
    expect(
      await refusalOf(
        Promise.resolve(dump.preview?.({ ticker: 'SBER' }, context as unknown as CommandContext)),
      ),
    ).toMatchObject({ code: 'nothing-to-dump' });
  });
});

test('what the broker changed of an instrument holds for all that names it as soon as `reload` has answered', async () => {
  const told = () => tickerNow('GAZP', { broker, db: ground.db, mode: 'paper' });
  expect(await told()).toMatchObject({ apiTradable: true });
  await ground.control.conditions('GAZP', { apiTradeAvailable: false });
  expect(await told()).toMatchObject({ apiTradable: true });
  const context = { broker, db: ground.db, by: 'test' } as unknown as CommandContext;
  expect(await reload.run({}, context)).toMatchObject({ result: { changed: 1 } });
  expect(await told()).toMatchObject({ apiTradable: false });
});
