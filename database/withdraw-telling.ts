import { sql } from 'kysely';
import type { SpreadOptions, SpreadWish } from '../domain/spread/terms.js';
import type { Wish } from '../domain/task.js';
import type { Database } from './connection.js';

/** What a wish would be if something were done: what of it that says. */
export interface WantedWish extends Partial<Omit<Wish, 'spread'>> {
  readonly spread?: Partial<Omit<SpreadWish, 'options'>> & { readonly options?: Partial<SpreadOptions> };
}

export interface WithdrawnTelling {
  readonly key: string;
  /** Of the telling. */
  readonly id: string;
  /** What the wish would be if it were done, and the version it had before. */
  readonly wanted: WantedWish;
  readonly after: number;
}

/**
 * Makes sure that what a task was told is not carried out any more. Whoever writes first has the last word: a worker that
 * stood still carries out later what its workflow heard in time.
 * @returns false when it was done already
 */
export async function withdrawTelling(
  db: Database,
  { key, id, wanted, after }: WithdrawnTelling,
): Promise<boolean> {
  const { rows } = await sql`
    update tasks set withdrawn = withdrawn || ${id}::uuid
    where key = ${key} and not (wish_version > ${after} and wish @> ${JSON.stringify(wanted)}::jsonb)
    returning key`.execute(db);
  return rows.length === 1;
}

export async function isWithdrawn(
  db: Database,
  { key, id }: Pick<WithdrawnTelling, 'key' | 'id'>,
): Promise<boolean> {
  const row = await db.selectFrom('tasks').select('withdrawn').where('key', '=', key).executeTakeFirst();
  return row?.withdrawn.includes(id) ?? false;
}
