import { sql } from 'kysely';
import type { Database } from './connection.js';
import { type OrderIntent, sentAnew } from './order-intents.js';
import { isTakenByAnother } from './unavailable.js';

/** A hedge as it is sent, and under which claim, valid or not. */
export type HedgeRecord = Omit<OrderIntent, 'wishVersion' | 'ratio'> & {
  readonly taskKey: string;
  readonly epoch: string;
};

/**
 * Writes a hedge that is being sent, or was: neither claim nor halt nor wish is asked for, since none of them holds it
 * back. A number may be written by two who both hedge; a state that proves more than a sending stays.
 */
export async function recordHedge(db: Database, hedge: HedgeRecord): Promise<void> {
  try {
    await writingHedge(hedge).execute(db);
  } catch (error) {
    // Of two who write the first row of a number, the later one may meet its key before its number: now the row is there.
    if (!isTakenByAnother(error)) throw error;
    await writingHedge(hedge).execute(db);
  }
}

const writingHedge = (hedge: HedgeRecord) => sql`
    insert into orders as known (task_key, leg, number, client_order_id, account_id, instrument_uid, direction, lots,
      price, time_in_force, epoch, state)
    values (${hedge.taskKey}, ${hedge.leg}, ${hedge.number}, ${hedge.clientOrderId}, ${hedge.accountId},
      ${hedge.instrumentUid}, ${hedge.direction}, ${hedge.lots}, ${hedge.price.toFixed()}, ${hedge.timeInForce},
      ${hedge.epoch}, 'sent')
    on conflict (task_key, leg, number) do update
      set lots = greatest(known.lots, excluded.lots), price = excluded.price,
        time_in_force = excluded.time_in_force, epoch = greatest(known.epoch, excluded.epoch), state = 'sent', ${sentAnew}
      where known.state in ('sent', 'refused')`;
