/** What the chat says before a stash is restored. */
import { expect, test } from '@jest/globals';
import { questionText } from '../../../bot/answers/outcome.js';
import { restoreQuestionText } from '../../../bot/answers/stashes.js';
import type { RestorePreview } from '../../../commands/index.js';

const PREVIEW: RestorePreview = {
  ...{ name: 'night', stash: 7, savedAt: '2026-11-23T18:30:00.000Z', contents: '' },
  ...{ place: 5, there: 1, clean: 2, cleanIds: [], foreign: 1, seconds: 60 },
  ...{ expired: 1, executed: 0, unknown: 0, notPlaceable: 0, switchedOff: 0, stillThere: 0, passed: 0 },
  ...{ marginUnknown: 0, total: '1200000.00', needed: '600000.00', free: '500000.00', lacking: '100000.00' },
  shorts: {
    positions: [{ ticker: 'SBER', instrumentUid: 's', amount: 800, held: 200 }],
    money: { before: '500000.00', after: '700000.00' },
    margin: { before: '0.00', after: '90000.00' },
    isAtMost: false,
  },
};

test('money, and what becomes short with money and margin before and after, are said before it is agreed to', () => {
  expect(restoreQuestionText('en', 'restore', PREVIEW)).toMatchInlineSnapshot(`
"Stash #7 "night" of 23 November at 21:30. I place 5, 1 wait already. I cancel and save 2, 1 of them not mine. That takes about 60 seconds. Over: 1 (to place them: expired and a time).

If all of it triggers it is worth 1 200 000.00 ₽, purchases take 600 000.00 ₽ with commission; 500 000.00 ₽ is free, so 100 000.00 ₽ is lacking: what triggers after the money is spent will be refused.

If all trigger, positions in 1 instrument become short.
Money: now 500 000.00 ₽, afterwards 700 000.00 ₽.
Initial margin: now 0.00 ₽, afterwards 90 000.00 ₽.
What becomes short: SBER 800 (beyond 200 that are held)."
`);
  expect(restoreQuestionText('ru', 'restore', PREVIEW)).toMatchInlineSnapshot(`
"Запас № 7 «night» от 23 ноября в 21:30. Поставлю 5, стоят уже 1. Сниму и сохраню 2, из них не моих 1. Это займёт около 60 секунд. Истекли: 1 (вернуть: expired и время).

Если сработает всё, это 1 200 000.00 ₽, покупки возьмут с комиссией 600 000.00 ₽; свободно 500 000.00 ₽, не хватит 100 000.00 ₽: что сработает, когда деньги кончатся, брокер отклонит.

Если сработают все, станут короткими позиции по 1 инструменту.
Деньги: сейчас 500 000.00 ₽, после 700 000.00 ₽.
Начальная маржа: сейчас 0.00 ₽, после 90 000.00 ₽.
Станут короткими: SBER 800 (сверх имеющихся 200)."
`);
});

test('where there is enough money and nothing becomes short, no more is said', () => {
  const { shorts: _, ...plain } = { ...PREVIEW, lacking: null };
  const text = restoreQuestionText('en', 'restore', plain).replaceAll('\u00a0', ' ');
  expect(text).toContain('purchases take 600 000.00 ₽ with commission; 500 000.00 ₽ is free.');
  expect(text).not.toMatch(/short|lacking/);
});

test('a ladder that goes on placing is named before a stash, where there is one', () => {
  const preview = {
    ...{
      name: 'night',
      orders: 5,
      ids: [],
      foreign: 0,
      notPlaceable: 0,
      following: 0,
      cancelled: 5,
      keep: false,
    },
    ...{ seconds: 0, replaces: null, replacesOrders: 0, placing: 'stops/3' },
  };
  const said = (of: object) =>
    questionText({
      locale: 'en',
      command: 'stash',
      outcome: { kind: 'confirmation-required', preview: of, token: '', expiresAt: new Date(0) },
    });
  expect(said(preview)).toContain('stops/3: still running; what is placed from now on is not in the stash');
  const { placing: _, ...alone } = preview;
  expect(said(alone)).not.toContain('still running');
});
