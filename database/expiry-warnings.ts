import type { JournalEntry } from '../domain/journal.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface NewExpiryWarning {
  readonly mode: string;
  readonly accountId: string;
  readonly instrumentUid: string;
  /** Days before the end that it is a warning of. */
  readonly threshold: number;
  readonly entry: JournalEntry;
}

/** Writes each into the journal, unless it was told before, by whichever worker. @returns how many were new */
export async function warnOfExpiries(db: Database, warnings: readonly NewExpiryWarning[]): Promise<number> {
  if (warnings.length === 0) return 0;
  return inTransaction(db, async (transaction) => {
    const added = await transaction
      .insertInto('expiry_warnings')
      .values(
        warnings.map(({ mode, accountId, instrumentUid, threshold }) => ({
          mode,
          account_id: accountId,
          instrument_uid: instrumentUid,
          threshold,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .returning(['instrument_uid', 'threshold'])
      .execute();
    const isNew = new Set(added.map((row) => `${row.instrument_uid} ${row.threshold}`));
    await appendToJournal(
      transaction,
      warnings
        .filter(({ instrumentUid, threshold }) => isNew.has(`${instrumentUid} ${threshold}`))
        .map(({ entry }) => entry),
    );
    return added.length;
  });
}
