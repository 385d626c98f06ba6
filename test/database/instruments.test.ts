/** The catalogue in the database, against what a list of what was told would say. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import {
  type Database,
  dividendsOf,
  instrumentsByTicker,
  lastGoodReading,
  listedByUids,
  listenToNotifications,
  migrateToLatest,
  onCatalogueChange,
  openDatabase,
  readJournal,
  replaceCatalogue,
  replaceDividends,
  wasReadWithin,
} from '../../database/index.js';
import type { Dividend, ListedInstrument } from '../../domain/listed-instrument.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { listed, listedFuture } from '../support/listed.js';

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  await migrateToLatest(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

let modes = 0;
/** Each of its own, so that cases do not meet. */
const newMode = () => {
  modes += 1;
  return `mode-${modes}`;
};
const read = (mode: string, all: readonly ListedInstrument[], anyway = false) =>
  replaceCatalogue(db, { mode, listed: all, by: 'test', anyway });
const activeIn = async (mode: string): Promise<string[]> => {
  const ofMode = db.selectFrom('instruments').select('uid').where('mode', '=', mode);
  const rows = await ofMode.where('active', '=', true).execute();
  return rows.map(({ uid }) => uid).sort();
};
const shares = (...uids: string[]) => uids.map((uid) => listed({ uid }));

describe('a reading', () => {
  test('becomes the catalogue, and what came of it is counted; repeated, it changes nothing', async () => {
    const mode = newMode();
    const first = [...shares('a', 'b', 'c'), listedFuture('srz6')];
    expect(await lastGoodReading(db, mode)).toBeUndefined();
    expect(await read(mode, first)).toEqual({
      ...{ refused: false, listed: 4, before: 0, added: 4, changed: 0, gone: 0, short: [] },
    });
    expect(await read(mode, first)).toMatchObject({ before: 4, added: 0, changed: 0, gone: 0 });
    const [b] = shares('b');
    const next = [...shares('a', 'd'), { ...b, lot: 1 } as ListedInstrument, listedFuture('srz6')];
    expect(await read(mode, next)).toMatchObject({ added: 1, changed: 1, gone: 1 });
    expect(await lastGoodReading(db, mode)).toMatchObject({ by: 'test', listed: 4, gone: 1 });
    expect((await lastGoodReading(db, mode))?.agoMs).toBeLessThan(60_000);
    const entries = await listedByUids(db, mode, ['b', 'c', 'srz6', 'nosuch']);
    expect([...entries.keys()].sort()).toEqual(['b', 'c', 'srz6']);
    expect(entries.get('b')).toMatchObject({ active: true, goneAt: null, listed: { lot: 1 } });
    expect(entries.get('c')).toMatchObject({
      active: false,
      goneAt: expect.any(Date),
      listed: shares('c')[0],
    });
    expect(entries.get('srz6')?.listed).toEqual(listedFuture('srz6'));
  });

  test('of another mode is another catalogue', async () => {
    const [one, other] = [newMode(), newMode()];
    await read(one, shares('a', 'b'));
    expect(await read(other, shares('a'))).toMatchObject({ refused: false, added: 1, gone: 0 });
    expect(await activeIn(one)).toEqual(['a', 'b']);
  });

  test('an instrument that is told twice is there once, as it was told last', async () => {
    const mode = newMode();
    const twice = [listed({ uid: 'a', lot: 1 }), listed({ uid: 'a', lot: 100 })];
    expect(await read(mode, twice)).toMatchObject({ listed: 1, added: 1 });
    expect((await listedByUids(db, mode, ['a'])).get('a')?.listed.lot).toBe(100);
  });

  test('of one ticker: what is listed first, then what went last, in any case of its letters', async () => {
    const mode = newMode();
    const all = ['old', 'older', 'new'].map((uid) => listed({ uid, ticker: 'SBER' }));
    const [old, older, now] = all as [ListedInstrument, ListedInstrument, ListedInstrument];
    await read(mode, [older, old, ...shares('x', 'y', 'z')]);
    await read(mode, [old, ...shares('x', 'y', 'z')]);
    await read(mode, [now, ...shares('x', 'y', 'z')]);
    const found = await instrumentsByTicker(db, mode, ' sber ');
    expect(found.map(({ listed: { uid } }) => uid)).toEqual(['new', 'old', 'older']);
    expect(found.map(({ active }) => active)).toEqual([true, false, false]);
    expect(await instrumentsByTicker(db, mode, 'SBERP')).toEqual([]);
  });
});

const UIDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const FUTURES = ['v', 'w', 'x', 'y', 'z'];

test('after any readings: listed is what was told last in a good one, the rest stays inactive, nothing is lost', async () => {
  const reading = fc.record({
    shares: fc.uniqueArray(fc.constantFrom(...UIDS)),
    futures: fc.uniqueArray(fc.constantFrom(...FUTURES)),
    lot: fc.constantFrom(1, 10),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(reading, { minLength: 1, maxLength: 6 }), async (readings) => {
      const mode = newMode();
      let active: ListedInstrument[] = [];
      const ever = new Set<string>();
      for (const { shares: uids, futures, lot } of readings) {
        const all = [...uids.map((uid) => listed({ uid, lot })), ...futures.map((uid) => listedFuture(uid))];
        const few = (kind: string) => {
          const [now, before] = [all, active].map((list) => list.filter((each) => each.kind === kind).length);
          return (before ?? 0) > 0 && (now ?? 0) < (before ?? 0) / 2;
        };
        const isShort = all.length === 0 || all.length < active.length / 2 || few('share') || few('future');
        const before = new Map(active.map((each) => [each.uid, each]));
        const replaced = await read(mode, all);
        expect(replaced.refused).toBe(isShort);
        if (isShort) expect(replaced).toMatchObject({ added: 0, changed: 0, gone: 0 });
        else {
          const same = all.filter(({ uid }) => before.has(uid));
          expect(replaced).toMatchObject({
            added: all.length - same.length,
            changed: same.filter((each) => each.lot !== before.get(each.uid)?.lot).length,
            gone: active.length - same.length,
          });
          active = all;
          for (const { uid } of all) ever.add(uid);
        }
        const entries = await listedByUids(db, mode, [...UIDS, ...FUTURES]);
        expect([...entries.keys()].sort()).toEqual([...ever].sort());
        const listedNow = [...entries.values()].filter((each) => each.active);
        const byUid = (one: ListedInstrument, other: ListedInstrument) => (one.uid < other.uid ? -1 : 1);
        expect(listedNow.map((each) => each.listed).sort(byUid)).toEqual([...active].sort(byUid));
        for (const { active: isActive, goneAt } of entries.values()) expect(goneAt === null).toBe(isActive);
      }
    }),
    { numRuns: 25 },
  );
}, 30_000);

describe('an answer that is too short to be true', () => {
  test('of one kind, or of all, changes nothing, is written down, and warns people once', async () => {
    const mode = newMode();
    const good = [
      ...shares('a', 'b', 'c', 'd', 'e'),
      listedFuture('v'),
      listedFuture('w'),
      listedFuture('x'),
    ];
    await read(mode, good);
    const before = await listedByUids(db, mode, [...UIDS, ...FUTURES]);
    const [last] = await readJournal(db, { limit: 1 });
    expect(last).toMatchObject({ kind: 'catalogue-read', severity: 'info', data: { listed: 8, added: 8 } });

    const refused = await read(mode, [...shares('a', 'b', 'c', 'd', 'e', 'f'), listedFuture('v')]);
    expect(refused).toMatchObject({
      ...{ refused: true, listed: 7, added: 0, changed: 0, gone: 0 },
      short: [{ kind: 'future', listed: 1, before: 3 }],
    });
    expect(await read(mode, [])).toMatchObject({ refused: true, listed: 0 });
    expect(await listedByUids(db, mode, [...UIDS, ...FUTURES])).toEqual(before);
    const warnings = await readJournal(db, { after: last?.seq ?? 0 });
    expect(warnings).toMatchObject([
      {
        kind: 'catalogue-refused',
        severity: 'warning',
        data: { listed: 7, before: 8, future: '1/3', share: null },
      },
      { kind: 'catalogue-refused', severity: 'warning', data: { listed: 0, share: '0/5', future: '0/3' } },
    ]);
    expect(await lastGoodReading(db, mode)).toMatchObject({ listed: 8 });
    // The same again is written down, and told to nobody.
    await read(mode, []);
    expect(await readJournal(db, { limit: 1 })).toMatchObject([
      { kind: 'catalogue-refused', severity: 'info' },
    ]);
    expect(await wasReadWithin(db, mode, 60_000)).toBe(true);
    expect(await wasReadWithin(db, mode, 0)).toBe(false);

    // Just half is a good one.
    expect(await read(mode, [...shares('a', 'b', 'c'), listedFuture('v'), listedFuture('w')])).toMatchObject({
      refused: false,
      gone: 3,
    });
  });

  test('is taken over where a person says that it is true, but for an empty one', async () => {
    const mode = newMode();
    await read(mode, shares('a', 'b', 'c'));
    expect(await read(mode, shares('a'), true)).toMatchObject({ refused: false, gone: 2 });
    expect(await activeIn(mode)).toEqual(['a']);
    expect(await read(mode, [], true)).toMatchObject({ refused: true });
  });

  test('a kind that was never listed is not missed', async () => {
    const mode = newMode();
    await read(mode, shares('a', 'b'));
    expect(await read(mode, [...shares('a', 'b'), listedFuture('v')])).toMatchObject({ refused: false });
    expect(await read(mode, shares('a', 'b'))).toMatchObject({ refused: true });
  });
});

