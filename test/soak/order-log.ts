/**
 * What our processes write down before they send it, and when they began to write: the order log keeps only the latest
 * of each number. Of the judge's two excuses for what comes after an amendment or a halt, this one is not in the ledger.
 */
import type pg from 'pg';
import type { Intent } from '../support/ledger-judge.js';

const NOTES = `
  create table if not exists soak_intents (
    seq bigserial primary key, client_order_id uuid not null, lots integer not null, price numeric not null,
    at_us bigint not null
  );
  create or replace function soak_note_intent() returns trigger language plpgsql as $$
  begin
    insert into soak_intents (client_order_id, lots, price, at_us)
    values (new.client_order_id, new.lots, new.price, extract(epoch from statement_timestamp()) * 1000000);
    return null;
  end $$;
  create or replace trigger soak_note_intent after insert or update on orders
    for each row when (new.state = 'sent') execute function soak_note_intent()`;

export const noteIntents = async (client: pg.Client): Promise<void> => void (await client.query(NOTES));

/** What was committed a moment later may have a lower number. */
const OVERLAP = 500;

/** @returns what reads what was written down since the last reading */
export function intentReader(): (client: pg.Client) => Promise<Intent[]> {
  const known = new Set<string>();
  let readTo = 0;
  return async (client) => {
    const { rows } = await client.query<IntentRow>('select * from soak_intents where seq > $1 order by seq', [
      readTo - OVERLAP,
    ]);
    const fresh = rows.filter(({ seq }) => !known.has(seq));
    for (const { seq } of fresh) {
      known.add(seq);
      readTo = Math.max(readTo, Number(seq));
    }
    return fresh.map(({ client_order_id: clientOrderId, lots, price, at_us: atUs }) => ({
      clientOrderId,
      lots,
      price,
      atUs: Number(atUs),
    }));
  };
}

interface IntentRow {
  readonly seq: string;
  readonly client_order_id: string;
  readonly lots: number;
  readonly price: string;
  readonly at_us: string;
}
