import { sql } from 'kysely';
import {
  DEFAULT_SETTINGS,
  isSettingKey,
  type SettingKey,
  type Settings,
  settingText,
} from '../domain/settings.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';
import { lockCounting, tellWhetherLimited } from './limits.js';

export interface SettingChange<Key extends SettingKey = SettingKey> {
  readonly key: Key;
  /** As `checkSetting` answered it; undefined sets it back to its default. */
  readonly value: Settings[Key] | undefined;
  /** Who asked, e.g. `api` or `telegram:12345`. */
  readonly by: string;
}

/** Who changed a setting last, and when. */
export interface SettingChanged {
  readonly by: string;
  readonly at: Date;
}

const storedRows = async (db: Database) => {
  const rows = await db.selectFrom('settings').selectAll().execute();
  // Another version's settings are left alone.
  return rows.flatMap((row) => (isSettingKey(row.key) ? [{ ...row, key: row.key }] : []));
};

/** Every setting as it is now. */
export async function readSettings(db: Database): Promise<Settings> {
  const set = (await storedRows(db)).filter(({ value }) => value !== null);
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(set.map(({ key, value }) => [key, value])) };
}

/** Who changed what last; what was never changed is missing. */
export async function settingsChanged(db: Database): Promise<ReadonlyMap<SettingKey, SettingChanged>> {
  const rows = await storedRows(db);
  return new Map(rows.map(({ key, changed_by: by, changed_at: at }) => [key, { by, at }] as const));
}

/** Any fixed number: of two who change settings at once each tells in the journal what it was before them. */
const CHANGE_LOCK = 7_261_002;

/** Changes settings, all or none, told in the journal and on channel `settings`. What is that already is left alone. */
export async function writeSettings(db: Database, changes: readonly SettingChange[]): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await sql`select pg_advisory_xact_lock(${CHANGE_LOCK})`.execute(transaction);
    const before = await readSettings(transaction);
    const news = changes.filter(({ key, value }) => textOf(inForce(key, value)) !== textOf(before[key]));
    if (news.length === 0) return;
    const areLimits = news.some(({ key }) => key.startsWith('limits.'));
    if (areLimits) await lockCounting(transaction);
    for (const change of news) await write(transaction, change);
    if (areLimits) await tellWhetherLimited(transaction);
    await sql`select pg_notify('settings', '')`.execute(transaction);
    await appendToJournal(
      transaction,
      news.map(({ key, value, by }) => ({
        taskId: null,
        kind: 'setting-changed',
        severity: 'report',
        data: { by, setting: key, was: settingText(before[key]), is: settingText(inForce(key, value)) },
      })),
    );
  });
}

export const writeSetting = <Key extends SettingKey>(db: Database, change: SettingChange<Key>) =>
  writeSettings(db, [change as SettingChange]);

async function write(db: Database, { key, value, by }: SettingChange): Promise<void> {
  // What may be none is none by default, so a row without a value is both.
  const json = value === undefined || value === null ? null : JSON.stringify(value);
  await sql`
    insert into settings (key, value, changed_by, changed_at)
    values (${key}, ${json}::jsonb, ${by}, date_trunc('milliseconds', clock_timestamp()))
    on conflict (key) do update set value = excluded.value, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at`.execute(db);
}

const inForce = <Key extends SettingKey>(key: Key, value: Settings[Key] | undefined) =>
  value === undefined ? DEFAULT_SETTINGS[key] : value;
const textOf = (value: Settings[SettingKey]): string => JSON.stringify(value);
