/** A process that dies at each step of a refresh of the catalogue, one after the other: old or new, never a mix of both. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  type Database,
  lastGoodReading,
  lastJournalSeq,
  migrateToLatest,
  openDatabase,
  replaceCatalogue,
} from '../../database/index.js';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { listed, listedFuture } from '../support/listed.js';
import { mortalDatabase, nameOf, never } from '../support/mortal-database.js';

const MODE = 'paper';
/** More than one statement takes. */
const MANY = 320;

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

const steady = Array.from({ length: MANY }, (_, number) => listed({ uid: `steady-${number}` }));
/** Two lists that differ in what is there, and in how it is, in the first statement and in the last. */
const ONE = [
  listed({ uid: 'first-one' }),
  listed({ uid: 'first', lot: 1 }),
  ...steady,
  listed({ uid: 'last', lot: 1 }),
  listedFuture('last-one'),
  listedFuture('future'),
];
const OTHER = [
  listed({ uid: 'first-other' }),
  listed({ uid: 'first', lot: 100 }),
  ...steady,
  listed({ uid: 'last', lot: 100 }),
  listedFuture('future'),
];

interface Looked {
  readonly active: readonly ListedInstrument[];
  readonly readings: number;
  readonly journal: number;
}
async function look(): Promise<Looked> {
  const { rows } = await sql<{ listing: ListedInstrument }>`
    select listing from instruments where mode = ${MODE} and active and gone_at is null
    order by listing->>'uid' collate "C"`.execute(db);
  const { rows: readings } = await sql<{ count: number }>`
    select count(*)::int as count from catalogue_readings where mode = ${MODE}`.execute(db);
  return {
    active: rows.map(({ listing }) => listing),
    readings: readings[0]?.count ?? 0,
    journal: await lastJournalSeq(db),
  };
}
const sorted = (all: readonly ListedInstrument[]) => [...all].sort((a, b) => (a.uid < b.uid ? -1 : 1));

/** @returns the steps it took, or undefined where it died at that one */
async function refreshUntil(
  all: readonly ListedInstrument[],
  dies: { readonly at: number; readonly sent: boolean },
): Promise<string[] | undefined> {
  const name = `walk-${dies.at}-${dies.sent}`;
  const taken: string[] = [];
  let isDead = false;
  let died: () => void = () => undefined;
  const death = new Promise<undefined>((resolve) => {
    died = () => resolve(undefined);
  });
  const die = () => {
    isDead = true;
    process.breakOff();
    died();
  };
  const process = mortalDatabase({
    ...{ url: database.url, name, isDead: () => isDead },
    async before(text) {
      taken.push(nameOf(text));
      if (taken.length !== dies.at || dies.sent) return;
      die();
      await never();
    },
    sent() {
      if (taken.length === dies.at) die();
    },
  });
  const refresh = replaceCatalogue(process.db, { mode: MODE, listed: all, by: 'test' });
  const ended = await Promise.race([refresh.then(() => taken), death]);
  process.end();
  // What the server had in hand is over when the connection is.
  await eventually(
    async () => {
      const { rows } = await sql`select from pg_stat_activity where application_name = ${name}`.execute(db);
      return rows.length === 0;
    },
    { what: 'the end of its connections' },
  );
  return ended;
}

test.each([
  ['before a statement is sent', false],
  ['when it is sent and not answered', true],
])(
  'it dies %s',
  async (_, sent) => {
    await replaceCatalogue(db, { mode: MODE, listed: ONE, by: 'test' });
    let [now, next] = [ONE, OTHER];
    const became = new Set<string>();
    for (let at = 1; ; at += 1) {
      const before = await look();
      expect(before.active).toEqual(sorted(now));
      const steps = await refreshUntil(next, { at, sent });
      const after = await look();
      const isNew = after.readings > before.readings;
      became.add(isNew ? 'new' : 'old');
      expect(after.active).toEqual(sorted(isNew ? next : now));
      expect(after.journal > before.journal).toBe(isNew);
      if (steps) {
        // It took fewer steps than it may: all were walked.
        expect(isNew).toBe(true);
        expect(steps.length).toBe(at - 1);
        expect(steps.at(-1)).toMatch(/commit/i);
        expect(steps.length).toBeGreaterThan(7);
        break;
      }
      // The next one is not hindered, whatever was left.
      await replaceCatalogue(db, { mode: MODE, listed: next, by: 'test' });
      expect(await lastGoodReading(db, MODE)).toMatchObject({ listed: next.length });
      [now, next] = [next, now];
    }
    expect(became).toEqual(new Set(['old', 'new']));
  },
  60_000,
);
