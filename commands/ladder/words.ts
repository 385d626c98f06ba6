import { UsageError } from '../errors.js';
import { LIST_CHANGES } from './lists.js';

/** What may stand in a ladder's words, each once: a value is all the words after it until the next. */
const OPTIONS: Readonly<Record<string, (words: readonly string[]) => object | undefined>> = {
  levels: (words) => ({
    levels: words.flatMap((each) => each.split(/[,;%]+/)).filter((each) => each !== ''),
  }),
  sum: (words) => ({ sum: words.join('').replace(',', '.') }),
  minutes: (words) =>
    /^\d+$/.test(words.join('')) ? { lifetimeMinutes: Number(words.join('')) } : undefined,
  market: (words) => (words.length === 0 ? { market: true } : undefined),
  renew: (words) => (words.length === 0 ? { renew: true } : undefined),
};

/**
 * `levels 15, 20, 25 sum 300 000 minutes 60 market renew`, in any order; `list`, `add SBER, GAZP`, `remove …`, `block …`,
 * `unblock …` are about its lists.
 * @throws UsageError
 */
export function ladderFromWords(command: string, words: readonly string[]): unknown {
  const [first = '', ...rest] = words;
  const name = first.toLowerCase();
  if (name === 'list') {
    if (rest.length > 0) throw new UsageError(command);
    return { list: 'show' };
  }
  if (LIST_CHANGES.some((each) => each === name)) {
    if (rest.length === 0) throw new UsageError(command);
    return { list: name, tickers: rest.join(' ') };
  }
  return optionsFromWords(command, words);
}

/** `SBER 1000000`, then options. @throws UsageError */
export function nukeFromWords(words: readonly string[]): unknown {
  const [ticker, ...rest] = words;
  const end = rest.findIndex((each) => each.toLowerCase() in OPTIONS);
  const sum = rest
    .slice(0, end < 0 ? rest.length : end)
    .join('')
    .replace(',', '.');
  if (ticker === undefined || sum === '') throw new UsageError('nuke');
  return { ticker, sum, ...optionsFromWords('nuke', rest.slice(end < 0 ? rest.length : end)) };
}

function optionsFromWords(command: string, words: readonly string[]): object {
  let options: Record<string, unknown> = {};
  const left = [...words];
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = left.findIndex((each) => each.toLowerCase() in OPTIONS);
    const given = OPTIONS[name.toLowerCase()]?.(left.splice(0, next < 0 ? left.length : next));
    if (!given || Object.keys(given).some((key) => key in options)) throw new UsageError(command);
    options = { ...options, ...given };
  }
  return options;
}
