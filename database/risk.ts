import type { JournalEntry } from '../domain/journal.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface AccountOfMode {
  readonly mode: string;
  readonly accountId: string;
}

export interface RiskConfirmation {
  /** Who confirmed it, e.g. `api` or `telegram:12345`. */
  readonly by: string;
  readonly at: Date;
}

export async function readRiskConfirmation(
  db: Database,
  { mode, accountId }: AccountOfMode,
): Promise<RiskConfirmation | undefined> {
  return db
    .selectFrom('risk_confirmations')
    .select(['by', 'at'])
    .where('mode', '=', mode)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** Keeps it with its line of the journal; the first confirmation of an account stays. */
export async function confirmRisk(
  db: Database,
  { mode, accountId, by, entry }: AccountOfMode & { readonly by: string; readonly entry: JournalEntry },
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    const added = await transaction
      .insertInto('risk_confirmations')
      .values({ mode, account_id: accountId, by })
      .onConflict((conflict) => conflict.doNothing())
      .returning('by')
      .execute();
    if (added.length > 0) await appendToJournal(transaction, [entry]);
  });
}
