/** Reads CSV strictly by RFC 4180: every record ends with CRLF, what needs quotes has them, all are of one length. */
export function readCsv(text: string): string[][] {
  const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const records: string[][] = [];
  let record: string[] = [];
  while (FIELD.lastIndex < text.length) {
    const at = FIELD.lastIndex;
    const [, quoted, plain = '', end] = FIELD.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV at ${at}: ${text.slice(at, at + 40)}`);
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  if (record.length > 0) throw new Error('the last record has no end');
  const [header] = records;
  const odd = records.find(({ length }) => length !== header?.length);
  if (odd) throw new Error(`a record of another length: ${odd.join()}`);
  return records;
}

/** The records under the names of the header. */
export function recordsOf(text: string): Record<string, string>[] {
  const [header = [], ...records] = readCsv(text);
  return records.map((record) =>
    Object.fromEntries(header.map((name, place) => [name, record[place] ?? ''])),
  );
}
