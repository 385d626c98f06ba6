import { sql } from 'kysely';
import type { JournalEntry } from '../domain/journal.js';
import { withRatio } from '../domain/spread/ratio-in-force.js';
import {
  type HedgeAnswer,
  SPREAD_DEFAULTS,
  type SpreadOptions,
  type SpreadRequest,
} from '../domain/spread/terms.js';
import type { TaskError, TaskRequest, Wish } from '../domain/task.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

/** What is to be another one; what is left out stays. */
export interface WishChange extends Partial<Pick<Wish, 'targetLots' | 'limitPrice'>> {
  /** Of spreads alone. */
  readonly ratio?: string;
  readonly options?: Partial<SpreadOptions>;
  /** An answer about a hedge; its number says which one, so that it counts once. */
  readonly hedge?: HedgeAnswer;
}

export interface AmendedWish {
  readonly key: string;
  readonly change: WishChange;
  /** The wish's version that the workflow knows. */
  readonly after: number;
  /** Securities in a lot. */
  readonly lot: number;
  readonly by: string;
  /** Under which who asked may withdraw it. */
  readonly telling?: string | undefined;
}

export type AmendAnswer =
  | { readonly kind: 'amended'; readonly wish: Wish; readonly executed: number }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly error: TaskError };

/**
 * Gives a task other terms, or an answer about its hedge: its wish, what is listed of it, and a journal line, all or
 * nothing, and announces the wish on channel `wish`. Refused where the task ended, is to stop (but for answers: a hedge
 * may still be owed), has executed more, or a ratio where something is executed; repeated, it answers as the first time.
 */
export const amendTask = (
  db: Database,
  { key, change, after, lot, by, telling }: AmendedWish,
): Promise<AmendAnswer> =>
  inTransaction(db, async (transaction) => {
    const row = await transaction
      .selectFrom('tasks')
      .select([
        'id',
        'state',
        'request',
        'wish',
        'wish_version',
        'amount',
        'executed',
        'finished_at',
        'withdrawn',
      ])
      .where('key', '=', key)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const before = row.wish as Wish;
    // Of what else is wanted the row knows best: the workflow may have lost its last moments.
    const wanted = withChange(before, change);
    const amount = wanted.targetLots * lot;
    const executed = await executedOf(transaction, { key, lot, row });
    const isAlready = isSame(before, wanted);
    // Only this writing can have brought it there: the answer to the first attempt was lost.
    if (isAlready && row.wish_version > after) return { kind: 'amended', wish: before, executed };
    const refused = (code: string, data: TaskError['data']): AmendAnswer => ({
      kind: 'refused',
      error: { code, data: { taskId: row.id, ...data } },
    });
    const isAnswerAlone = change.hedge !== undefined && Object.keys(change).length === 1;
    if (telling !== undefined && row.withdrawn.includes(telling)) return refused('asked-too-late', {});
    if (row.finished_at) return refused('task-finished', { state: row.state });
    if (before.mode === 'stop' && !isAnswerAlone) return refused('task-stopping', {});
    // Somebody else answered the same question.
    if (change.hedge && change.hedge.number <= (before.spread?.hedge?.number ?? 0))
      return refused('hedge-not-asked', {});
    if (isAlready) return refused('nothing-to-amend', {});
    if (executed > amount)
      return refused('amend-below-executed', { amount: String(amount), executed: String(executed) });
    if (wanted.spread?.ratio !== before.spread?.ratio && executed > 0)
      return refused('ratio-after-fill', { ratio: before.spread?.ratio ?? '', executed: String(executed) });

    const version = row.wish_version + 1;
    const { limitPrice, spread } = wanted;
    const terms = { amount, limitPrice, ...(spread && { ratio: spread.ratio, options: spread.options }) };
    await transaction
      .updateTable('tasks')
      .set({
        wish: JSON.stringify({ ...wanted, version }),
        wish_version: version,
        amount: String(amount),
        request: sql<string>`request || ${JSON.stringify(terms)}::jsonb`,
      })
      .where('key', '=', key)
      .execute();
    const request = row.request as TaskRequest;
    await appendToJournal(
      transaction,
      entriesOf({ taskId: row.id, by, change, before, wanted, lot, request }),
    );
    await sql`select pg_notify('wish', ${key})`.execute(transaction);
    return { kind: 'amended', wish: { ...wanted, version }, executed };
  });

function withChange(before: Wish, { ratio, options, hedge, ...change }: WishChange): Wish {
  const { spread } = before;
  if (!spread) return { ...before, ...change };
  return {
    ...before,
    ...change,
    spread: {
      ...withRatio(spread, { ratio: ratio ?? spread.ratio, limitPrice: before.limitPrice }),
      options: { ...spread.options, ...options },
      hedge: hedge ?? spread.hedge,
    },
  };
}

/** Whether both want the same, whatever else they know. */
const isSame = (one: Wish, other: Wish): boolean =>
  one.targetLots === other.targetLots &&
  one.limitPrice === other.limitPrice &&
  changesOf(one, other).length === 0 &&
  one.spread?.hedge?.number === other.spread?.hedge?.number &&
  one.spread?.hedge?.choice === other.spread?.hedge?.choice;

/** What of a spread's ratio and options differs, as `slop 2 → 3`: the trade's usual names, the same in every language. */
function changesOf({ spread: before }: Wish, { spread: wanted }: Wish): string[] {
  if (!before || !wanted) return [];
  const was: Record<string, unknown> = { ratio: before.ratio, ...before.options };
  const now: Record<string, unknown> = { ratio: wanted.ratio, ...wanted.options };
  return ['ratio', ...Object.keys(SPREAD_DEFAULTS)].flatMap((name) =>
    now[name] === was[name] ? [] : [`${name} ${was[name] ?? '—'} → ${now[name] ?? '—'}`],
  );
}

/** What is listed may be behind the order log, which is written first. */
async function executedOf(
  db: Database,
  { key, lot, row }: { key: string; lot: number; row: { executed: string; wish: unknown } },
): Promise<number> {
  const listed = Number(row.executed);
  if (!(row.wish as Wish).spread) return listed;
  const logged = await db
    .selectFrom('orders')
    .select(({ fn }) => fn.sum('executed_lots').as('lots'))
    .where('task_key', '=', key)
    .where('leg', '=', 'far')
    .executeTakeFirst();
  return Math.max(listed, Number(logged?.lots ?? 0) * lot);
}

interface Amended {
  readonly taskId: string;
  readonly by: string;
  readonly change: WishChange;
  readonly before: Wish;
  readonly wanted: Wish;
  readonly lot: number;
  readonly request: TaskRequest;
}

function entriesOf({ taskId, by, change, before, wanted, lot, request }: Amended): JournalEntry[] {
  const entries: JournalEntry[] = [];
  if (change.hedge) {
    // It was asked of everybody.
    const { choice } = change.hedge;
    entries.push({ taskId, kind: 'hedge-answered', severity: 'report', data: { by, choice } });
    if (Object.keys(change).length === 1) return entries;
  }
  const figures = {
    amount: wanted.targetLots * lot,
    limitPrice: wanted.limitPrice,
    wasAmount: String(before.targetLots * lot),
    wasLimitPrice: before.limitPrice,
  };
  const ofSpread = wanted.spread && {
    ticker: request.ticker,
    nearTicker: (request as SpreadRequest).nearTicker,
    changes: changesOf(before, wanted).join(', ') || null,
  };
  const data = { by, ...figures, ...ofSpread };
  return [...entries, { taskId, kind: 'task-amended', severity: 'info', data }];
}
