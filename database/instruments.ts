import { sql } from 'kysely';
import type { JournalEntry } from '../domain/journal.js';
import type { ListedInstrument } from '../domain/listed-instrument.js';
import { searchTextOf } from '../domain/search-text.js';
import { type Shortfall, shortfallsOf } from '../domain/short-listing.js';
import { isKnownRefusal } from './catalogue-tellings.js';
import { type Database, inTransaction } from './connection.js';
import { appendToJournal } from './journal.js';

export interface Replacement {
  readonly mode: string;
  readonly listed: readonly ListedInstrument[];
  /** Who asked, e.g. `api`, `telegram:12345` or `schedule`. */
  readonly by: string;
  /** A person said that there really are so few: taken over, however short. @default false */
  readonly anyway?: boolean;
}

/** What a reading of the catalogue changed. */
export interface ReplacedCatalogue {
  /** It was too short to be true, and changed nothing. */
  readonly refused: boolean;
  readonly listed: number;
  /** How many were listed in the last good reading. */
  readonly before: number;
  /** Those that came back among them. */
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  /** What was too short. */
  readonly short: readonly Shortfall[];
}

/**
 * Rows of one statement: it ends well within a statement's time also on a small computer, and the process that hedges is
 * not held up by writing it.
 */
const ROWS_A_STATEMENT = 300;
/** Any fixed number: one replacement at a time for each mode. */
const REPLACE_LOCK = 7_261_002;

/**
 * Makes what the broker lists the catalogue, all of it or nothing: what is new is added, what is gone becomes inactive,
 * what came back is active again. An answer with less than half of what was listed, of all or of one kind, changes
 * nothing; people are told.
 */
export function replaceCatalogue(
  db: Database,
  { mode, listed, by, anyway = false }: Replacement,
): Promise<ReplacedCatalogue> {
  const byUid = new Map(listed.map((each) => [each.uid, each]));
  const all = [...byUid.values()];
  return inTransaction(db, async (transaction) => {
    await sql`select pg_advisory_xact_lock(${REPLACE_LOCK}, hashtext(${mode}))`.execute(transaction);
    const counts = await countsOf(transaction, mode);
    const short = shortfallsOf({ before: counts, listed: all });
    const refused = all.length === 0 || (short.length > 0 && !anyway);
    const changes = refused ? UNCHANGED : await replaceAll(transaction, { mode, all });
    const replaced: ReplacedCatalogue = {
      refused,
      listed: all.length,
      before: sumOf(counts),
      ...changes,
      short,
    };
    await sql`
      with reading as (
        insert into catalogue_readings (mode, requested_by, refused, listed, added, changed, gone)
        values (${mode}, ${by}, ${refused}, ${all.length}, ${changes.added}, ${changes.changed}, ${changes.gone})
        returning added + changed + gone as differences
      )
      select pg_notify('catalogue', ${mode}) from reading where differences > 0`.execute(transaction);
    const isKnown = refused && (await isKnownRefusal(transaction, shortFigures(replaced)));
    await appendToJournal(transaction, [{ ...entryOf(replaced, by), ...(isKnown && { severity: 'info' }) }]);
    return replaced;
  });
}

const sumOf = (counts: ReadonlyMap<unknown, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

const UNCHANGED = { added: 0, changed: 0, gone: 0 };

async function replaceAll(
  db: Database,
  { mode, all }: { readonly mode: string; readonly all: readonly ListedInstrument[] },
): Promise<typeof UNCHANGED> {
  let [added, changed] = [0, 0];
  for (let from = 0; from < all.length; from += ROWS_A_STATEMENT) {
    const written = await write(db, mode, all.slice(from, from + ROWS_A_STATEMENT));
    added += written.added;
    changed += written.changed;
  }
  const uids = all.map(({ uid }) => uid);
  const { rows } = await sql`
    update instruments set active = false, gone_at = now()
    where mode = ${mode} and active
      and not exists (select from unnest(${uids}::text[]) as listed (uid) where listed.uid = instruments.uid)
    returning uid`.execute(db);
  return { added, changed, gone: rows.length };
}

/** What is as it was is not written again. */
async function write(db: Database, mode: string, part: readonly ListedInstrument[]) {
  const values = JSON.stringify(part.map((listing) => ({ listing, search: searchTextOf(listing) })));
  const { rows } = await sql<{ added: number; changed: number }>`
    with told as (
      select value->'listing' as listing, value->>'search' as search from jsonb_array_elements(${values}::jsonb)
    ), before as (
      select uid, active from instruments
      where mode = ${mode} and uid in (select listing->>'uid' from told)
    ), written as (
      insert into instruments (
        mode, uid, figi, ticker, class_code, isin, name, kind, currency, position_uid,
        basic_asset_position_uid, last_trade_at, listing, search)
      select ${mode}, listing->>'uid', listing->>'figi', listing->>'ticker', listing->>'classCode',
        listing->>'isin', listing->>'name', listing->>'kind', listing->>'currency', listing->>'positionUid',
        listing#>>'{future,basicAssetPositionUid}', (listing#>>'{future,lastTradeAt}')::timestamptz, listing, search
      from told
      on conflict (mode, uid) do update set
        figi = excluded.figi, ticker = excluded.ticker, class_code = excluded.class_code, isin = excluded.isin,
        name = excluded.name, kind = excluded.kind, currency = excluded.currency,
        position_uid = excluded.position_uid, basic_asset_position_uid = excluded.basic_asset_position_uid,
        last_trade_at = excluded.last_trade_at, listing = excluded.listing, search = excluded.search,
        active = true, gone_at = null,
        listed_at = case when instruments.active then instruments.listed_at else now() end
      where not instruments.active or instruments.listing <> excluded.listing or instruments.search <> excluded.search
      returning uid
    )
    select count(*) filter (where before.active is not true)::int as added,
      count(*) filter (where before.active)::int as changed
    from written left join before using (uid)`.execute(db);
  return rows[0] ?? { added: 0, changed: 0 };
}

async function countsOf(db: Database, mode: string): Promise<Map<ListedInstrument['kind'], number>> {
  const rows = await db
    .selectFrom('instruments')
    .select(({ fn }) => ['kind', fn.countAll<string>().as('count')])
    .where('mode', '=', mode)
    .where('active', '=', true)
    .groupBy('kind')
    .execute();
  return new Map(rows.map(({ kind, count }) => [kind, Number(count)]));
}

function entryOf(replaced: ReplacedCatalogue, by: string): JournalEntry {
  const { refused, listed, added, changed, gone } = replaced;
  return refused
    ? {
        taskId: null,
        kind: 'catalogue-refused',
        severity: 'warning',
        data: { by, ...shortFigures(replaced) },
      }
    : { taskId: null, kind: 'catalogue-read', severity: 'info', data: { by, listed, added, changed, gone } };
}

/** What was too short, as `told/before` of each kind; null of those that were not. */
export function shortFigures({
  listed,
  before,
  short,
}: Pick<ReplacedCatalogue, 'listed' | 'before' | 'short'>) {
  const of = (kind: Shortfall['kind']): string | null => {
    const found = short.find((each) => each.kind === kind);
    return found ? `${found.listed}/${found.before}` : null;
  };
  return {
    listed,
    before,
    share: of('share'),
    bond: of('bond'),
    future: of('future'),
    etf: of('etf'),
    currency: of('currency'),
  };
}
