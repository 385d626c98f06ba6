/** What rows, lists and stashes name that cannot be traded any more: they keep it, and say so. */
import { type Database, goneSince, goneTickers, listedByUids } from '../../database/index.js';
import type { CommandDependencies } from '../define-command.js';

export interface GoneTicker {
  readonly ticker: string;
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** What an entry says of its instrument where that is gone; ISO 8601 in UTC. */
export interface MayBeGone {
  readonly goneSince?: string;
}

type Of = Pick<CommandDependencies, 'db' | 'tasks'>;

/** Rows with what of each is gone, where anything is. */
export async function withGone<Row>(
  rows: readonly Row[],
  tickersOf: (row: Row) => readonly string[],
  { db, tasks }: Of,
): Promise<(Row & { readonly gone?: readonly GoneTicker[] })[]> {
  const since = await goneTickers(db, tasks.account().mode, rows.flatMap(tickersOf));
  return rows.map((row) => {
    const gone = [...new Set(tickersOf(row))].flatMap((ticker) => {
      const at = since.get(ticker);
      return at ? [{ ticker, since: at.toISOString() }] : [];
    });
    return { ...row, ...(gone.length > 0 && { gone }) };
  });
}

/** By the instrument's uid: since when it is gone, ISO 8601 in UTC; what is not gone, or was never listed, is left out. */
export async function goneUids(
  db: Database,
  mode: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const entries = await listedByUids(db, mode, uids);
  return new Map(
    [...entries].flatMap(([uid, entry]): [string, string][] => {
      const since = goneSince(entry);
      return since ? [[uid, since.toISOString()]] : [];
    }),
  );
}
