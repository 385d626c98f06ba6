import Type from 'typebox';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import { DAY_COLUMNS, type DaysJson, reportDays } from './account/day-report.js';
import { looksLikeDate, spanArguments, spanOf } from './account/span.js';
import { SPREAD_COLUMNS, type SpreadsJson } from './account/spread-json.js';
import { reportSpreads } from './account/spread-report.js';
import { WrongReportError } from './account/trades-errors.js';
import { defineCommand } from './define-command.js';
import { UsageError } from './errors.js';

/** What a span of days came to. */
export interface Report {
  /** Days in Moscow, `2026-11-30`. */
  readonly from: string;
  readonly to: string;
  readonly byDay?: DaysJson;
  readonly bySpread?: SpreadsJson;
}

const BY = ['day', 'spread'] as const;

/** What was executed, earned and paid in a span of days: by day, by spread, or both. */
export const report = defineCommand({
  name: 'report',
  arguments: Type.Object(
    {
      ...spanArguments,
      by: Type.Optional(
        Type.String({
          maxLength: 32,
          description: '`day` or `spread` alone; left out: both, and in a file the days',
          examples: [...BY],
        }),
      ),
      csv: AsCsv,
    },
    { additionalProperties: false },
  ),
  fromWords: reportFromWords,
  async run({ from, to, by: asked, csv }, context) {
    const by = BY.find((each) => each === asked?.trim().toLowerCase());
    if (asked !== undefined && !by) throw new WrongReportError(asked, BY);
    const span = spanOf({ from, to });
    const [byDay, bySpread] = await Promise.all([
      by === 'spread' ? undefined : reportDays(context, span),
      by === 'day' ? undefined : reportSpreads(context, span),
    ]);
    const result: Report = {
      ...{ from: span.from, to: span.to },
      ...(byDay && { byDay }),
      ...(bySpread && { bySpread }),
    };
    return { kind: 'result', result, ...fileOf(csv, result) };
  },
});

/** One table a file. */
const fileOf = (csv: boolean | undefined, { byDay, bySpread }: Report) =>
  byDay
    ? withCsv(csv, {
        name: 'report-day',
        columns: DAY_COLUMNS,
        rows: byDay.days.flatMap(({ lines }) => lines),
      })
    : withCsv(csv, { name: 'report-spread', columns: SPREAD_COLUMNS, rows: bySpread?.spreads ?? [] });

/** `2026-11-01 2026-11-30 day`, each or none. @throws UsageError */
function reportFromWords(asked: readonly string[]): unknown {
  const { words, csv } = takeCsv(asked);
  const [from, to, ...others] = words.filter(looksLikeDate);
  const [by, ...more] = words.filter((word) => !looksLikeDate(word)).map((word) => word.toLowerCase());
  const isBy = by === undefined || (BY as readonly string[]).includes(by);
  if (!isBy || more.length > 0 || others.length > 0) throw new UsageError('report');
  return { ...(from && { from }), ...(to && { to }), ...(by && { by }), ...(csv && { csv }) };
}
