/** Languages there are texts in; the first is the one of who does not say. */
export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The language to answer in: the first one wanted that there are texts in.
 * @param wanted an `Accept-Language` header or Telegram's `language_code`
 * @returns Russian for who does not say, English for who wants neither
 */
export function pickLocale(wanted: string | undefined): Locale {
  const preferences = (wanted ?? '')
    .split(',')
    .map(parsePreference)
    .filter(({ language, weight }) => language !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (preferences.length === 0) return 'ru';
  for (const { language } of preferences) {
    const locale = LOCALES.find((each) => each === language || language === '*');
    if (locale) return locale;
  }
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
