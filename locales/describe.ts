import type { Locale } from './locale.js';
import { hasText, type TextData, translate } from './translate.js';

/** What the journal keeps of an event, reduced to what its words need. */
export interface DescribedEntry {
  readonly kind: string;
  readonly data: TextData;
}

/** A journal entry in words, without its task's id. */
export function describeEntry(locale: Locale, { kind, data }: DescribedEntry): string {
  const { code, message, reason } = data;
  return translate(locale, `journal-${kind}`, {
    ...data,
    ...(code != null && {
      cause: describeError(locale, { code: String(code), data, message: text(message) }),
    }),
    ...(reason != null && { reasonWord: waitingReason(locale, String(reason)) }),
  });
}

/** A cause in words: our own text for its code, and the broker's own words where they say more. */
export function describeError(
  locale: Locale,
  { code, data = {}, message }: { code: string; data?: TextData; message?: string | undefined },
): string {
  const key = `error-${code}`;
  const ours = hasText(locale, key) ? translate(locale, key, data) : undefined;
  const words = message ?? text(data.message);
  if (ours === undefined) return words ?? translate(locale, 'error-internal');
  return words ? `${ours} ${translate(locale, 'broker-says', { message: words })}` : ours;
}

/** Why a task waits, in words. */
export const waitingReason = (locale: Locale, reason: string): string =>
  hasText(locale, `waiting-${reason}`) ? translate(locale, `waiting-${reason}`) : reason;

const text = (value: TextData[string]): string | undefined =>
  value == null || value === '' ? undefined : String(value);
