/** The search in the catalogue: by ticker, ISIN, FIGI and name, in both alphabets, near misses included. */
import { type RawBuilder, sql } from 'kysely';
import type { ListedInstrument } from '../domain/listed-instrument.js';
import { inOtherLayout, type SearchQuery, searchQueries } from '../domain/search-query.js';
import type { CatalogueEntry } from './catalogue-entries.js';
import type { Database } from './connection.js';
import { isUnknownFunction } from './unavailable.js';

export interface FoundInstrument extends Pick<CatalogueEntry, 'listed' | 'active' | 'goneAt'> {
  /** Another board lists the same ticker. */
  readonly severalBoards: boolean;
}

export interface InstrumentSearch {
  readonly mode: string;
  /** As people write it. */
  readonly text: string;
  readonly limit: number;
}

/** How well something fits, the best first. */
const FIT = {
  ...{ code: 0, otherCode: 1, beginning: 2, word: 3, part: 4 },
  ...{ swapped: 5, changed: 6, alike: 7 },
} as const;

/** Of what people write a part this large has to be in the catalogue's words to be alike. */
const LEAST_ALIKE = 0.4;

/**
 * Best first: the ticker itself, ISIN or FIGI, the beginning of a ticker, a word; where there is none of those, also with
 * the keyboard switched to the other language, what is misspelt or alike.
 */
export async function searchInstruments(
  db: Database,
  search: InstrumentSearch,
): Promise<readonly FoundInstrument[]> {
  const written = await fitting(db, search);
  const found = written.length > 0 ? written : await alike(db, { ...search, least: LEAST_ALIKE });
  return found.map(foundOf);
}

/** What somebody may have meant who named a ticker that there is not: of what can be traded now, however little alike. */
export async function nearestInstruments(
  db: Database,
  { limit, ...search }: InstrumentSearch,
): Promise<readonly FoundInstrument[]> {
  const usable = { ...search, limit, usableOnly: true };
  const first = await fitting(db, usable);
  const rest = first.length < limit ? await alike(db, { ...usable, least: 0 }) : [];
  const byUid = new Map([...first, ...rest].map((each) => [each.listing.uid, foundOf(each)]));
  return [...byUid.values()].slice(0, limit);
}

interface Sought extends InstrumentSearch {
  /** Only what the broker lists and lets trade. */
  readonly usableOnly?: boolean;
}

/** What has in it what is written, or what would be written with the keyboard switched. */
async function fitting(db: Database, sought: Sought): Promise<readonly FoundRow[]> {
  for (const query of [sought.text, inOtherLayout(sought.text)].flatMap(searchQueries)) {
    const { words, codes } = query;
    if (words.length === 0) continue;
    const has = sql`(upper(ticker) = any(${codes}) or search like any(${words.map((word) => `%${escaped(word)}%`)}))`;
    const found = await statementOf({ query, sought, has, likeness: sql`0` }).execute(db);
    if (found.rows.length > 0) return found.rows;
  }
  return [];
}

/** What is misspelt, or has much in common with what is written. @param least 0: everything is alike, more or less */
async function alike(
  db: Database,
  sought: Sought & { readonly least: number },
): Promise<readonly FoundRow[]> {
  const query = searchQueries(sought.text).at(-1);
  if (!query || query.latin === '') return [];
  const { latin } = query;
  const { swapped, changed } = query.misspelt;
  const likeness = sql`word_similarity(${latin}, search)`;
  // No index serves it better than looking at every row: 7 ms for a thousand of them, 90 ms for ten thousand.
  const isMisspelt = sql`upper(ticker) = any(${[...swapped, ...changed]})`;
  const has = sql`(${isMisspelt} or ${likeness} >= ${sought.least})`;
  try {
    return (await statementOf({ query, sought, has, likeness }).execute(db)).rows;
  } catch (error) {
    if (!isUnknownFunction(error)) throw error;
    // A database without pg_trgm knows what is one slip away, not what is alike.
    return (await statementOf({ query, sought, has: isMisspelt, likeness: sql`0` }).execute(db)).rows;
  }
}

interface FoundRow {
  readonly listing: ListedInstrument;
  readonly active: boolean;
  readonly gone_at: Date | null;
  readonly several_boards: boolean;
}

const foundOf = ({ listing, active, gone_at, several_boards }: FoundRow): FoundInstrument => ({
  ...{ listed: listing, active, goneAt: gone_at, severalBoards: several_boards },
});

interface Statement {
  readonly query: SearchQuery;
  readonly sought: Sought;
  readonly has: RawBuilder<unknown>;
  readonly likeness: RawBuilder<unknown>;
}

function statementOf({ query: { words, codes, board, misspelt }, sought, has, likeness }: Statement) {
  const { mode, limit, usableOnly } = sought;
  const beginnings = codes.map((code) => `${escaped(code)}%`);
  const anyWord = (condition: (word: string) => RawBuilder<unknown>) =>
    sql`(${sql.join(words.map(condition), sql` or `)})`;
  const isTradable = sql`(active and kind <> 'currency' and (listing->>'apiTradable')::boolean
    and (last_trade_at is null or last_trade_at > now()))`;
  return sql<FoundRow>`
    with found as (
      select *, ${isTradable} as tradable, ${likeness} as likeness,
        ${anyWord((word) => sql`strpos(' ' || search || ' ', ${` ${word} `}) > 0`)} as whole, case
        when upper(ticker) = any(${codes}) then ${FIT.code}::integer
        when upper(isin) = any(${codes}) or upper(figi) = any(${codes}) then ${FIT.otherCode}
        when upper(ticker) like any(${beginnings}) then ${FIT.beginning}
        when ${anyWord((word) => sql`strpos(' ' || search, ${` ${word}`}) > 0`)} then ${FIT.word}
        when ${anyWord((word) => sql`strpos(search, ${word}) > 0`)} then ${FIT.part}
        when upper(ticker) = any(${misspelt.swapped}) then ${FIT.swapped}
        when upper(ticker) = any(${misspelt.changed}) then ${FIT.changed}
        else ${FIT.alike}
      end as fit
      from instruments
      where mode = ${mode} and ${has}
        ${board === null ? sql`` : sql`and upper(class_code) = ${board}`}
        ${usableOnly ? sql`and ${isTradable}` : sql``}
    )
    select listing, active, gone_at, exists(
      select from instruments other
      where other.mode = found.mode and upper(other.ticker) = upper(found.ticker)
        and other.active and other.class_code <> found.class_code
    ) as several_boards
    from found
    order by fit, case when fit = ${FIT.alike} then likeness end desc, active desc, tradable desc,
      array_position(array['share', 'etf', 'future', 'bond', 'currency'], kind),
      whole desc, case when kind = 'future' then last_trade_at end, length(name), last_trade_at, length(ticker), ticker, class_code
    limit ${limit}`;
}

/** As it is in a pattern of `like`. */
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Nothing was ever read: that a search finds nothing says nothing then. */
export async function isCatalogueEmpty(db: Database, mode: string): Promise<boolean> {
  const row = await db
    .selectFrom('instruments')
    .select('uid')
    .where('mode', '=', mode)
    .limit(1)
    .executeTakeFirst();
  return row === undefined;
}
