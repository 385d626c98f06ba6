import type { Locale } from './locale.js';
import { hasText, type TextData, translate } from './translate.js';

/** What a task is, in words, with the plain figures of its request. */
export function describeTask(
  locale: Locale,
  {
    kind,
    ticker,
    request,
  }: { readonly kind: string; readonly ticker: string | null; readonly request: unknown },
): string {
  const figures = Object.entries((request ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [[name, value ? 'yes' : 'no']];
    if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
      return [[name, value.join('/')]];
    return value === null || typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  return taskTitle(locale, kind, { ...Object.fromEntries(figures), ticker });
}

/** `title-<kind>` with these figures. */
export function taskTitle(locale: Locale, kind: string, figures: TextData): string {
  const key = `title-${kind}`;
  if (!hasText(locale, key)) return `${kind} ${figures.ticker ?? ''}`.trim();
  const words = figures.levels == null ? null : translate(locale, 'ladder-words', figures);
  return translate(locale, key, { ...figures, words });
}
