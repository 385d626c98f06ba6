import { expect, test } from '@jest/globals';
import { Ledger } from '../../../paper/ledger/ledger.js';
import type { LedgerEvent } from '../../../paper/state/events.js';
import { Journal } from '../../../paper/state/journal.js';
import { newDataDir } from '../paper-client.js';

test('old entries are read back from the journal, none twice and none left out', () => {
  const { dataDir, remove } = newDataDir();
  const journal = new Journal(dataDir);
  const ledger = new Ledger((offset) => journal.read(offset));
  const total = 50_500;
  for (let seq = 1; seq <= total; seq += 1) {
    const event: LedgerEvent = { seq, atUs: seq, kind: 'call', method: `Method ${seq}` };
    ledger.add(event, journal.append(event));
  }
  for (const since of [0, 1, 999, 1_000, 12_345, 30_000, total - 1, total]) {
    const events = ledger.since(since);
    expect(events).toHaveLength(total - since);
    expect(events.every(({ seq }, index) => seq === since + 1 + index)).toBe(true);
  }
  journal.close();
  remove();
});
