import { sql } from 'kysely';
import type { JournalEntry } from '../domain/journal.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface OfAccount {
  readonly mode: string;
  readonly accountId: string;
}

/** A difference to tell: once a subject, and again only with another figure. */
export interface Telling {
  readonly subject: string;
  readonly figure: string;
  readonly entry: JournalEntry;
}

/** Writes into the journal what was not told before, by whichever worker. @returns those */
export function tellOnce(db: Database, of: OfAccount, tellings: readonly Telling[]): Promise<Telling[]> {
  if (tellings.length === 0) return Promise.resolve([]);
  return inTransaction(db, (transaction) => tellOnceWithin(transaction, of, tellings));
}

/** The same as a part of something larger. */
export async function tellOnceWithin(
  transaction: Database,
  { mode, accountId }: OfAccount,
  tellings: readonly Telling[],
): Promise<Telling[]> {
  if (tellings.length === 0) return [];
  // Two workers that tell the same wait for each other in the same order.
  const rows = [...new Map(tellings.map((telling) => [keyOf(telling), telling])).values()].sort(
    (one, other) => (keyOf(one) < keyOf(other) ? -1 : 1),
  );
  const values = rows.map(
    ({ subject, figure, entry }) => sql`(${mode}, ${accountId}, ${entry.kind}, ${subject}, ${figure})`,
  );
  const { rows: written } = await sql<{ kind: string; subject: string }>`
    insert into told_differences as known (mode, account_id, kind, subject, figure) values ${sql.join(values)}
    on conflict (mode, account_id, kind, subject) do update set figure = excluded.figure, told_at = now()
      where known.figure <> excluded.figure
    returning kind, subject`.execute(transaction);
  const isNew = new Set(written.map(({ kind, subject }) => `${kind} ${subject}`));
  const news = rows.filter((telling) => isNew.has(keyOf(telling)));
  await appendToJournal(
    transaction,
    news.map(({ entry }) => entry),
  );
  return news;
}

const keyOf = ({ subject, entry }: Telling): string => `${entry.kind} ${subject}`;

/** An account's orders and stop orders are history by then. */
const FORGOTTEN_AFTER = sql.raw(`interval '60 days'`);

export async function forgetOldTellings(db: Database): Promise<void> {
  await sql`delete from told_differences where told_at < now() - ${FORGOTTEN_AFTER}`.execute(db);
}
