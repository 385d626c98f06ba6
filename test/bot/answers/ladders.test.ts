/** What the chat says of a ladder before it is placed, and of its lists. */
import { expect, test } from '@jest/globals';
import { ladderQuestionText, listsText } from '../../../bot/answers/ladders.js';
import type { LadderPreview } from '../../../commands/index.js';

const PREVIEW: LadderPreview = {
  ladder: 'stops',
  direction: 'buy',
  orders: 126,
  instruments: 42,
  levels: ['15', '20', '25'],
  sum: '300000',
  child: 'limit',
  lifetimeMinutes: 120,
  renew: false,
  total: '37800000.00',
  needed: '37913400.00',
  free: '10000000.00',
  lacking: '27913400.00',
  seconds: 120,
  tickers: ['SBER', 'GAZP'],
  late: null,
  skipped: [
    ...['15', '20'].map((level) => ({
      ticker: 'LKOH',
      instrumentUid: 'l',
      level,
      reason: { code: 'sum-below-lot', data: { ticker: 'LKOH', sum: '300000', lotPrice: '306000' } },
    })),
    {
      ticker: 'YDEX',
      instrumentUid: null,
      level: null,
      reason: { code: 'not-listed', data: { ticker: 'YDEX' } },
    },
  ],
  standing: [{ task: 'stops/5', orders: 120 }],
};

test('a ladder beyond the money', () => {
  expect(ladderQuestionText('en', 'stops', PREVIEW)).toMatchInlineSnapshot(`
"126 stop orders to buy in 42 instruments, 15, 20, 25 % below the last price, up to 300 000 ₽ each.
If all trigger they are worth 37 800 000.00 ₽ and take 37 913 400.00 ₽ with commission; 10 000 000.00 ₽ is free, so 27 913 400.00 ₽ is lacking: what triggers after the money is spent will be refused.
They wait for 120 minutes. Placing them takes about 2 minutes at the broker's limit.

Instruments: SBER, GAZP.

Stop orders of ours in the same instruments are there already, or on their way: stops/5 (120).

Skipped:
— 15, 20 %: 300 000 ₽ does not buy one lot of LKOH: a lot costs 306 000 ₽.
— The broker does not list YDEX any more, or API does not trade it.

Place them?"
`);
  expect(ladderQuestionText('ru', 'stops', PREVIEW)).toMatchInlineSnapshot(`
"126 стоп-заявок на покупку по 42 инструментам: 15, 20, 25 % ниже последней цены, каждая до 300 000 ₽.
Если сработают все, они стоят 37 800 000.00 ₽ и возьмут с комиссией 37 913 400.00 ₽; свободно 10 000 000.00 ₽, не хватит 27 913 400.00 ₽: что сработает, когда деньги кончатся, брокер отклонит.
Ждут 120 минут. Выставление займёт около 2 минут при лимите брокера.

Инструменты: SBER, GAZP.

Наши стоп-заявки по тем же инструментам уже стоят или выставляются: stops/5 (120).

Пропускаю:
— 15, 20 %: На 300 000 ₽ не купить ни одного лота LKOH: лот стоит 306 000 ₽.
— YDEX больше нет у брокера или через API не торгуется.

Выставить?"
`);
});

test('sales that become short', () => {
  const position = { ticker: 'SBER', instrumentUid: 's', amount: 800, held: 830 };
  const money = { before: '10000000.00', after: '10290000.00' };
  const shorts = {
    positions: [position, { ...position, ticker: 'GAZP', held: 0 }],
    ...{ money, margin: { before: '0.00', after: '295000.00' }, isAtMost: true },
  };
  const of = {
    ...PREVIEW,
    direction: 'sell' as const,
    lacking: null,
    needed: null,
    skipped: [],
    standing: [],
    shorts,
  };
  const text = ladderQuestionText('en', 'shorts', { ...of, seconds: 0, renew: true, child: 'market' });
  expect(text).toMatchInlineSnapshot(`
"126 stop orders to sell in 42 instruments, 15, 20, 25 % above the last price, up to 300 000 ₽ each, at any price once they trigger.
If all trigger they are worth 37 800 000.00 ₽.
They wait for 120 minutes, and are placed anew then, until the task is stopped. Placing them takes a few seconds at the broker's limit.

If all trigger, positions in 2 instruments become short.
Money: now 10 000 000.00 ₽, afterwards 10 290 000.00 ₽.
Starting margin: 0.00 ₽ now, after that 295 000.00 ₽ at most.
What becomes short: SBER 800 (beyond 830 that are held), GAZP 800.

Instruments: SBER, GAZP.

Place them, short positions included?"
`);
});

test('what expires before it can be placed, and the lifetime with which nothing does', () => {
  const late = { orders: 76, lifetimeMinutes: 3 };
  expect(ladderQuestionText('en', 'stops', { ...PREVIEW, lifetimeMinutes: 1, late })).toContain(
    "76 stop orders, the last of the farthest levels, would expire before the broker's limit lets them be placed, and would be skipped. All are placed with a lifetime of 3 minutes or more: minutes 3.",
  );
  expect(ladderQuestionText('ru', 'stops', { ...PREVIEW, lifetimeMinutes: 1, late })).toContain(
    '76 стоп-заявок, последние из дальних уровней, истекут раньше',
  );
});

test('its lists', () => {
  const item = { list: 'white' as const, instrumentUid: null, name: null };
  const items = [
    { ...item, ticker: 'SBER', active: true },
    { ...item, ticker: 'YDEX', active: false },
  ];
  expect(listsText('en', { ladder: 'stops', whitelist: [], blacklist: [], items })).toBe(
    'White list of /stops (2): SBER, YDEX (inactive)\n\nBlack list of /stops (0): empty',
  );
});
