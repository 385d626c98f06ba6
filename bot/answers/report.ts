import type {
  DayFigures,
  DayLineJson,
  DaysJson,
  Report,
  SpreadJson,
  SpreadsJson,
} from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { MOST_LINES } from './most-lines.js';

/** What a span of days came to, by day and by spread. */
export function reportText(locale: Locale, result: unknown): string {
  const { from, to, byDay, bySpread } = result as Report;
  const days = translate(locale, 'account-days', { from, to: from === to ? null : to });
  return [
    translate(locale, 'report-title', { days }),
    ...(byDay ? daysText(locale, byDay) : []),
    ...(bySpread ? spreadsText(locale, bySpread) : []),
  ].join('\n\n');
}

function daysText(locale: Locale, { days, totals, clearing, otherCurrencies }: DaysJson): string[] {
  if (days.length === 0) return [translate(locale, 'report-no-trades')];
  const lines = cut(
    locale,
    days.flatMap((each) => each.lines).map((line) => dayLine(locale, line)),
  );
  const apart = (['ours', 'foreign'] as const).filter((who) => totals[who].trades > 0);
  return [
    lines.join('\n'),
    [
      ...(apart.length > 1 ? apart.map((who) => totalsLine(locale, who, totals[who])) : []),
      totalsLine(locale, 'all', totals.all),
      ...(Number(clearing) === 0 ? [] : [translate(locale, 'report-clearing', { clearing })]),
      ...(otherCurrencies > 0
        ? [translate(locale, 'account-other-currencies', { count: otherCurrencies })]
        : []),
    ].join('\n'),
  ];
}

const dayLine = (locale: Locale, line: DayLineJson): string =>
  translate(locale, 'report-day-line', {
    ...figuresOf(line),
    boughtAmount: String(line.boughtAmount),
    soldAmount: String(line.soldAmount),
    unknownAmount: String(line.unknownAmount),
  });

const totalsLine = (locale: Locale, who: 'ours' | 'foreign' | 'all', figures: DayFigures): string =>
  translate(locale, 'report-totals', { who, ...figuresOf(figures) });

function spreadsText(locale: Locale, { spreads, totals }: SpreadsJson): string[] {
  if (spreads.length === 0) return [translate(locale, 'report-no-spreads')];
  const lines = cut(
    locale,
    spreads.map((each) => spreadLine(locale, each)),
  );
  return [lines.join('\n'), translate(locale, 'report-spread-totals', figuresOf(totals))];
}

function spreadLine(locale: Locale, spread: SpreadJson): string {
  const { unwound, open } = spread;
  return [
    translate(locale, 'report-spread-line', {
      ...figuresOf(spread),
      farExecuted: String(spread.far.executed),
      nearExecuted: String(spread.near.executed),
      farAverage: spread.far.averagePrice,
      nearAverage: spread.near.averagePrice,
    }),
    ...(unwound
      ? [translate(locale, 'report-unwound', { ...figuresOf(unwound), task: unwound.spreads.join(', ') })]
      : []),
    ...(open ? [translate(locale, 'report-open', figuresOf(open))] : []),
  ].join('\n');
}

function cut(locale: Locale, lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_LINES;
  return more > 0 ? [translate(locale, 'report-more', { count: more }), ...lines.slice(-MOST_LINES)] : lines;
}
