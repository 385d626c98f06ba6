/** What a spread can be had for, in words: nobody there, too little, or a closed market and when it opens. */
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { outcomeText } from '../../../bot/answers/outcome.js';
import type { CommandContext, CommandOutcome } from '../../../commands/define-command.js';
import { sprices } from '../../../commands/sprices.js';
import { addSpreadRow } from '../../../database/index.js';
import { SPREAD_DEFAULTS } from '../../../domain/spread/terms.js';
import { TestClock } from '../../paper/test-clock.js';
import { openSpreadGround, type SpreadGround } from '../spread-ground.js';

/** A Wednesday, 4:00 in Moscow: shares trade from 7:00, futures from 8:50. */
const NIGHT = '2026-11-25T01:00:00Z';
const clock = new TestClock(NIGHT);
let ground: SpreadGround;
let far = '';

beforeAll(async () => {
  // The date alone: everything that waits goes on waiting by the real clock.
  jest.useFakeTimers({
    now: Date.parse(NIGHT),
    doNotFake: [
      ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
      ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
    ],
  });
  ground = await openSpreadGround({ clock, hours: 'moex' });
  far = ground.ticker(1);
});
afterAll(async () => {
  await ground?.stop();
  jest.useRealTimers();
});
beforeEach(() => ground.db.deleteFrom('spread_queue').execute());

const itBecomes = (moment: string) => {
  jest.setSystemTime(Date.parse(moment));
  clock.moveTo(moment);
};
const add = (sell = true) =>
  addSpreadRow(ground.db, {
    ...SPREAD_DEFAULTS,
    ...{ farTicker: far, nearTicker: 'SBER', sell, amount: 1, price: '500', ratio: null, active: true },
  });
const ask = async () => {
  const outcome = await sprices.run({}, ground as unknown as CommandContext);
  if (outcome.kind !== 'prices') throw new Error(outcome.kind);
  return outcome.rows;
};
/** The lines under the row's own. */
const words = async (locale: 'ru' | 'en') => {
  const outcome: CommandOutcome = { kind: 'prices', rows: await ask() };
  return outcomeText({ locale, command: 'sprices', outcome }).replaceAll('\u00a0', ' ').split('\n').slice(1);
};
const closed = (ticker: string, opensAt: string) => ({ code: 'market-closed', data: { ticker, opensAt } });

describe('a closed market', () => {
  test('names both legs at night, and when both trade: in Moscow time for people, in UTC as data', async () => {
    await add();
    expect(await ask()).toMatchObject([
      {
        passive: null,
        crossing: null,
        obstacles: [far, 'SBER'].map((ticker) => closed(ticker, '2026-11-25T05:50:00.000Z')),
      },
    ]);
    expect(await words('ru')).toEqual(
      [far, 'SBER'].map(
        (ticker) =>
          `${ticker} сейчас не торгуется. Обе ноги будут торговаться 25 ноября в 08:50 (московское время).`,
      ),
    );
    expect(await words('en')).toEqual(
      [far, 'SBER'].map(
        (ticker) => `${ticker} does not trade now. Both legs trade from 25 November at 08:50 (Moscow time).`,
      ),
    );
  });

  test('names the leg that does not trade yet, and nobody when both do', async () => {
    await add();
    itBecomes('2026-11-25T04:30:00Z');
    expect((await ask())[0]?.obstacles).toMatchObject([closed(far, '2026-11-25T05:50:00.000Z')]);
    itBecomes('2026-11-25T05:51:00Z');
    await ground.control.book('SBER', { bids: [['300', 500]], asks: [['300.2', 500]] });
    await ground.control.book(far, { bids: [['30500', 50]], asks: [['30510', 50]] });
    expect(await ask()).toMatchObject([{ passive: { amount: 1 }, crossing: { amount: 1 }, obstacles: [] }]);
  });
});

describe('while both trade, a book', () => {
  const books = async (
    farBook: { bids: [string, number][]; asks: [string, number][] },
    nearBook: { bids: [string, number][]; asks: [string, number][] },
  ) => {
    await ground.control.book(far, farBook);
    await ground.control.book('SBER', nearBook);
  };
  const FAR: { bids: [string, number][]; asks: [string, number][] } = {
    bids: [['30500', 50]],
    asks: [['30510', 50]],
  };
  const NEAR: typeof FAR = { bids: [['300', 500]], asks: [['300.2', 500]] };

  test('of the far leg with one side has a price for one way, and says who is missing for the other', async () => {
    await add();
    await books({ ...FAR, asks: [] }, NEAR);
    expect(await ask()).toMatchObject([{ passive: null, crossing: { amount: 1 } }]);
    expect((await words('ru')).at(-1)).toBe(`В стакане ${far} никто не продаёт.`);
    await books({ ...FAR, bids: [] }, NEAR);
    expect(await ask()).toMatchObject([{ passive: { amount: 1 }, crossing: null }]);
    expect((await words('en')).at(-1)).toBe(`Nobody buys ${far} in its book.`);
  });

  test('of the near leg without the side that hedges has none, and says so once', async () => {
    await add();
    await books(FAR, { ...NEAR, asks: [] });
    expect(await words('ru')).toEqual(['В стакане SBER никто не продаёт.']);
    expect(await words('en')).toEqual(['Nobody sells SBER in its book.']);
    await ground.db.deleteFrom('spread_queue').execute();
    await add(false);
    await books(FAR, { ...NEAR, bids: [] });
    expect(await words('ru')).toEqual(['В стакане SBER никто не покупает.']);
  });

  test('of the near leg with less than one contract takes says how much that is', async () => {
    await add();
    await books(FAR, { ...NEAR, asks: [['300.2', 9]] });
    expect(await words('ru')).toEqual(['В стакане SBER продают меньше, чем нужно на один контракт: 100.']);
    expect(await words('en')).toEqual([
      'The book of SBER shows less to buy from than one contract takes: 100.',
    ]);
  });

  test('with nobody at all says it of each side', async () => {
    await add();
    await books({ bids: [], asks: [] }, NEAR);
    expect(await words('en')).toEqual([
      `Nobody sells ${far} in its book.`,
      `Nobody buys ${far} in its book.`,
    ]);
  });
});

test('on a Friday night it is the weekend’s session that both wait for', async () => {
  await add();
  itBecomes('2026-11-27T21:00:00Z');
  expect((await ask())[0]?.obstacles).toMatchObject([
    closed(far, '2026-11-28T06:50:00.000Z'),
    closed('SBER', '2026-11-28T06:50:00.000Z'),
  ]);
});
