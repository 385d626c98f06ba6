import { DAY_MS, moscowDay, moscowTime } from '../../domain/moscow.js';
import { UsageError } from '../errors.js';
import { decimal } from '../order-words.js';

const WHOLE = /^\d+$/;
const SIGNED = /^-?\d+([.,]\d+)?$/;

/** What may stand after the price, by its name in small letters; all but `now` with a value. */
const OPTIONS: Readonly<Record<string, (word: string) => unknown>> = {
  ratio: (word) => (SIGNED.test(word) ? { ratio: decimal(word) } : undefined),
  slop: (word) => whole('slop', word),
  payupticks: (word) => whole('payUpTicks', word),
  displayquantity: (word) => whole('displayQuantity', word),
  maxunhedged: (word) => whole('maxUnhedged', word),
  until: (word) => ({ until: momentOf(word) }),
};

const whole = (name: string, word: string) => (WHOLE.test(word) ? { [name]: Number(word) } : undefined);

/**
 * `sell 5 SRH7 SBER 250`, then options by their names: `ratio 100`, `slop 3`, `until 18:30`, `now`.
 * @throws UsageError
 */
export function spreadFromWords(words: readonly string[]): unknown {
  const [side = '', amount = '', farTicker, nearTicker, price = '', ...rest] = words;
  const isSide = /^(sell|buy)$/i.test(side);
  if (!isSide || !WHOLE.test(amount) || !SIGNED.test(price)) throw new UsageError('spread');
  return {
    sell: side.toLowerCase() === 'sell',
    amount: Number(amount),
    farTicker,
    nearTicker,
    price: decimal(price),
    ...optionsFromWords(rest, 'spread'),
  };
}

/** Options by their names in any case, each once. @throws UsageError */
export function optionsFromWords(words: readonly string[], command: string): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  const left = [...words];
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const given = /^now$/i.test(name) ? { now: true } : OPTIONS[name.toLowerCase()]?.(left.shift() ?? '');
    const [[field, value] = [undefined]] = Object.entries(given ?? {});
    if (field === undefined || field in options) throw new UsageError(command);
    options[field] = value;
  }
  return options;
}

/** `18:30` is the next time the clock in Moscow shows that; what is no hour is left to the check of arguments. */
export function momentOf(word: string, nowMs = Date.now()): string {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word) ?? [];
  if (hour === undefined || minute === undefined) return word;
  const todayMs = moscowTime(moscowDay(nowMs), Number(hour), Number(minute));
  return new Date(todayMs > nowMs ? todayMs : todayMs + DAY_MS).toISOString();
}

/** `spread/7 240` is a task and a price. @throws UsageError */
export function unwindFromWords(words: readonly string[]): unknown {
  const [task, price = '', ...more] = words;
  if (task === undefined || !SIGNED.test(price) || more.length > 0) throw new UsageError('unwind');
  return { task, price: decimal(price) };
}

/** The number of a row, or nothing for all. @throws UsageError */
export function rowFromWords(command: string, words: readonly string[]): unknown {
  const [id, ...more] = words;
  if (id === undefined) return {};
  if (!WHOLE.test(id) || more.length > 0) throw new UsageError(command);
  return { id: Number(id) };
}
