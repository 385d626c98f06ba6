/** Languages there are texts in; the first is the one of who does not say. */
export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Neighbours of Russian whose speakers are better served by it than by English. */
const READ_RUSSIAN = new Set(['ru', 'be', 'uk', 'kk', 'ky', 'tg', 'uz']);

/**
 * The language to answer in.
 * @param wanted an `Accept-Language` header or Telegram's `language_code`; Russian when there is none
 */
export function pickLocale(wanted: string | undefined): Locale {
  const [first] = (wanted ?? '')
    .split(',')
    .map((each, place) => ({ place, ...parsePreference(each) }))
    .filter(({ language, weight }) => language !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  if (!first || first.language === '*' || READ_RUSSIAN.has(first.language)) return 'ru';
  return 'en';
}

function parsePreference(text: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((each) => each.startsWith('q='));
  return {
    language: tag.split('-')[0] ?? '',
    weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0,
  };
}
