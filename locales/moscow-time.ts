import type { Locale } from './locale.js';

const formats = new Map<Locale, Intl.DateTimeFormat>();

/** A moment (ISO 8601) as the exchange's clock shows it; what is no moment stays untouched. */
export function moscowTime(locale: Locale, moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  let format = formats.get(locale);
  if (!format) {
    format = new Intl.DateTimeFormat(locale === 'ru' ? 'ru-RU' : 'en-GB', {
      timeZone: 'Europe/Moscow',
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(locale, format);
  }
  return format.format(at);
}
