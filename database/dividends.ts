import { sql } from 'kysely';
import { joinedByRecordDay } from '../domain/dividends.js';
import type { Instrument } from '../domain/instrument.js';
import type { Dividend } from '../domain/listed-instrument.js';
import { moscowDay } from '../domain/moscow.js';
import { dividendsByAsset } from '../domain/scan/dividend.js';
import { type Database, inTransaction } from './connection.js';

/** Dividends of these shares by their record days, from that day on; the earliest first. */
export async function dividendsOf(
  db: Database,
  mode: string,
  uids: readonly string[],
  { from }: { readonly from: Date },
): Promise<Dividend[]> {
  if (uids.length === 0) return [];
  const { rows } = await sql<Dividend>`
    select instrument_uid as "instrumentUid", record_date::timestamp at time zone 'UTC' as "recordDate",
      last_buy_date::timestamp at time zone 'UTC' as "lastBuyDate",
      payment_date::timestamp at time zone 'UTC' as "paymentDate", amount, currency
    from dividends
    where mode = ${mode} and instrument_uid = any(${[...uids]}::text[]) and record_date >= ${dayOf(from)}::date
    order by record_date, instrument_uid`.execute(db);
  return rows;
}

/** What a scan of this moment counts with: from its day in Moscow on, by the position's uid that stands for the asset. */
export async function dividendsAhead(
  db: Database,
  mode: string,
  { shares, at }: { readonly shares: readonly Instrument[]; readonly at: Date },
): Promise<ReadonlyMap<string, readonly Dividend[]>> {
  const uids = shares.map(({ uid }) => uid);
  return dividendsByAsset(
    shares,
    await dividendsOf(db, mode, uids, { from: new Date(moscowDay(at.getTime())) }),
  );
}

/**
 * Takes over what was read of these shares, from a record day on: what the broker does not tell any more goes, all that
 * was not read stays.
 */
export async function replaceDividends(
  db: Database,
  {
    mode,
    from,
    read,
  }: {
    readonly mode: string;
    readonly from: Date;
    /** By the share's uid; empty where it pays none. */
    readonly read: ReadonlyMap<string, readonly Dividend[]>;
  },
): Promise<void> {
  if (read.size === 0) return;
  const all = joinedByRecordDay([...read.values()].flat()).map((each) => ({
    ...each,
    recordDate: dayOf(each.recordDate),
    lastBuyDate: dayOf(each.lastBuyDate),
    paymentDate: each.paymentDate && dayOf(each.paymentDate),
  }));
  await inTransaction(db, async (transaction) => {
    await sql`
      delete from dividends
      where mode = ${mode} and instrument_uid = any(${[...read.keys()]}::text[])
        and record_date >= ${dayOf(from)}::date`.execute(transaction);
    await sql`
      insert into dividends (mode, instrument_uid, record_date, last_buy_date, payment_date, amount, currency)
      select ${mode}, "instrumentUid", "recordDate", "lastBuyDate", "paymentDate", amount, currency
      from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as told (
        "instrumentUid" text, "recordDate" date, "lastBuyDate" date, "paymentDate" date, amount numeric, currency text)
      on conflict (mode, instrument_uid, record_date) do update set
        last_buy_date = excluded.last_buy_date, payment_date = excluded.payment_date,
        amount = excluded.amount, currency = excluded.currency`.execute(transaction);
  });
}

/** The calendar day in UTC, as the database writes it. */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
