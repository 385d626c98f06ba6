import { UsageError } from './errors.js';

/** People write 312,5 as well as 312.5, and 100_000 or 100 000 never: the words are split at spaces. */
const NUMBER = /^\d+([.,]\d+)?$/;
export const decimal = (word: string): string => word.replace(',', '.');

/**
 * `SBER 100000` is a sum in roubles, `100 SBER` a number of securities; `@ 312.5` at the end is the limit price.
 * @throws UsageError
 */
export function orderFromWords(command: string, words: readonly string[]): unknown {
  const [before, limit, ...rest] = splitAtLimit(words);
  const [first, second, ...more] = before;
  if (first === undefined || second === undefined || more.length > 0 || rest.length > 0)
    throw new UsageError(command);
  const limitPrice = limit === undefined ? {} : { limitPrice: decimal(limit) };
  if (limit !== undefined && !NUMBER.test(limit)) throw new UsageError(command);
  if (/^\d+$/.test(first) && !NUMBER.test(second))
    return { amount: Number(first), ticker: second, ...limitPrice };
  if (NUMBER.test(second) && !NUMBER.test(first))
    return { ticker: first, sum: decimal(second), ...limitPrice };
  throw new UsageError(command);
}

/** `@ 312.5` or `@312.5`. */
function splitAtLimit(words: readonly string[]): [readonly string[], string | undefined, ...string[]] {
  const at = words.findIndex((word) => word.startsWith('@'));
  if (at < 0) return [words, undefined];
  const [mark = '', ...after] = words.slice(at);
  const [price, ...rest] = mark === '@' ? after : [mark.slice(1), ...after];
  return [words.slice(0, at), price ?? '', ...rest];
}

/** After `@` in place of a price: any price will do. */
const ANY_PRICE = new Set(['any', 'любая']);

/**
 * `sellbuy/7 200` is another amount of securities, `sellbuy/7 @ 312.5` another limit price, `@ any` none; or both.
 * @throws UsageError
 */
export function amendmentFromWords(words: readonly string[]): unknown {
  const [before, limit, ...rest] = splitAtLimit(words);
  const [task, amount, ...more] = before;
  const isAmount = amount === undefined || /^\d+$/.test(amount);
  const isAny = limit !== undefined && ANY_PRICE.has(limit.toLowerCase());
  const isPrice = limit === undefined || isAny || NUMBER.test(limit);
  const isNothing = amount === undefined && limit === undefined;
  if (task === undefined || !isAmount || !isPrice || isNothing || more.length > 0 || rest.length > 0)
    throw new UsageError('amend');
  return {
    task,
    ...(amount !== undefined && { amount: Number(amount) }),
    ...(limit !== undefined && { limitPrice: isAny ? null : decimal(limit) }),
  };
}

/** One ticker and nothing else. @throws UsageError */
export function tickerFromWords(command: string, words: readonly string[]): unknown {
  const [ticker, ...more] = words;
  if (ticker === undefined || more.length > 0) throw new UsageError(command);
  return { ticker };
}

/** @throws UsageError when there are any words. */
export function nothingFromWords(command: string, words: readonly string[]): unknown {
  if (words.length > 0) throw new UsageError(command);
  return {};
}

/** One task id, needed or not. @throws UsageError */
export function taskFromWords(
  command: string,
  words: readonly string[],
  { needed }: { needed: boolean },
): unknown {
  const [task, ...more] = words;
  if (more.length > 0 || (needed && task === undefined)) throw new UsageError(command);
  return task === undefined ? {} : { task };
}
