import { UsageError } from '../errors.js';
import { decimal } from '../order-words.js';

const NUMBER = /^[+-]?\d+([.,]\d+)?$/;
const ONCE = /^(once|раз)$/i;

/** `SBER 300` or `SRZ6 SBER 250 [ratio]`, and `once` at the end. @throws UsageError */
export function alertFromWords(words: readonly string[]): unknown {
  const last = words.at(-1);
  const isOnce = last !== undefined && ONCE.test(last);
  const given = isOnce ? words.slice(0, -1) : words;
  const place = given.findIndex((word) => NUMBER.test(word));
  const tickers = given.slice(0, place);
  const [price = '', ratio, ...more] = given.slice(place).map(plain);
  const once = isOnce ? { once: true } : {};
  const [ticker, nearTicker] = tickers;
  if (place < 1 || ticker === undefined || tickers.length > 2 || more.length > 0)
    throw new UsageError('alert');
  if (nearTicker !== undefined) {
    if (ratio !== undefined && !NUMBER.test(ratio)) throw new UsageError('alert');
    return { farTicker: ticker, nearTicker, price, ...(ratio !== undefined && { ratio }), ...once };
  }
  if (ratio !== undefined) throw new UsageError('alert');
  return { ticker, price, ...once };
}

const plain = (word: string): string => decimal(word).replace(/^\+/, '');

/** Nothing, `20` for percent a year, or `20 10` with minutes. @throws UsageError */
export function watchFromWords(words: readonly string[]): unknown {
  const [rate, minutes, ...more] = words.map((word) => plain(word.replace(/%$/, '')));
  if (more.length > 0 || words.some((word) => !NUMBER.test(word.replace(/%$/, ''))))
    throw new UsageError('watch');
  return { ...(rate !== undefined && { rate }), ...(minutes !== undefined && { minutes: Number(minutes) }) };
}
