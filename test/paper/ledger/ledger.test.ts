import { expect, test } from '@jest/globals';
import { Ledger } from '../../../paper/ledger/ledger.js';
import { Journal } from '../../../paper/state/journal.js';
import { newDataDir } from '../paper-client.js';

const TOTAL = 50_500;

/** Entries in several segments, between lines of other kinds. */
function filled(dataDir: string, limits: { segmentBytes: number; keptBytes: number }) {
  const journal = new Journal(dataDir, limits);
  const ledger = new Ledger(journal);
  const begin = (nextSeq: number) =>
    journal.rotate([`{"snapshot":{"version":1,"nextSeq":${nextSeq}}}`, '{"end":"snapshot"}']);
  begin(1);
  for (let seq = 1; seq <= TOTAL; seq += 1) {
    const line = JSON.stringify({ seq, atUs: seq, kind: 'call', method: `Method ${'x'.repeat(seq % 90)}` });
    ledger.add(seq, line);
    journal.append(line);
    if (seq % 7 === 0) journal.append('{"kind":"book-set","ticker":"SBER"}');
    if (seq % 20 === 0) journal.flush();
    if (journal.isFull) begin(seq + 1);
  }
  return { journal, ledger };
}

const numbers = (ledger: Ledger, since: number): number[] =>
  [...ledger.since(since)].flat().map((line) => (JSON.parse(line) as { seq: number }).seq);

test('old entries are read back from the journal, none twice and none left out', () => {
  const { dataDir, remove } = newDataDir();
  const { journal, ledger } = filled(dataDir, { segmentBytes: 1_000_000, keptBytes: 1 << 30 });
  for (const since of [
    0,
    1,
    999,
    1_000,
    7_777,
    12_345,
    30_000,
    TOTAL - 2_501,
    TOTAL - 2_500,
    TOTAL - 1,
    TOTAL,
  ]) {
    const expected = Array.from({ length: TOTAL - since }, (_, index) => since + 1 + index);
    expect(numbers(ledger, since)).toEqual(expected);
  }
  expect(ledger.firstSeq).toBe(1);
  journal.close();
  remove();
});

test('the oldest segments are deleted beyond what may be kept, and it is known which entries are gone', () => {
  const { dataDir, remove } = newDataDir();
  const { journal, ledger } = filled(dataDir, { segmentBytes: 1_000_000, keptBytes: 2_500_000 });
  const { firstSeq } = ledger;
  expect(firstSeq).toBeGreaterThan(1);
  expect(numbers(ledger, firstSeq - 1)[0]).toBe(firstSeq);
  journal.close();
  const again = new Journal(dataDir);
  expect(again.firstSeq).toBe(firstSeq);
  again.close();
  remove();
});
