import { UsageError } from './errors.js';
import { decimal, splitAtLimit } from './order-words.js';
import { optionsFromWords } from './spread/words.js';

const WHOLE = /^\d+$/;
/** The price of a spread, and of some futures, may be below zero. */
const SIGNED = /^-?\d+([.,]\d+)?$/;
/** In place of a price: any price will do. */
const ANY_PRICE = new Set(['any', 'любая']);
/** In place of a value: none, or off. */
const NOTHING = new Set(['none', 'no', 'off', 'нет']);
const MAY_BE_NOTHING: Readonly<Record<string, object>> = {
  displayquantity: { displayQuantity: null },
  maxunhedged: { maxUnhedged: null },
  until: { until: null },
  now: { now: false },
};

/**
 * `sellbuy/7 200` is another amount of securities, `sellbuy/7 @ 312.5` another limit price, `@ any` none; then whatever is
 * to be another one, by its name: `spread/7 price 240 slop 3 until 18:30`.
 * @throws UsageError
 */
export function amendmentFromWords(words: readonly string[]): unknown {
  const [[task, ...before], limit, ...after] = splitAtLimit(words);
  const [first = '', ...others] = before;
  const hasAmount = WHOLE.test(first);
  const named = [...(hasAmount ? others : before), ...after];
  const fields = [
    ...(hasAmount ? [{ amount: Number(first) }] : []),
    ...(limit === undefined ? [] : [priceOf(limit)]),
    ...fieldsOf(named),
  ];
  const names = fields.flatMap((each) => Object.keys(each ?? {}));
  const isClear = fields.every((each) => each !== undefined) && new Set(names).size === names.length;
  if (task === undefined || names.length === 0 || !isClear) throw new UsageError('amend');
  return Object.assign({ task }, ...fields);
}

const priceOf = (word: string): object | undefined => {
  if (ANY_PRICE.has(word.toLowerCase())) return { limitPrice: null };
  return SIGNED.test(word) ? { limitPrice: decimal(word) } : undefined;
};

/** What is given by its name, one after the other; undefined for what is not understood. */
function fieldsOf(words: readonly string[]): (object | undefined)[] {
  const [name, value = '', ...rest] = words;
  if (name === undefined) return [];
  const field = name.toLowerCase();
  const nothing = NOTHING.has(value.toLowerCase()) ? MAY_BE_NOTHING[field] : undefined;
  if (nothing) return [nothing, ...fieldsOf(rest)];
  if (field === 'amount')
    return [WHOLE.test(value) ? { amount: Number(value) } : undefined, ...fieldsOf(rest)];
  if (field === 'price' || field === 'limitprice') return [priceOf(value), ...fieldsOf(rest)];
  if (field === 'now') return [{ now: true }, ...fieldsOf(words.slice(1))];
  return [optionsFromWords([name, value], 'amend'), ...fieldsOf(rest)];
}
