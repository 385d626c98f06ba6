import { sql } from 'kysely';
import type { Decimal } from '../domain/decimal.js';
import { brokenLimit, type LimitBreach, limitsOf, orderValue } from '../domain/limits.js';
import type { Direction } from '../domain/order.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { countOrders, lockCounting } from './limits.js';
import { type OrderOutcome, recordOutcome, writingOutcomes } from './order-outcomes.js';
import { prepared } from './prepared.js';
import { readSettings } from './settings.js';

export interface OrderIntent {
  readonly leg: string;
  readonly number: number;
  readonly clientOrderId: string;
  readonly accountId: string;
  readonly instrumentUid: string;
  readonly direction: Direction;
  readonly lots: number;
  readonly price: Decimal;
  readonly timeInForce: 'day' | 'fill-and-kill';
  /** The wish it was decided under: a newer one makes it void. */
  readonly wishVersion: number;
  /** Of a spread's far order: what it is hedged by, near securities per far contract. */
  readonly ratio?: Decimal | undefined;
}

/** Of a refused number nothing exists any more, unless it was in doubt: then the first sending may still be found. */
export const sentAnew = sql`sent_at = now(), recorded_at = case
  when known.state = 'refused' and not known.doubted then now() else known.recorded_at end`;

/** A limit would be broken by the order, so nothing was written down: try again when there is room. */
export class LimitBrokenError extends Error {
  readonly code = 'limit-broken';
  constructor(readonly breach: LimitBreach) {
    super(`limits.${breach.limit} is ${breach.value}, and this order would make it ${breach.would}`);
    this.name = 'LimitBrokenError';
  }
}

/**
 * Writes what is about to be sent, before it is sent, and in the same statement what became of the orders before it.
 * Succeeds only under a valid claim, and only when every earlier number of the leg is settled, by what is written now or
 * was before. A number is written again when it was refused, or is in doubt and sent anew.
 * While orders are halted nothing is written, nor when the task has a newer wish or has ended; the locks make a halt, a
 * wish or an end that comes meanwhile wait for this statement, or this statement see it. Hedges add no risk, so they do not pass here: theirs is written beside their sending.
 * Where a limit is set, what counts is read first, by one after the other: then it is a transaction.
 * @param outcomes of the same leg, one a number; they are written whatever becomes of the intent
 * @returns false when the claim or the wish is not (or no longer) ours, or orders are halted: then nothing may be sent.
 * @throws LimitBrokenError
 */
export async function recordIntent(
  db: Database,
  claim: Claim,
  intent: OrderIntent,
  outcomes: readonly OrderOutcome[] = [],
): Promise<boolean> {
  // A statement does not see what it writes itself, nor may it write one row twice.
  const isAmongOutcomes = outcomes.some(({ number }) => number === intent.number);
  const answer = isAmongOutcomes
    ? await inTransaction(db, async (transaction) => {
        for (const outcome of outcomes) await recordOutcome(transaction, outcome);
        return writeIntent(transaction, { claim, intent });
      })
    : await writeIntent(db, { claim, intent, outcomes });
  return answer === 'limited' ? recordWithinLimits(db, claim, intent) : answer === 'written';
}

async function recordWithinLimits(db: Database, claim: Claim, intent: OrderIntent): Promise<boolean> {
  return inTransaction(db, async (transaction) => {
    await lockCounting(transaction);
    const [settings, sent] = [await readSettings(transaction), await sentOf(transaction, claim, intent)];
    // What is sent again under its key because nobody knows of it counts already, and has no more lots than before.
    if (sent && !sent.isUnderWay) {
      const count = await countOrders(transaction, { ...intent, taskKey: claim.taskKey });
      const value = orderValue({ ...intent, lot: sent.lot });
      const breach = brokenLimit(limitsOf(settings), { value }, count(intent));
      if (breach) throw new LimitBrokenError(breach);
    }
    return (await writeIntent(transaction, { claim, intent, hasCounted: true })) === 'written';
  });
}

/** Whether an order may be at the broker under this number, and the task's lot; undefined when there is no such task. */
async function sentOf(db: Database, { taskKey }: Claim, { leg, number }: OrderIntent) {
  const { rows } = await sql<{ lot: string; under_way: boolean }>`
    select coalesce((request->>'lot')::integer, 1) as lot, exists (
      select 1 from orders where task_key = tasks.key and leg = ${leg} and number = ${number} and state = 'sent'
    ) as under_way
    from tasks where key = ${taskKey}`.execute(db);
  return rows[0] && { lot: Number(rows[0].lot), isUnderWay: rows[0].under_way };
}

interface IntentToWrite {
  readonly claim: Claim;
  readonly intent: OrderIntent;
  readonly outcomes?: readonly OrderOutcome[];
  /** It breaks no limit. @default false */
  readonly hasCounted?: boolean;
}

/** @returns `limited`: a limit is set, so what counts has to be read first */
async function writeIntent(
  db: Database,
  { claim, intent, outcomes = [], hasCounted = false }: IntentToWrite,
): Promise<'written' | 'void' | 'limited'> {
  const [first, ...others] = outcomes;
  const { rows } = await sql<{
    number: number | null;
    limited: boolean | null;
  }>`${others.length === 0 ? prepared : sql``}
    with told as (
      ${first ? writingOutcomes([first, ...others]) : sql`select 0 as number, '' as state where false`}
    ),
    claim as (
      select claims.task_key from claims join tasks on tasks.key = claims.task_key
      where claims.task_key = ${claim.taskKey} and claims.worker_id = ${claim.workerId}
        and claims.epoch = ${claim.epoch} and claims.valid_until > clock_timestamp()
        and tasks.finished_at is null and tasks.wish_version = ${intent.wishVersion}
      -- Who waits for a lock looks at all of this again, as it is then; what is not locked would stay as it was.
      for share of claims, tasks
    ),
    not_halted as (select limited from halt where since is null for share),
    written as (
      insert into orders as known (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
        price, time_in_force, epoch, state, ratio)
      select claim.task_key, ${intent.leg}, ${intent.number}::integer, ${intent.clientOrderId}::uuid, ${intent.accountId},
        ${intent.instrumentUid}, ${intent.direction}, ${intent.lots}::integer, ${intent.price.toFixed()}::numeric,
        ${intent.timeInForce}, ${claim.epoch}::bigint, 'sent', ${intent.ratio?.toFixed() ?? null}::numeric
      from claim, not_halted
      where (not not_halted.limited or ${hasCounted}::boolean) and not exists (
        select 1 from orders earlier left join told on told.number = earlier.number
        where earlier.task_key = claim.task_key and earlier.leg = ${intent.leg}
          and earlier.number < ${intent.number}::integer
          and coalesce(told.state, earlier.state) in ('sent', 'working')
      )
      on conflict (task_key, leg, number) do update
        set lots = case when known.doubted then greatest(known.lots, excluded.lots) else excluded.lots end,
          price = excluded.price, time_in_force = excluded.time_in_force, epoch = excluded.epoch, state = 'sent',
          ratio = excluded.ratio, ${sentAnew}
        where known.state in ('sent', 'refused')
      returning number
    )
    select number from written union all
    select null from claim, not_halted where not_halted.limited and not ${hasCounted}::boolean`.execute(db);
  const [answer] = rows;
  if (!answer) return 'void';
  return answer.number === null ? 'limited' : 'written';
}
