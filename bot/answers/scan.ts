import { Decimal } from 'decimal.js';
import type { ScanAnswer, ShownScanRow } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { inColumns } from './columns.js';

/** What lasts a day is a huge figure a year, and says no more than this. */
const MOST_YEARLY = 99_999;

/** Pairs above a rate, a line each in columns, and what was left out. */
export function scanText(locale: Locale, result: unknown): string {
  const { rows, leftOut, pairs, rate, sum, chatRows } = result as ScanAnswer;
  const lines = rows.slice(0, chatRows);
  const figures = { rate, sum, pairs, found: rows.length, shown: lines.length };
  return [
    ...(rows.length === 0
      ? [translate(locale, 'scan-nothing', figures)]
      : [
          translate(locale, 'scan-title', { ...figures, isCut: lines.length < rows.length ? 'yes' : 'no' }),
          translate(locale, 'scan-columns', figures),
          ...inColumns(lines.map(columnsOf)).map((columns, place) =>
            lineOf(locale, lines[place] as ShownScanRow, columns),
          ),
        ]),
    ...(leftOut > 0 ? [translate(locale, 'scan-left-out', { leftOut })] : []),
  ].join('\n');
}

const columnsOf = ({ yearly, last, profit, margin, days }: ShownScanRow) => ({
  yearly: percent(yearly),
  lastYearly: percent(last.yearly),
  profit: kopecks(profit),
  margin: kopecks(margin),
  days: String(days),
});

type Columns = ReturnType<typeof columnsOf>;

function lineOf(locale: Locale, row: ShownScanRow, columns: Columns): string {
  const { farTicker, nearTicker, basis, tradable, book } = row;
  const dividend = book && !new Decimal(book.dividend).isZero() ? kopecks(book.dividend) : null;
  return translate(locale, 'scan-row', {
    ...{ ...columns, farTicker, nearTicker, basis, dividend },
    tradable: tradable ? 'yes' : 'no',
  });
}

const percent = (yearly: string): string => (Number(yearly) > MOST_YEARLY ? `>${MOST_YEARLY}` : yearly);
const kopecks = (roubles: string): string => new Decimal(roubles).toFixed(2);
