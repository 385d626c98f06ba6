/** What a person reads in the chat before something borrows of the broker. */
import { expect, test } from '@jest/globals';
import { questionText } from '../../../bot/answers/outcome.js';

const SHORT = {
  ...{ direction: 'sell', ticker: 'SBER', amount: 100, limitPrice: null },
  reasons: [{ why: 'short', ticker: 'SBER', amount: '60' }],
  money: { before: '10000.00', after: '39910.00' },
  margin: { before: '20000.00', after: '24000.00' },
};
const LOAN = {
  ...{ direction: 'buy', ticker: 'GAZP', amount: 10, limitPrice: '150.5' },
  reasons: [{ why: 'loan', ticker: 'GAZP', needed: '1510.00', free: '-500.00' }],
  money: { before: '-500.00', after: '-2010.00' },
  margin: { before: null, after: null },
};
const asked = (command: string, preview: unknown, locale: 'en' | 'ru' = 'en') =>
  questionText({
    locale,
    command,
    outcome: { kind: 'confirmation-required', preview, token: 't', expiresAt: new Date() },
  });

test('an order is named with its reasons, money and margin before and after', () => {
  const words = asked('sell', SHORT).replaceAll(/[\u00a0\u202f]/g, ' ');
  expect(words).toMatch(
    /^Sell 100 SBER\nA short position: SBER, 60\.\nMoney: now .*10.000.*39.910.*\nInitial margin: .*20.000.*24.000/,
  );
  expect(words).toContain('Sell?');
  expect(asked('buy', LOAN)).toMatch(/^Buy 10 GAZP at 150\.5.* or better\n.*broker's money.*1.510.*500/);
  // The sandbox tells no margin.
  expect(asked('buy', LOAN)).toContain('Initial margin: now unknown, afterwards unknown.');
  expect(asked('sell', SHORT, 'ru')).toMatch(/^Продать 100 SBER\nКороткая позиция: SBER, 60\./);
});

test('of the queue each row that borrows is asked about, and the others are named', () => {
  const preview = {
    questions: [
      { row: 2, ...SHORT },
      { row: 5, ...LOAN },
    ],
    others: [1, 3],
    refused: [
      {
        row: 4,
        ticker: 'ABRD',
        error: { code: 'unknown-ticker', data: { ticker: 'ABRD', goneAt: null, nearest: null } },
      },
    ],
  };
  const words = asked('sellbuy', preview);
  for (const each of [/^Row 2: Sell 100 SBER/, /\n\nRow 5: Buy 10 GAZP/, /1, 3/, /Row 4 \(ABRD\)/, /Start\?/])
    expect(words).toMatch(each);
  expect(asked('sellbuy', preview, 'ru')).toMatch(/^Строка 2: Продать/);
});

test('the risk is told whole, with the account', () => {
  const words = asked('risk', { mode: 'live', accountId: '2000', text: '' });
  expect(words).toMatch(/real orders with your money(.|\n)*Account 2000 trades with real money/);
});
