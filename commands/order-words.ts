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
export function splitAtLimit(words: readonly string[]): [readonly string[], string | undefined, ...string[]] {
  const at = words.findIndex((word) => word.startsWith('@'));
  if (at < 0) return [words, undefined];
  const [mark = '', ...after] = words.slice(at);
  const [price, ...rest] = mark === '@' ? after : [mark.slice(1), ...after];
  return [words.slice(0, at), price ?? '', ...rest];
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
