/** What is found and told of instruments, in words. */
import { expect, test } from '@jest/globals';
import { foundText } from '../../../bot/answers/found.js';
import { tickerText } from '../../../bot/answers/ticker.js';
import type { FoundJson, TickerJson } from '../../../commands/index.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const FOUND: FoundJson = {
  ...{ ticker: 'SBER', name: 'Сбер Банк', kind: 'share', classCode: 'TQBR', isin: 'RU0009029540' },
  ...{ figi: 'BBG004730N88', uid: 'sber', currency: 'RUB', lot: 10, active: true, goneAt: null },
  ...{ tradable: true, underlying: null, lastTradeAt: null },
};
const FUTURE: TickerJson = {
  ...{ uid: 'srh7', figi: 'FUT', ticker: 'SRH7', classCode: 'SPBFUT', isin: '', name: 'SBER-3.27' },
  ...{ exchange: 'FORTS', kind: 'future', currency: 'RUB', lot: 1, positionUid: 'p', priceStep: '1' },
  ...{ apiTradable: true, buyAvailable: true, sellAvailable: true, shortEnabled: true },
  ...{ active: true, goneAt: null, accruedInterest: null, underlying: 'SBER', contractSize: '100' },
  ...{ expiresAt: '2027-03-19T00:00:00.000Z', lastTradeAt: '2027-03-18T16:00:00.000Z', perpetual: false },
  ...{ marginToBuy: '5100.5', marginToSell: null, lastPrice: '30250', bestBid: '30249', bestAsk: null },
  ...{ status: 'NORMAL_TRADING', tradable: true },
  partners: [
    {
      ...{ ticker: 'SBER', name: 'Сбер Банк', farTicker: 'SRH7', nearTicker: 'SBER', ratio: '100' },
      ...{ lastTradeAt: '2027-03-18T16:00:00.000Z', apiTradable: true },
    },
  ],
};

test('what is found is a line each, and what cannot be traded says why', () => {
  const future = {
    ...FOUND,
    ticker: 'SRZ4',
    name: 'SBER-12.24',
    kind: 'future',
    underlying: 'SBER',
  } as const;
  const items = [
    FOUND,
    { ...FOUND, ticker: 'BOND', name: 'Облигация', kind: 'bond', tradable: false } as const,
    { ...future, active: false, tradable: false, goneAt: '2026-03-02T06:00:00.000Z' },
  ];
  expect(foundText('en', { search: 'sber', items }).split('\n')).toEqual([
    'SBER Сбер Банк: share',
    'BOND Облигация: bond, not traded by API',
    expect.stringMatching(/^SRZ4 SBER-12.24: future on SBER, not listed any more since 2 March at 09:00$/),
  ]);
  expect(foundText('ru', { search: 'щщщ', items: [] })).toBe('Ничего похожего на «щщщ» в каталоге нет.');
  expect(foundText('ru', { search: 'sber', items })).toContain(
    'BOND Облигация: облигация, через API не торгуется',
  );
});

test('a future is told with its contract, its margin and its other legs', () => {
  const text = plain(tickerText('en', FUTURE));
  expect(text.split('\n')).toEqual([
    'SRH7 SBER-3.27: future on SBER, board SPBFUT',
    'Trading, last price 30 250 ₽, bid 30 249 ₽, ask —',
    '1 in a lot, price step 1 ₽',
    expect.stringMatching(/^100 SBER in a contract, last trading .*19:00.* \(Moscow time\)$/),
    'Margin of a contract: to buy 5 100.5 ₽, to sell unknown',
    'Spreads (far leg − how much of the near one):',
    expect.stringMatching(/^SRH7 − 100 SBER, until /),
  ]);
  expect(plain(tickerText('ru', FUTURE))).toContain('Спреды (дальняя нога − сколько ближней):');
});

test('what is gone is told with since when, and has no market; another currency is named', () => {
  const gone = { ...FUTURE, active: false, goneAt: '2026-03-02T06:00:00.000Z', status: null, partners: [] };
  const told = plain(tickerText('en', gone));
  expect(told).toContain('The broker does not list it any more, since');
  expect(told).not.toContain('last price');
  const foreign = { ...FUTURE, kind: 'bond', currency: 'USD', apiTradable: false } as const;
  const words = plain(tickerText('ru', foreign));
  expect(words).toContain('Через API не торгуется.');
  expect(words).toContain('цены в USD: последняя 30 250');
  expect(words).not.toMatch(/30 250 ₽/);
});
