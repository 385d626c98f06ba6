import Type from 'typebox';
import { moscowDay } from '../../domain/moscow.js';
import type { OutcomeFile } from '../define-command.js';
import { type Column, csvText } from './csv.js';

/** An argument of every command that tells of the account. */
export const AsCsv = Type.Optional(
  Type.Boolean({ description: 'The same as a file besides: CSV, its columns named as the fields here' }),
);

/** What a command tells as a table. */
export interface Table<Row> {
  /** Of the command. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/** `file` of an outcome where it was asked for; the day in its name is Moscow's. */
export function withCsv<Row>(
  csv: boolean | undefined,
  { name, columns, rows }: Table<Row>,
  now = new Date(),
): { file?: OutcomeFile } {
  if (!csv) return {};
  const day = new Date(moscowDay(now.getTime())).toISOString().slice(0, DAY_LENGTH);
  return {
    file: {
      name: `trademan-${name}-${day}.csv`,
      mime: 'text/csv',
      text: csvText(columns, rows),
      rows: rows.length,
    },
  };
}

const DAY_LENGTH = '2026-11-30'.length;

/** The chat's word `csv`, wherever it stands among the others. */
export function takeCsv(words: readonly string[]): { words: readonly string[]; csv?: true } {
  const others = words.filter((word) => word.toLowerCase() !== 'csv');
  return { words: others, ...(others.length < words.length && { csv: true as const }) };
}
