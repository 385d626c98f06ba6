import { Decimal } from 'decimal.js';
import type { DividendsAnswer, ShownDividendRow } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { inColumns } from './columns.js';

/** Which dividends the market expects, a line each in columns, and what was left out. */
export function dividendsText(locale: Locale, result: unknown): string {
  const { rows, leftOut, found, rate, leastYield } = result as DividendsAnswer;
  const figures = { rate, leastYield, found, shown: rows.length };
  const columns = inColumns(rows.map(columnsOf));
  return [
    ...(rows.length === 0
      ? [translate(locale, 'dividend-nothing', figures)]
      : [
          translate(locale, 'dividend-title', { ...figures, isCut: found > rows.length ? 'yes' : 'no' }),
          translate(locale, 'dividend-columns'),
        ]),
    ...rows.map((row, place) => lineOf(locale, row, columns[place])),
    ...(leftOut > 0 ? [translate(locale, 'dividend-left-out', { leftOut })] : []),
  ].join('\n');
}

const columnsOf = (row: ShownDividendRow) => ({
  yield: new Decimal(row.yield).toFixed(2),
  dividend: readable(row.dividend),
  days: String(row.days),
  price: new Decimal(row.price).toFixed(2),
});

function lineOf(
  locale: Locale,
  row: ShownDividendRow,
  columns: ReturnType<typeof columnsOf> | undefined,
): string {
  const { farTicker, nearTicker, basis, announced, tradable } = row;
  const line = translate(locale, 'dividend-row', {
    ...{ ...columns, farTicker, nearTicker, basis },
    tradable: tradable ? 'yes' : 'no',
  });
  if (!announced) return line;
  const { amount, difference, recordDate, dividends } = announced;
  const [year, month, day] = recordDate.split('-');
  return translate(locale, 'dividend-announced', {
    line,
    day: translate(locale, 'dividend-day', { year, month, day }),
    amount: amount && readable(amount),
    difference: difference && readable(difference),
    more: dividends.length - 1,
  });
}

/** Kopecks; of what is worth less than a rouble as many digits as say something. */
const READABLE_DIGITS = 3;
function readable(roubles: string): string {
  const value = new Decimal(roubles);
  return value.isZero() || value.abs().gte(1)
    ? value.toFixed(2)
    : value.toSignificantDigits(READABLE_DIGITS).toFixed();
}
