import { sql } from 'kysely';
import { Decimal } from '../domain/decimal.js';
import { brokenLimit, heldOfStops, limitsOf, NOTHING_COUNTED } from '../domain/limits.js';
import type { Claim } from './claims.js';
import { type Database, inTransaction } from './connection.js';
import { lockCounting } from './limits.js';
import { LimitBrokenError } from './order-intents.js';
import { prepared } from './prepared.js';
import { readSettings } from './settings.js';

export interface StopIntent {
  readonly number: number;
  /** The wish it was decided under: a newer one makes it void. */
  readonly wishVersion: number;
  /** Roubles: lots × securities in a lot × the stop price. */
  readonly value: Decimal;
}

/**
 * Writes that a planned stop order is about to be sent, before it is sent; only under a valid claim, and under the rules
 * of `recordIntent`: not while orders are halted, nor when the task has a newer wish or has ended, and those wait for
 * this statement. Where a limit is set, what counts is read first, by one after the other.
 * @returns false when it must not be sent
 * @throws LimitBrokenError
 */
export async function recordStopIntent(db: Database, claim: Claim, intent: StopIntent): Promise<boolean> {
  const answer = await writeIntent(db, claim, intent);
  return answer === 'limited' ? recordWithinLimits(db, claim, intent) : answer === 'written';
}

const recordWithinLimits = (db: Database, claim: Claim, intent: StopIntent): Promise<boolean> =>
  inTransaction(db, async (transaction) => {
    await lockCounting(transaction);
    const limits = heldOfStops(limitsOf(await readSettings(transaction)));
    const task = await valueOfStops(transaction, claim, intent);
    const breach = brokenLimit(limits, intent, { ...NOTHING_COUNTED, task });
    if (breach) throw new LimitBrokenError(breach);
    return (await writeIntent(transaction, claim, intent, { hasCounted: true })) === 'written';
  });

/**
 * What counts of a task's other stop orders: those of the same round that wait or may, and all that triggered. A round that
 * is over has made room for the next.
 */
async function valueOfStops(
  db: Database,
  { taskKey }: Claim,
  { number }: Pick<StopIntent, 'number'>,
): Promise<Decimal> {
  const { rows } = await sql<{ value: string }>`
    select coalesce(sum(other.value), 0) as value
    from stop_orders other join stop_orders asked on asked.task_key = other.task_key and asked.number = ${number}
    where other.task_key = ${taskKey} and other.number <> asked.number and other.state in ('sent', 'placed')
      and (other.ended = 'executed' or other.ended is null and other.round = asked.round)`.execute(db);
  return new Decimal(rows[0]?.value ?? 0);
}

/** @returns `limited`: a limit is set, so what counts has to be read first */
async function writeIntent(
  db: Database,
  claim: Claim,
  { number, wishVersion, value }: StopIntent,
  { hasCounted = false } = {},
): Promise<'written' | 'void' | 'limited'> {
  const { rows } = await sql<{ number: number | null }>`${prepared}
    with claim as (
      select claims.task_key from claims join tasks on tasks.key = claims.task_key
      where claims.task_key = ${claim.taskKey} and claims.worker_id = ${claim.workerId}
        and claims.epoch = ${claim.epoch} and claims.valid_until > clock_timestamp()
        and tasks.finished_at is null and tasks.wish_version = ${wishVersion}
      for share of claims, tasks
    ),
    not_halted as (select limited from halt where since is null for share),
    written as (
      update stop_orders set state = 'sent', epoch = ${claim.epoch}::bigint, sent_at = clock_timestamp(),
        first_sent_at = case when doubted then coalesce(first_sent_at, clock_timestamp()) else clock_timestamp() end,
        value = ${value.toFixed()}::numeric
      from claim, not_halted
      where (not not_halted.limited or ${hasCounted}::boolean)
        and stop_orders.task_key = claim.task_key and stop_orders.number = ${number}::integer
        and stop_orders.state = 'planned'
      returning stop_orders.number
    )
    select number from written union all
    select null from claim, not_halted where not_halted.limited and not ${hasCounted}::boolean`.execute(db);
  const [answer] = rows;
  if (!answer) return 'void';
  return answer.number === null ? 'limited' : 'written';
}
