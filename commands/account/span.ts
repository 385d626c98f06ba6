import Type from 'typebox';
import { DAY_MS, moscowDay, moscowTime } from '../../domain/moscow.js';
import { SpanError } from './trades-errors.js';

const DateText = (description: string) =>
  Type.Optional(
    Type.String({
      maxLength: 32,
      description: `${description}, YYYY-MM-DD in Moscow`,
      examples: ['2026-11-30'],
    }),
  );

/** Arguments of what is told of a span of days. */
export const spanArguments = {
  from: DateText('First day; left out: today'),
  to: DateText('Last day, of at most 366; left out: today'),
};

/** Whole days in Moscow. */
export interface Span {
  /** `2026-11-30` */
  readonly from: string;
  readonly to: string;
  /** The moment when the first of them begins, and that when the last is over. */
  readonly begins: Date;
  readonly ends: Date;
}

const MOST_DAYS = 366;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The day in Moscow at a moment, as people write it. */
export const dayText = (atMs: number): string => textOf(moscowDay(atMs));

const textOf = (dayMs: number): string => new Date(dayMs).toISOString().slice(0, '2026-11-30'.length);

/** @throws SpanError */
export function spanOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs = Date.now(),
): Span {
  const today = moscowDay(nowMs);
  const example = textOf(today);
  const [first, last] = [from, to].map((text) => (text === undefined ? today : dayOf(text.trim(), example)));
  if (first === undefined || last === undefined) throw new TypeError('two days');
  const shown = { from: textOf(first), to: textOf(last), example };
  const future = [first, last].find((day) => day > today);
  if (future !== undefined) throw new SpanError('date-in-future', { date: textOf(future), example });
  if (first > last) throw new SpanError('dates-reversed', shown);
  if ((last - first) / DAY_MS >= MOST_DAYS)
    throw new SpanError('span-too-long', {
      ...shown,
      most: String(MOST_DAYS),
      example: textOf(last - (MOST_DAYS - 1) * DAY_MS),
    });
  return {
    from: shown.from,
    to: shown.to,
    begins: new Date(moscowTime(first, 0, 0)),
    ends: new Date(moscowTime(last + DAY_MS, 0, 0)),
  };
}

function dayOf(text: string, example: string): number {
  const [, year, month, day] = DATE.exec(text) ?? [];
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(dayMs) || textOf(dayMs) !== text)
    throw new SpanError('not-a-date', { date: text, example });
  return dayMs;
}

/** Whatever begins like a date is meant to be one, and is judged as one. */
export const looksLikeDate = (word: string): boolean => /^\d{1,4}[-./]\d/.test(word);
