/** What people may have meant by what they wrote: pure text, for the search in the catalogue. */
import { inCyrillic, inLatin, plainWords } from './search-text.js';
import { type WrittenTicker, writtenTickers } from './written-ticker.js';

export interface SearchQuery {
  /** Small letters, as it is written and in the other alphabet: compared with the words of the catalogue. */
  readonly words: readonly string[];
  /** Capital letters: what may be a ticker, an ISIN, a FIGI. */
  readonly codes: readonly string[];
  /** In Latin small letters, as all names of the catalogue are written too; compared with what is alike. */
  readonly latin: string;
  /** Tickers that one slip of the fingers makes of these codes. */
  readonly misspelt: Misspelt;
  /** Capital letters; where a board is named, `SBER@TQBR`. */
  readonly board: string | null;
}

/**
 * @param text as people write it: in any case and alphabet, a ticker with its board too
 * @returns what may be meant by it, what is more likely first
 */
export const searchQueries = (text: string): readonly SearchQuery[] => writtenTickers(text).map(searchQuery);

function searchQuery({ code, board }: WrittenTicker): SearchQuery {
  const plain = plainWords(code);
  const words = [...new Set([plain, inLatin(plain), inCyrillic(plain)].map(plainWords))].filter(
    (each) => each !== '',
  );
  const codes = words.filter((each) => !/[\sа-я]/.test(each)).map((each) => each.toUpperCase());
  const slips = codes.map(misspelt);
  return {
    ...{ words, codes, latin: inLatin(plain), board },
    misspelt: {
      swapped: slips.flatMap((each) => each.swapped),
      changed: slips.flatMap((each) => each.changed),
    },
  };
}

const RUSSIAN_KEYS = 'йцукенгшщзхъфывапролджэячсмитьбю';
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const byKey = (from: string, to: string) => new Map([...from].map((key, place) => [key, to[place] ?? key]));
const OTHER_KEY = new Map([...byKey(RUSSIAN_KEYS, LATIN_KEYS), ...byKey(LATIN_KEYS, RUSSIAN_KEYS)]);

/** The same keys with the keyboard switched to the other language: `ыиук` is `sber`. */
export const inOtherLayout = (text: string): string =>
  [...plainWords(text)].map((letter) => OTHER_KEY.get(letter) ?? letter).join('');

/** Codes that are one slip of the fingers away; those of one letter too many, too few or another one, and those of two that changed places. */
export interface Misspelt {
  readonly swapped: readonly string[];
  readonly changed: readonly string[];
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
/** Of one letter or two anything is a slip away; longer ones are found by what they have in common. */
const MISSPELT_LENGTHS = { least: 3, most: 6 };

export function misspelt(code: string): Misspelt {
  if (code.length < MISSPELT_LENGTHS.least || code.length > MISSPELT_LENGTHS.most)
    return { swapped: [], changed: [] };
  const cuts = Array.from(
    { length: code.length + 1 },
    (_, at) => [code.slice(0, at), code.slice(at)] as const,
  );
  const swapped = cuts.flatMap(([before, [one, other, ...after]]) =>
    one !== undefined && other !== undefined ? [`${before}${other}${one}${after.join('')}`] : [],
  );
  const changed = cuts.flatMap(([before, after]) => [
    ...(after === '' ? [] : [`${before}${after.slice(1)}`]),
    ...LETTERS.flatMap((letter) => [
      `${before}${letter}${after}`,
      ...(after === '' ? [] : [`${before}${letter}${after.slice(1)}`]),
    ]),
  ]);
  return { swapped, changed };
}
