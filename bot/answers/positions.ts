import type { PositionRow, PositionsAnswer } from '../../commands/index.js';
import { type Locale, translate } from '../../locales/index.js';
import { figuresOf } from './figures.js';
import { MOST_LINES } from './most-lines.js';

/** A line a position, the totals last. */
export function positionsText(locale: Locale, result: unknown): string {
  const { items, totals, loading } = result as PositionsAnswer;
  const lines = items.slice(0, MOST_LINES).map((row) => positionLine(locale, row));
  const more = items.length - lines.length;
  return [
    ...(items.length === 0 ? [translate(locale, 'positions-none')] : lines),
    ...(more > 0 ? [translate(locale, 'positions-more', { count: more })] : []),
    translate(locale, 'positions-total', figuresOf(totals)),
    ...(totals.leftOut > 0 ? [translate(locale, 'positions-left-out', figuresOf(totals))] : []),
    ...(loading ? [translate(locale, 'account-loading')] : []),
  ].join('\n');
}

function positionLine(locale: Locale, row: PositionRow): string {
  const figures = figuresOf(row);
  const say = (key: string) => translate(locale, `position-${key}`, figures);
  const isMoney = row.instrumentUid === null;
  return [
    say(formOf(row)),
    ...(row.profit === null ? [] : [say(row.currency === 'RUB' ? 'profit' : 'profit-foreign')]),
    ...(row.kind === 'future' && row.worth !== null ? [say('margin')] : []),
    ...(Number(row.blocked) === 0 ? [] : [say(isMoney ? 'money-blocked' : 'blocked')]),
    ...(row.averageMayLag ? [say('lag')] : []),
    ...tasksOf(locale, row),
  ].join('');
}

function formOf({
  kind,
  instrumentUid,
  currency,
  lastPrice,
  value,
  accruedInterest,
  lastPoints,
}: PositionRow) {
  if (kind === 'currency' && instrumentUid === null && currency === 'RUB' && value !== null) return 'money';
  if (lastPrice === null || value === null) return 'unpriced';
  if (currency !== 'RUB') return 'foreign';
  if (kind === 'future' && lastPoints !== null) return 'future';
  return kind === 'bond' && accruedInterest !== null ? 'with-interest' : 'priced';
}

function tasksOf(locale: Locale, row: PositionRow): string[] {
  if (row.tasks.length === 0) return [];
  const { toBuy, toSell, heldBySpreads } = row;
  const parts = [
    ...(toBuy > 0 ? ['position-to-buy'] : []),
    ...(toSell > 0 ? ['position-to-sell'] : []),
    ...(heldBySpreads !== 0 ? ['position-by-spreads'] : []),
  ].map((key) => translate(locale, key, { toBuy, toSell, heldBySpreads }));
  const figures = { words: parts.join(', '), tasks: row.tasks.join(', ') };
  return parts.length === 0 ? [] : [translate(locale, 'position-tasks', figures)];
}
