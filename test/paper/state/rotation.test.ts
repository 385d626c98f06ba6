import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadCatalogue } from '../../../paper/instruments/catalogue.js';
import { takeSnapshot } from '../../../paper/state/snapshot.js';
import { FIRST_ACCOUNT_ID } from '../../../paper/state/state.js';
import { DamagedJournalError, openStore, type Store } from '../../../paper/state/store.js';
import { newDataDir } from '../paper-client.js';
import { dumpOf } from './dump.js';

const catalogue = loadCatalogue();
let folder: ReturnType<typeof newDataDir>;
beforeEach(() => {
  folder = newDataDir();
});
afterEach(() => folder.remove());

const open = (dataDir = folder.dataDir): Store => openStore({ dataDir, catalogue });
const file = (name: string, dataDir = folder.dataDir): string => join(dataDir, 'paper', name);
const files = (): string[] => readdirSync(join(folder.dataDir, 'paper')).sort();
const FIRST = 'journal-000001.jsonl';
const SECOND = 'journal-000002.jsonl';

function write({ state, journal, ledger }: Store, count: number): void {
  for (let turn = 0; turn < count; turn += 1) {
    const event = {
      seq: state.nextSeq,
      atUs: state.lastAtUs + 1,
      kind: 'accepted' as const,
      orderId: String(state.lastOrderNumber + 1),
      requestId: `key ${state.nextSeq}`,
      shownRequestId: 'shown',
      orderType: 'limit' as const,
      timeInForce: 'day' as const,
      accountId: FIRST_ACCOUNT_ID,
      ticker: 'SBER',
      direction: 'buy' as const,
      lots: 1,
      price: '250.5',
      initialPrice: '250.5',
    };
    state.apply(event);
    ledger.add(event.seq, JSON.stringify(event));
    journal.append(JSON.stringify(event));
  }
  journal.flush();
}

/** What a start finds; it must be everything, and it must go on from there. */
function found(dataDir = folder.dataDir): { state: unknown; seqs: number[] } {
  const store = open(dataDir);
  const state = dumpOf(store.state);
  const seqs = [...store.ledger.since(0)].flat().map((line) => (JSON.parse(line) as { seq: number }).seq);
  write(store, 1);
  store.journal.close();
  const again = open(dataDir);
  expect(again.state.nextSeq).toBe(seqs.length + 2);
  again.journal.close();
  return { state, seqs };
}

/** A folder with five orders in its only segment, as a killed process leaves it. */
function written(): { state: unknown; seqs: number[] } {
  const store = open();
  write(store, 5);
  const state = dumpOf(store.state);
  store.journal.close();
  return { state, seqs: [1, 2, 3, 4, 5] };
}

test('a process killed at any moment of beginning a segment leaves one that holds everything', () => {
  const expected = written();
  const before = newDataDir();
  cpSync(folder.dataDir, before.dataDir, { recursive: true });
  const store = open();
  store.journal.rotate(takeSnapshot(store.state));
  store.journal.close();
  expect(files()).toEqual([FIRST, SECOND]);
  const whole = readFileSync(file(SECOND));

  // While the snapshot is written, and before it gets its name.
  for (let bytes = 0; bytes <= whole.length; bytes += 211) {
    const killed = newDataDir();
    cpSync(before.dataDir, killed.dataDir, { recursive: true });
    writeFileSync(file(`${SECOND}.new`, killed.dataDir), whole.subarray(0, bytes));
    expect(found(killed.dataDir)).toEqual(expected);
    killed.remove();
  }
  // After a power cut: the name is there and its content is not.
  for (let bytes = 0; bytes < whole.length; bytes += 211) {
    const killed = newDataDir();
    cpSync(before.dataDir, killed.dataDir, { recursive: true });
    writeFileSync(file(SECOND, killed.dataDir), whole.subarray(0, bytes));
    expect(found(killed.dataDir)).toEqual(expected);
    killed.remove();
  }
  // After it got its name.
  expect(found()).toEqual(expected);
  before.remove();
});

test('of an operation whose lines are not all there nothing has happened', () => {
  const store = open();
  write(store, 1);
  const before = dumpOf(store.state);
  const { length } = readFileSync(file(FIRST));
  write(store, 3);
  const after = dumpOf(store.state);
  store.journal.close();
  const whole = readFileSync(file(FIRST));
  for (let bytes = length; bytes <= whole.length; bytes += bytes < whole.length - 2 ? 50 : 1) {
    writeFileSync(file(FIRST), whole.subarray(0, bytes));
    expect(found()).toEqual(
      bytes === whole.length ? { state: after, seqs: [1, 2, 3, 4] } : { state: before, seqs: [1] },
    );
  }
});

test('the only segment of earlier versions is taken over', () => {
  const expected = written();
  const events = readFileSync(file(FIRST), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"seq"'));
  rmSync(file(FIRST));
  writeFileSync(file('journal.jsonl'), `${events.join('\n')}\n{"seq":6,"at`);
  expect(found()).toEqual(expected);
  expect(files()).toEqual([FIRST]);
});

test('a segment that cannot be begun leaves the old one as it is', () => {
  const store = open();
  write(store, 2);
  expect(() =>
    store.journal.rotate(
      (function* () {
        yield '{"snapshot":{"version":1,"nextSeq":3}}';
        throw new Error('no space left');
      })(),
    ),
  ).toThrow('no space left');
  expect(files()).toEqual([FIRST]);
  expect(store.journal.isFull).toBe(false);
  write(store, 3);
  const state = dumpOf(store.state);
  store.journal.close();
  expect(found()).toEqual({ state, seqs: [1, 2, 3, 4, 5] });
});

test.each([
  ['a line that is not JSON', () => appendFileSync(file(FIRST), 'not json\n')],
  [
    'an order nobody accepted',
    () => appendFileSync(file(FIRST), '{"seq":9,"atUs":9,"kind":"fill","orderId":"1","tradeId":"1"}\n'),
  ],
  [
    'a later segment without its snapshot',
    () => {
      copyFileSync(file(FIRST), file(SECOND));
      writeFileSync(file(SECOND), '{"seq":6,"atUs":9,"kind":"call","method":"GetOrders"}\n');
    },
  ],
])('%s is not passed over', (_, damage) => {
  written();
  damage();
  expect(() => open()).toThrow(DamagedJournalError);
});
