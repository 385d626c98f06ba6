/** Languages there are texts in. */
export const LOCALES = ['ru', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The language to answer in: the first one wanted that there are texts in.
 * @param wanted an `Accept-Language` header or Telegram's `language_code`
 * @param unsaid that of who does not say
 * @returns English for who wants neither
 */
export function pickLocale(wanted: string | undefined, unsaid: Locale = 'ru'): Locale {
  const preferences = (wanted ?? '')
    .split(',')
    .map(parsePreference)
    .filter(({ language, weight }) => language !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  if (preferences.length === 0) return unsaid;
  for (const { language } of preferences) {
    const locale = language === '*' ? unsaid : LOCALES.find((each) => each === language);
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
