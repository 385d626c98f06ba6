import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { describeEntry, describeError, LOCALES, textKeys, translate } from '../../locales/index.js';

const NBSP = '\u00a0';

describe('translate', () => {
  test.each([
    [1, '1 лот'],
    [2, '2 лота'],
    [5, '5 лотов'],
    [11, '11 лотов'],
    [21, '21 лот'],
    [1112, `1${NBSP}112 лотов`],
    ['10000000', `10${NBSP}000${NBSP}000 лотов`],
  ])('chooses the Russian word for %s', (count, words) => {
    expect(translate('ru', 'journal-order-working', { number: 7, lots: count })).toBe(
      `Заявка 7 стоит в стакане: ${words}`,
    );
  });

  test('writes prices exactly as they are, with their thousands apart', () => {
    const text = translate('ru', 'journal-order-cancelling', {
      number: 3,
      lots: 2,
      price: '1234567.000000001',
    });
    expect(text).toBe(`Снимаю заявку 3: 2 лота по 1${NBSP}234${NBSP}567.000000001${NBSP}₽`);
  });

  test('leaves out what is not there', () => {
    const data = { direction: 'buy', amount: '100', ticker: 'SBER' };
    expect(translate('ru', 'title-sellbuy', { ...data, limitPrice: null })).toBe('покупка 100 SBER');
    expect(translate('ru', 'title-sellbuy', { ...data, limitPrice: '312.50' })).toBe(
      `покупка 100 SBER, не дороже 312.50${NBSP}₽`,
    );
  });

  test('fails a test on a text or a figure that is missing', () => {
    expect(() => translate('ru', 'no-such-text')).toThrow('there is no text no-such-text in ru');
    expect(() => translate('ru', 'journal-order-working', { number: 1 })).toThrow('journal-order-working');
  });

  test('never fails a person: the key or the rest of the text is shown', () => {
    const environment = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      expect(translate('en', 'no-such-text')).toBe('no-such-text');
      expect(translate('en', 'error-task-not-found')).toContain('There is no task');
    } finally {
      process.env.NODE_ENV = environment;
    }
  });
});

describe('the files', () => {
  test('have the same texts in every language', () => {
    expect([...textKeys('en')].sort()).toEqual([...textKeys('ru')].sort());
  });

  test.each(LOCALES)('are read without a broken or repeated text: %s', (locale) => {
    const folder = new URL(`../../locales/${locale}/`, import.meta.url);
    const source = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n');
    const written = [...source.matchAll(/^([a-z][\w-]*) *=/gm)].map(([, key]) => key);
    expect(textKeys(locale)).toEqual(written);
  });
});

describe('describeEntry', () => {
  test('tells a finished purchase with a readable average', () => {
    const data = { direction: 'buy', ticker: 'SBER', executed: 101, amount: 101, commission: '15.6' };
    expect(
      describeEntry('ru', { kind: 'task-done', data: { ...data, averagePrice: '312.33333333333333333333' } }),
    ).toBe(`Готово. Куплено 101 штука SBER, в среднем по 312.3333${NBSP}₽, комиссия 15.6${NBSP}₽.`);
  });

  test('tells a failure with its cause, ours and the broker’s', () => {
    const data = {
      direction: 'sell',
      ticker: 'SBER',
      executed: 0,
      amount: 100,
      averagePrice: null,
      commission: '0',
    };
    expect(
      describeEntry('en', {
        kind: 'task-failed',
        data: { ...data, code: 'refused', message: 'Not enough assets for a margin trade' },
      }),
    ).toBe(
      'Failed. Sold 0 of 100 SBER. The broker refused. Its words: “Not enough assets for a margin trade”',
    );
  });

  test('says why a task waits', () => {
    expect(describeEntry('en', { kind: 'task-waiting', data: { reason: 'session' } })).toBe(
      'Waiting: the instrument does not trade now; I go on when it does',
    );
  });
});

describe('describeError', () => {
  test('has only general words for a code it does not know, never a raw error', () => {
    expect(describeError('en', { code: 'ECONNREFUSED' })).toBe(
      "Something went wrong; the program's log has the details.",
    );
  });

  test('prefers our words for the number of a refusal, else lets the broker speak', () => {
    expect(describeError('en', { code: 'broker-refused', data: { brokerCode: '30042', message: 'x' } })).toBe(
      'There is not enough money or not enough securities: add money or ask for less.',
    );
    expect(describeError('en', { code: '30049', data: { message: 'Post order error: 12' } })).toBe(
      'The broker refused. Its words: “Post order error: 12”',
    );
  });
});
