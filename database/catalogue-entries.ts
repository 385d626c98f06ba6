import { type Selectable, sql } from 'kysely';
import type { ListedInstrument } from '../domain/listed-instrument.js';
import { type WrittenTicker, writtenTickers } from '../domain/written-ticker.js';
import type { Database } from './connection.js';
import type { ReplacedCatalogue } from './instruments.js';
import type { CatalogueReadingsTable, InstrumentsTable } from './tables/catalogue.js';

/** An instrument that the broker lists, or once did. */
export interface CatalogueEntry {
  readonly listed: ListedInstrument;
  /** False: not listed any more. */
  readonly active: boolean;
  /** Since when it is listed: for the first time, or again. */
  readonly listedAt: Date;
  /** Since when it is not; null while it is. */
  readonly goneAt: Date | null;
}

export interface CatalogueReading extends Pick<ReplacedCatalogue, 'listed' | 'added' | 'changed' | 'gone'> {
  readonly at: Date;
  /** By the database's clock. */
  readonly agoMs: number;
  readonly by: string;
}

const fromRow = (row: Selectable<InstrumentsTable>): CatalogueEntry => ({
  listed: row.listing,
  active: row.active,
  listedAt: row.listed_at,
  goneAt: row.gone_at,
});

/** Those of one ticker, with its board or without, whatever its letters' case: what is listed first, then what went last. */
export async function instrumentsByTicker(
  db: Database,
  mode: string,
  ticker: string,
): Promise<CatalogueEntry[]> {
  const written = writtenTickers(ticker);
  const rows = await db
    .selectFrom('instruments')
    .selectAll()
    .where('mode', '=', mode)
    .where(sql<boolean>`upper(ticker) = any(${written.map(({ code }) => code)}::text[])`)
    .orderBy('active', 'desc')
    .orderBy('gone_at', (order) => order.desc().nullsFirst())
    .orderBy('last_trade_at', (order) => order.desc().nullsFirst())
    .orderBy('uid')
    .execute();
  return named(written, rows).map(fromRow);
}

/** Of these rows those that are meant. */
function named<Row extends { readonly ticker: string; readonly class_code: string }>(
  written: readonly WrittenTicker[],
  rows: readonly Row[],
): readonly Row[] {
  for (const { code, board } of written) {
    const found = rows.filter(({ ticker }) => ticker.toUpperCase() === code);
    if (found.length === 0) continue;
    return board === null ? found : found.filter((row) => row.class_code.toUpperCase() === board);
  }
  return [];
}

/** Since when it cannot be traded for good: not listed any more, or over, though still listed; null while it may be. */
export function goneSince({ active, goneAt, listed }: CatalogueEntry, now = new Date()): Date | null {
  if (!active) return goneAt;
  const end = listed.future && new Date(listed.future.lastTradeAt);
  return end && end <= now ? end : null;
}

/**
 * Of these tickers (`TICKER` or `TICKER@BOARD`) those that are gone, as they were given, and since when. One that is
 * listed anew under the same name is not; nor is one that was never listed.
 */
export async function goneTickers(
  db: Database,
  mode: string,
  tickers: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const wanted = [...new Set(tickers)].map((ticker) => ({ ticker, written: writtenTickers(ticker) }));
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('instruments')
    .selectAll()
    .where('mode', '=', mode)
    .where(
      sql<boolean>`upper(ticker) = any(${wanted.flatMap(({ written }) => written.map(({ code }) => code))}::text[])`,
    )
    .execute();
  const now = new Date();
  return new Map(
    wanted.flatMap(({ ticker, written }): [string, Date][] => {
      const since = named(written, rows).map((row) => goneSince(fromRow(row), now));
      if (since.length === 0 || since.some((each) => each === null)) return [];
      return [[ticker, new Date(Math.max(...since.map(Number)))]];
    }),
  );
}

/** By uid; what was never listed is left out. */
export async function listedByUids(
  db: Database,
  mode: string,
  uids: readonly string[],
): Promise<ReadonlyMap<string, CatalogueEntry>> {
  if (uids.length === 0) return new Map();
  const rows = await db
    .selectFrom('instruments')
    .selectAll()
    .where('mode', '=', mode)
    .where(sql<boolean>`uid = any(${[...uids]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.uid, fromRow(row)]));
}

/** Exchanges, in capital letters, on which something that is listed trades as part of the Moscow Exchange. */
export async function activeExchanges(db: Database, mode: string): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ exchange: string }>`
    select distinct upper(listing->>'exchange') as exchange from instruments
    where mode = ${mode} and active and (listing->>'onMoex')::boolean`.execute(db);
  return new Set(rows.map(({ exchange }) => exchange));
}

/** Shares that API trades, and that have futures which are not over: their uids. */
export async function sharesWithFutures(db: Database, mode: string): Promise<string[]> {
  const { rows } = await sql<{ uid: string }>`
    select uid from instruments as share
    where mode = ${mode} and active and kind = 'share' and (listing->>'apiTradable')::boolean
      and exists (
        select from instruments as future
        where future.mode = share.mode and future.active and future.kind = 'future'
          and future.basic_asset_position_uid = share.position_uid and future.last_trade_at > now()
      )
    order by ticker, uid`.execute(db);
  return rows.map(({ uid }) => uid);
}

/** The last reading that became the catalogue. */
export async function lastGoodReading(db: Database, mode: string): Promise<CatalogueReading | undefined> {
  const row = await db
    .selectFrom('catalogue_readings')
    .selectAll()
    .select(sql<string>`extract(epoch from (clock_timestamp() - read_at)) * 1000`.as('ago_ms'))
    .where('mode', '=', mode)
    .where('refused', '=', false)
    .orderBy('read_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { ...fromReading(row), agoMs: Number(row.ago_ms) };
}

/** Whether there was any reading, a refused one too, in so many milliseconds until now. */
export async function wasReadWithin(db: Database, mode: string, ms: number): Promise<boolean> {
  const { rows } = await sql`
    select from catalogue_readings
    where mode = ${mode} and read_at > clock_timestamp() - ${ms} * interval '1 millisecond' limit 1`.execute(
    db,
  );
  return rows.length > 0;
}

const fromReading = (row: Selectable<CatalogueReadingsTable>) => ({
  at: row.read_at,
  by: row.requested_by,
  listed: row.listed,
  added: row.added,
  changed: row.changed,
  gone: row.gone,
});