test('two readings at once come one after the other', async () => {
  const mode = newMode();
  await read(mode, shares('a', 'b'));
  const replaced = await Promise.all([
    read(mode, shares('a', 'b', 'c')),
    read(mode, shares('a', 'b', 'c')),
    read(mode, shares('a', 'b', 'c')),
  ]);
  expect(replaced.map(({ added }) => added).sort()).toEqual([0, 0, 1]);
});

describe('dividends', () => {
  const dividend = (uid: string, day: string, change: Partial<Dividend> = {}): Dividend => ({
    instrumentUid: uid,
    recordDate: new Date(`${day}T00:00:00Z`),
    lastBuyDate: new Date(new Date(`${day}T00:00:00Z`).getTime() - 86_400_000),
    paymentDate: null,
    amount: '33.30',
    currency: 'RUB',
    ...change,
  });
  const from = new Date('2026-11-30T10:00:00Z');

  test('what was read is taken over, what was not stays; of one day they are added up', async () => {
    const mode = newMode();
    const sber = dividend('sber', '2027-07-11', { paymentDate: new Date('2027-07-25T00:00:00Z') });
    await replaceDividends(db, {
      ...{ mode, from },
      read: new Map([
        ['sber', [sber]],
        ['gazp', [dividend('gazp', '2027-07-20'), dividend('gazp', '2027-07-20', { amount: '0.07' })]],
        ['lkoh', [dividend('lkoh', '2026-12-20')]],
      ]),
    });
    await replaceDividends(db, {
      ...{ mode, from },
      read: new Map([
        ['lkoh', []],
        ['sber', [sber, dividend('sber', '2026-11-30', { amount: '1' })]],
      ]),
    });
    const found = await dividendsOf(db, mode, ['sber', 'gazp', 'lkoh'], { from });
    expect(found).toEqual([
      dividend('sber', '2026-11-30', { amount: '1' }),
      sber,
      dividend('gazp', '2027-07-20', { amount: '33.37' }),
    ]);
    expect(await dividendsOf(db, mode, ['sber'], { from: new Date('2026-12-01T00:00:00Z') })).toEqual([sber]);
    expect(await dividendsOf(db, newMode(), ['sber'], { from })).toEqual([]);
  });
});

test('whoever keeps lists in memory hears of a catalogue that became another one, also after it could not hear', async () => {
  const mode = newMode();
  const notifications = await listenToNotifications(database.url, ['catalogue'], () => undefined);
  let heard = 0;
  const end = onCatalogueChange({ db, notifications, mode }, () => {
    heard += 1;
  });
  const until = (times: number, what: string) => eventually(() => heard === times, { what });
  const cut = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like '%-listen'`.execute(db);
  try {
    await read(newMode(), shares('a'));
    await read(mode, shares('a', 'b'));
    await until(1, 'the first reading, and that alone');
    await read(mode, shares('a', 'b'));
    await read(mode, []);
    await read(mode, shares('a', 'c'));
    await until(2, 'a reading that changed something');

    const again = new Promise<void>((resolve) => {
      notifications.onResync(resolve);
    });
    await cut();
    await read(mode, shares('a', 'd'));
    await again;
    await until(3, 'what was announced to nobody');
  } finally {
    end();
    await notifications.close();
  }
});
