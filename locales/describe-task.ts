import type { Locale } from './locale.js';
import { hasText, type TextData, translate } from './translate.js';

/** What a task is, in words: `title-<kind>` with the plain figures of its request. */
export function describeTask(
  locale: Locale,
  {
    kind,
    ticker,
    request,
  }: { readonly kind: string; readonly ticker: string | null; readonly request: unknown },
): string {
  const key = `title-${kind}`;
  if (!hasText(locale, key)) return `${kind} ${ticker ?? ''}`.trim();
  const figures = Object.entries((request ?? {}) as Record<string, unknown>).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [[name, value ? 'yes' : 'no']];
    return value === null || typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [];
  });
  return translate(locale, key, Object.fromEntries(figures) as TextData);
}
