/** A table as CSV (RFC 4180): a header, records that end with CRLF, decimals as they are. */

/** Decimals as strings, moments in ISO 8601; null and undefined are an empty field. */
export type Cell = string | number | boolean | null | undefined;

/** One column: a field of the row under its own name, or what is made of the row. Names are stable, whatever the language. */
export type Column<Row> = (keyof Row & string) | { readonly name: string; readonly of: (row: Row) => Cell };

const END_OF_RECORD = '\r\n';

/** @throws TypeError where a column's field is no plain value: it needs an `of` */
export function csvText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const header = columns.map((column) => (typeof column === 'string' ? column : column.name));
  const records = rows.map((row) => columns.map((column) => cellOf(column, row)));
  return [header, ...records].map((cells) => cells.map(fieldOf).join(',') + END_OF_RECORD).join('');
}

function cellOf<Row>(column: Column<Row>, row: Row): Cell {
  if (typeof column !== 'string') return column.of(row);
  const cell: unknown = row[column];
  if (typeof cell === 'object' && cell !== null) throw new TypeError(`${column} is no plain value`);
  return cell as Cell;
}

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What spreadsheets take for the beginning of a formula, in full width too. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const TO_QUOTE = /[",\r\n]|^\s|\s$/;

/** Names come from others: what a spreadsheet would carry out as a formula gets an apostrophe before it. */
function fieldOf(cell: Cell): string {
  const plain = cell === null || cell === undefined ? '' : String(cell);
  const text = FORMULA.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain;
  return TO_QUOTE.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
