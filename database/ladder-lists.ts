import { sql } from 'kysely';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

/** The ladders that are placed in lists of instruments. */
export type ListedLadder = 'stops' | 'shorts';
export type ListColour = 'white' | 'black';

/** An instrument of a list. */
export interface ListEntry {
  readonly ticker: string;
  /** By which it is found under another ticker too; null where the broker never listed it. */
  readonly instrumentUid: string | null;
}

export interface LadderLists {
  readonly white: readonly ListEntry[];
  readonly black: readonly ListEntry[];
}

/** In the order in which they were added. */
export async function ladderLists(db: Database, ladder: ListedLadder): Promise<LadderLists> {
  const rows = await db
    .selectFrom('ladder_lists')
    .select(['list', 'ticker', 'instrument_uid'])
    .where('ladder', '=', ladder)
    .orderBy('number')
    .execute();
  const of = (colour: ListColour) =>
    rows
      .filter(({ list }) => list === colour)
      .map(({ ticker, instrument_uid: instrumentUid }): ListEntry => ({ ticker, instrumentUid }));
  return { white: of('white'), black: of('black') };
}

interface Change {
  readonly ladder: ListedLadder;
  /** Who asked, e.g. `api` or `telegram:12345`. */
  readonly by: string;
}

/** Puts whole lists in the place of those there are, all or nothing; a list that is left out stays. */
export const replaceLadderLists = (
  db: Database,
  { white, black, ...of }: Change & Partial<LadderLists>,
): Promise<void> =>
  changing(db, of, async (transaction) => {
    for (const [colour, entries] of [['white', white] as const, ['black', black] as const]) {
      if (!entries) continue;
      await transaction
        .deleteFrom('ladder_lists')
        .where('ladder', '=', of.ladder)
        .where('list', '=', colour)
        .execute();
      await insert(transaction, { ladder: of.ladder, colour, entries });
    }
  });

/** What is in the list already stays where it is. */
export const addToLadderList = (
  db: Database,
  { colour, entries, ...of }: Change & { colour: ListColour; entries: readonly ListEntry[] },
): Promise<void> =>
  changing(db, of, (transaction) => insert(transaction, { ladder: of.ladder, colour, entries }));

export const removeFromLadderList = (
  db: Database,
  { colour, tickers, ...of }: Change & { colour: ListColour; tickers: readonly string[] },
): Promise<void> =>
  changing(db, of, async (transaction) => {
    await transaction
      .deleteFrom('ladder_lists')
      .where('ladder', '=', of.ladder)
      .where('list', '=', colour)
      .where('ticker', 'in', [...tickers])
      .execute();
  });

/** By which the broker knows instruments that were listed by their tickers. */
export async function keepListedUids(db: Database, found: readonly ListEntry[]): Promise<void> {
  if (found.length === 0) return;
  await sql`
    update ladder_lists set instrument_uid = found.uid
    from unnest(${found.map(({ ticker }) => ticker)}::text[],
      ${found.map(({ instrumentUid }) => instrumentUid)}::text[]) as found (ticker, uid)
    where ladder_lists.ticker = found.ticker`.execute(db);
}

async function insert(
  db: Database,
  of: { ladder: ListedLadder; colour: ListColour; entries: readonly ListEntry[] },
): Promise<void> {
  if (of.entries.length === 0) return;
  await db
    .insertInto('ladder_lists')
    .values(
      of.entries.map(({ ticker, instrumentUid }) => ({
        ladder: of.ladder,
        list: of.colour,
        ticker,
        instrument_uid: instrumentUid,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** One change after the other, so that two of whole lists do not make a mixture; each is told in the journal. */
async function changing(
  db: Database,
  { ladder, by }: Change,
  change: (transaction: Database) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (transaction) => {
    await sql`lock table ladder_lists in share row exclusive mode`.execute(transaction);
    const before = await ladderLists(transaction, ladder);
    await change(transaction);
    const after = await ladderLists(transaction, ladder);
    await appendToJournal(
      transaction,
      (['white', 'black'] as const).flatMap((list) => {
        const added = missingIn(before[list], after[list]);
        const removed = missingIn(after[list], before[list]);
        if (added === null && removed === null) return [];
        const data = { by, ladder, list, added, removed };
        return [{ taskId: null, kind: 'ladder-list-changed' as const, severity: 'info' as const, data }];
      }),
    );
  });
}

function missingIn(list: readonly ListEntry[], of: readonly ListEntry[]): string | null {
  const there = new Set(list.map(({ ticker }) => ticker));
  const missing = of.filter(({ ticker }) => !there.has(ticker)).map(({ ticker }) => ticker);
  return missing.length === 0 ? null : missing.join(', ');
}
