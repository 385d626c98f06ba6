import { readdirSync, readFileSync } from 'node:fs';
import {
  FluentBundle,
  type FluentFunction,
  FluentNumber,
  FluentResource,
  type FluentValue,
} from '@fluent/bundle';
import { LOCALES, type Locale } from './locale.js';
import { moscowTime } from './moscow-time.js';
import { grouped, roubles, roundedAverage, signedRoubles } from './numbers.js';

/** The figures of a text. Prices and amounts as decimal strings; null and undefined are chosen in the text as `none`. */
export type TextData = Readonly<Record<string, string | number | null | undefined>>;

const languages = new Map(LOCALES.map((locale) => [locale, loadLanguage(locale)]));

/**
 * A text in a person's language. It never throws where people wait for a report: a text that is missing comes out
 * as its key, a figure that is missing as its name. Under test both throw.
 */
export function translate(locale: Locale, key: string, data: TextData = {}): string {
  const bundle = languages.get(locale)?.bundle;
  const pattern = bundle?.getMessage(key)?.value;
  if (!bundle || !pattern) return flawed(`there is no text ${key} in ${locale}`, key);
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, withNone(data), errors);
  const [error] = errors;
  return error ? flawed(`text ${key} in ${locale}: ${error.message}`, text) : text;
}

export const hasText = (locale: Locale, key: string): boolean =>
  languages.get(locale)?.bundle.hasMessage(key) ?? false;

/** Every key of a language. */
export const textKeys = (locale: Locale): readonly string[] => languages.get(locale)?.keys ?? [];

function flawed(problem: string, fallback: string): string {
  if (process.env.NODE_ENV === 'test') throw new Error(problem);
  return fallback;
}

function loadLanguage(locale: Locale): { bundle: FluentBundle; keys: readonly string[] } {
  // Isolation marks would be copied along with a ticker or a price.
  const bundle = new FluentBundle(locale, { useIsolating: false, functions: functionsOf(locale) });
  const folder = new URL(`./${locale}/`, import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ftl'));
  const source = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const resource = new FluentResource(source);
  const [error] = bundle.addResource(resource);
  if (error) throw error;
  return { bundle, keys: resource.body.map(({ id }) => id) };
}

const withNone = (data: TextData): Record<string, string | number> =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value ?? 'none']));

function functionsOf(locale: Locale): Record<string, FluentFunction> {
  const written = (value: FluentValue | undefined): string => {
    if (typeof value === 'string') return value;
    return value instanceof FluentNumber ? String(value.value) : '';
  };
  return {
    AMOUNT: ([amount]) => grouped(written(amount)),
    PRICE: ([price]) => roubles(written(price)),
    SIGNED: ([money]) => signedRoubles(written(money)),
    AVERAGE: ([price]) => roubles(roundedAverage(written(price))),
    TIME: ([moment]) => moscowTime(locale, written(moment)),
    // A whole number of things: its words are another text, chosen by the number.
    COUNTED: ([count, key]) =>
      translate(locale, written(key), { count: Number(written(count)), shown: grouped(written(count)) }),
  };
}
