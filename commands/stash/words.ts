import { UsageError } from '../errors.js';
import { momentOf } from '../spread/words.js';

const VERSION = /^#(\d{1,9})$/;

/** What may stand after the name, each once; a value is all the words after it until the next. */
type Options = Readonly<Record<string, (words: readonly string[]) => object | undefined>>;

const flag =
  (given: object) =>
  (words: readonly string[]): object | undefined =>
    words.length === 0 ? given : undefined;
const only = (words: readonly string[]) => {
  const tickers = words.flatMap((each) => each.split(/[,;]+/)).filter((each) => each !== '');
  return tickers.length > 0 ? { tickers } : undefined;
};

const STASH: Options = { only, keep: flag({ keep: true }) };
const RESTORE: Options = {
  only,
  dirty: flag({ clean: false }),
  again: flag({ again: true }),
  margin: flag({ margin: true }),
  expired: ([till, ...more]) =>
    till === undefined || more.length > 0 ? undefined : { expiredTill: momentOf(till) },
};

/** `list`, `show night`, `show #12`; or `night keep only SBER, GAZP`. @throws UsageError */
export function stashFromWords(words: readonly string[]): unknown {
  const [first = '', ...rest] = words;
  const action = first.toLowerCase();
  if (action === 'list') return { list: 'all', ...placeOf('stash', rest, {}) };
  if (action === 'show') return { list: 'orders', ...placeOf('stash', rest, {}) };
  const wanted = placeOf('stash', words, STASH);
  if ('version' in wanted) throw new UsageError('stash');
  return wanted;
}

/** `night`, `#12`, `night only SBER dirty expired 18:30 again margin`. @throws UsageError */
export const restoreFromWords = (words: readonly string[]): unknown => placeOf('restore', words, RESTORE);

function placeOf(command: string, words: readonly string[], options: Options): object {
  const left = [...words];
  let wanted: Record<string, unknown> = {};
  while (left[0] !== undefined && !(left[0].toLowerCase() in options)) {
    const word = left.shift() ?? '';
    const version = VERSION.exec(word)?.[1];
    const given = version === undefined ? { name: word } : { version: Number(version) };
    if (Object.keys(given).some((key) => key in wanted)) throw new UsageError(command);
    wanted = { ...wanted, ...given };
  }
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const next = left.findIndex((each) => each.toLowerCase() in options);
    const given = options[name.toLowerCase()]?.(left.splice(0, next < 0 ? left.length : next));
    if (!given || Object.keys(given).some((key) => key in wanted)) throw new UsageError(command);
    wanted = { ...wanted, ...given };
  }
  return wanted;
}
