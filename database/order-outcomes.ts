import { sql } from 'kysely';
import type { Decimal } from '../domain/decimal.js';
import type { Database } from './connection.js';
import type { LoggedState } from './orders.js';

export interface OrderOutcome {
  readonly taskKey: string;
  readonly leg: string;
  readonly number: number;
  readonly state: LoggedState;
  readonly doubted: boolean;
  /** Of the claim it was learnt under. */
  readonly epoch: string;
  readonly brokerOrderId?: string | undefined;
  readonly executedLots: number;
  readonly executedValue: Decimal;
  readonly commission: Decimal;
  /** Of a spread's far order that was executed: what it is hedged by, where it may have been written down with another. */
  readonly ratio?: Decimal | undefined;
}

/** Writes what became of an order. The broker's word counts whoever brings it; a final state stays. */
export async function recordOutcome(db: Database, outcome: OrderOutcome): Promise<void> {
  await writingOutcomes([outcome]).execute(db);
}

/** Of one leg, one a number. */
export const writingOutcomes = (outcomes: readonly [OrderOutcome, ...OrderOutcome[]]) => {
  const [{ taskKey, leg }] = outcomes;
  const values = outcomes.map(
    (one) => sql`(${one.number}::integer, ${one.state}, ${one.doubted}::boolean, ${one.epoch}::bigint,
      ${one.brokerOrderId ?? null}::text, ${one.executedLots}::integer, ${one.executedValue.toFixed()}::numeric,
      ${one.commission.toFixed()}::numeric, ${one.ratio?.toFixed() ?? null}::numeric)`,
  );
  return sql`
    update orders set state = outcome.state, doubted = orders.doubted or outcome.doubted,
      broker_order_id = coalesce(outcome.broker_order_id, orders.broker_order_id),
      executed_lots = outcome.executed_lots, executed_value = outcome.executed_value, commission = outcome.commission,
      ratio = coalesce(outcome.ratio, orders.ratio),
      settled_at = case when outcome.state in ('final', 'refused') then ${new Date()}::timestamptz end
    from (values ${sql.join(values)}) as outcome (number, state, doubted, epoch, broker_order_id, executed_lots,
      executed_value, commission, ratio)
    where orders.task_key = ${taskKey} and orders.leg = ${leg} and orders.number = outcome.number
      and orders.executed_lots <= outcome.executed_lots
      -- That an order exists is true whoever learnt it; that it may not is true only of what was sent under that claim.
      and (outcome.state in ('working', 'final') or orders.epoch = outcome.epoch)
      and (orders.state <> 'final' or outcome.state = 'final')
    returning orders.number, orders.state`;
};
