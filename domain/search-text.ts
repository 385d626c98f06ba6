import type { ListedInstrument } from './listed-instrument.js';

type Named = Pick<ListedInstrument, 'ticker' | 'name' | 'isin' | 'figi'>;

/** What people may write of an instrument, in small letters, parted by spaces: names and tickers in both alphabets. */
export function searchTextOf({ ticker, name, isin, figi }: Named): string {
  const words = [ticker, name, joinedWords(name), isin, figi].map(plainWords);
  const inBoth = [ticker, name, joinedWords(name)]
    .map(plainWords)
    .flatMap((text) => [inLatin(text), inCyrillic(text)]);
  return [...new Set([...words, ...inBoth])].filter((text) => text !== '').join(' ');
}

/** Each two neighbours as one word: «Сбер Банк» is written so too. */
function joinedWords(name: string): string {
  const parts = name.split(/\s+/);
  return parts.flatMap((part, place) => (place > 0 ? [`${parts[place - 1]}${part}`] : [])).join(' ');
}

/** As a search compares texts: small letters, one space between words, `ё` as people write it. */
export const plainWords = (text: string): string =>
  text.normalize('NFC').toLowerCase().replaceAll('ё', 'е').trim().replace(/\s+/g, ' ');

/** The letters of names as companies write them in Latin; of small letters, `ё` written as `е`. */
const LATIN: Readonly<Record<string, string>> = {
  ...{ а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ж: 'zh', з: 'z', и: 'i', й: 'i', к: 'k' },
  ...{ л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'kh' },
  ...{ ц: 'ts', ч: 'ch', ш: 'sh', щ: 'shch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya' },
};

/** The longest first: `shch` is one letter, not two. */
const CYRILLIC: readonly (readonly [string, string])[] = [
  ['shch', 'щ'],
  ...([
    ['sh', 'ш'],
    ['ch', 'ч'],
    ['zh', 'ж'],
    ['kh', 'х'],
    ['ts', 'ц'],
    ['yu', 'ю'],
    ['ya', 'я'],
    ['ph', 'ф'],
  ] as const),
  ...Object.entries({
    ...{ a: 'а', b: 'б', c: 'к', d: 'д', e: 'е', f: 'ф', g: 'г', h: 'х', i: 'и', j: 'дж', k: 'к', l: 'л' },
    ...{ m: 'м', n: 'н', o: 'о', p: 'п', q: 'к', r: 'р', s: 'с', t: 'т', u: 'у', v: 'в', w: 'в', x: 'кс' },
    ...{ y: 'и', z: 'з' },
  }),
];
const CYRILLIC_OF = new Map(CYRILLIC);
const LATIN_LETTERS = new RegExp(CYRILLIC.map(([latin]) => latin).join('|'), 'g');

/** Cyrillic letters as Latin ones, of small letters; the others stay. */
export const inLatin = (text: string): string => [...text].map((letter) => LATIN[letter] ?? letter).join('');

/** Latin letters as Cyrillic ones, of small letters; the others stay. */
export const inCyrillic = (text: string): string =>
  text.replace(LATIN_LETTERS, (latin) => CYRILLIC_OF.get(latin) ?? latin);
