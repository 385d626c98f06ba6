import { sql } from 'kysely';
import type { Broker } from '../../../broker/index.js';
import { type Database, ordersOfTask, readJournal, taskByKey, writeMode } from '../../../database/index.js';
import type { Instrument } from '../../../domain/instrument.js';
import type { Wish } from '../../../domain/task.js';
import { eventually } from '../../support/eventually.js';

export type BenchSpread = ReturnType<typeof spreadOf>;

/** A spread's row, and what a person and its workflow would write there. */
export function spreadOf(db: Database, key: string, id: string) {
  const change = async (edit: (wish: Wish) => Wish) => {
    const row = await taskByKey(db, key);
    if (!row) throw new Error('the task is gone');
    const wish = edit(row.wish);
    await sql`
      with written as (
        update tasks set wish = ${JSON.stringify({ ...wish, version: row.wish.version + 1 })}::jsonb,
          wish_version = wish_version + 1 where key = ${key} returning key
      ) select pg_notify('wish', key::text) from written`.execute(db);
  };
  const journal = async () => readJournal(db, { after: 0, taskId: id, limit: 1_000 });
  return {
    key,
    id,
    change,
    tell: (mode: Wish['mode']) => writeMode(db, { key, mode }),
    answer: (choice: 'keep-trying' | 'any-price' | 'leave', about: { dueLots?: number } = {}) =>
      change(({ spread, ...wish }) => {
        if (!spread) throw new Error('no spread');
        const number = (spread.hedge?.number ?? 0) + 1;
        return { ...wish, spread: { ...spread, hedge: { number, choice, ...about } } };
      }),
    claimedBy: async () => {
      const row = await db
        .selectFrom('claims')
        .select('worker_id')
        .where('task_key', '=', key)
        .executeTakeFirst();
      return row?.worker_id;
    },
    row: () => taskByKey(db, key),
    orders: () => ordersOfTask(db, key),
    journal,
    untilTold: (kind: string, severity?: string) =>
      eventually(
        async () =>
          (await journal()).find(
            (entry) => entry.kind === kind && (severity === undefined || entry.severity === severity),
          ),
        { what: `${kind} in the journal` },
      ),
  };
}

/** The futures of a prefix that do not expire soon, nearest first. */
export async function quarters(broker: Broker, prefix: string): Promise<[Instrument, Instrument]> {
  const soonMs = Date.now() + 15 * 86_400_000;
  const year = new Date().getUTCFullYear() % 10;
  const names = [0, 1].flatMap((more) =>
    ['H', 'M', 'U', 'Z'].map((month) => `${prefix}${month}${(year + more) % 10}`),
  );
  const listed = await Promise.all(names.map((name) => broker.instruments.byTicker(name)));
  const [first, second] = listed
    .flatMap((one) => (one?.future && one.future.lastTradeAt.getTime() > soonMs ? [one] : []))
    .sort((one, other) => Number(one.future?.lastTradeAt) - Number(other.future?.lastTradeAt));
  if (!first || !second) throw new Error(`the paper exchange lists no futures ${prefix}`);
  return [first, second];
}
