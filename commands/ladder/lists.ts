/** The lists of instruments that `stops` and `shorts` are placed in: shown, and changed all or nothing. */
import { BrokerError } from '../../broker/errors.js';
import type { Listed } from '../../broker/ladder-facts.js';
import {
  addToLadderList,
  goneTickers,
  keepListedUids,
  type LadderLists,
  type ListColour,
  type ListEntry,
  type ListedLadder,
  ladderLists,
  removeFromLadderList,
  replaceLadderLists,
} from '../../database/index.js';
import type { Instrument } from '../../domain/instrument.js';
import type { MayBeGone } from '../catalogue/gone.js';
import type { CommandDependencies } from '../define-command.js';
import { BrokerAwayError, type CommandError, UnknownTickerError } from '../errors.js';
import type { TradedBroker } from '../read-only.js';
import { TickerAmbiguousError } from '../search/errors.js';
import { notFound } from '../search/find-instrument.js';
import { ListTooLongError, NoTickersError, NotInListError, UnknownTickersError } from './errors.js';

/** At three levels each, and 50 calls a minute, that is half an hour. */
export const MOST_LISTED = 500;

export interface ListedInstrument extends MayBeGone {
  readonly ticker: string;
  readonly list: ListColour;
  readonly instrumentUid: string | null;
  /** Null where the broker does not list it, or does not answer. */
  readonly name: string | null;
  /** Whether the broker lists it; null while it does not answer. */
  readonly active: boolean | null;
}

/** Both lists as they may be put back, and what is known of each instrument. */
export interface ListsView {
  readonly whitelist: readonly string[];
  readonly blacklist: readonly string[];
  readonly items: readonly ListedInstrument[];
}

type Reader = Pick<CommandDependencies, 'db' | 'broker'>;
interface Asking extends Reader {
  readonly by: string;
}

export async function viewLists(ladder: ListedLadder, reader: Reader): Promise<ListsView> {
  const lists = await ladderLists(reader.db, ladder);
  const found = await resolved(lists, reader).catch((error: unknown) => {
    if (error instanceof BrokerAwayError || error instanceof BrokerError) return undefined;
    throw error;
  });
  const known = found ?? unresolved(lists);
  const unlisted = found ? [...found.white, ...found.black].filter(({ instrument }) => !instrument) : [];
  const gone = await goneTickersOf(unlisted, reader);
  const itemOf =
    (list: ListColour) =>
    ({ ticker, instrumentUid, instrument }: Resolved): ListedInstrument => ({
      ...{ ticker, list, instrumentUid },
      name: instrument?.name ?? null,
      active: found ? instrument !== undefined : null,
      ...(gone.has(ticker) && { goneSince: gone.get(ticker)?.toISOString() }),
    });
  return {
    whitelist: lists.white.map(({ ticker }) => ticker),
    blacklist: lists.black.map(({ ticker }) => ticker),
    items: [...known.white.map(itemOf('white')), ...known.black.map(itemOf('black'))],
  };
}

const goneTickersOf = async (unlisted: readonly ListEntry[], { db, broker }: Reader) =>
  unlisted.length === 0
    ? new Map<string, Date>()
    : goneTickers(
        db,
        broker.mode,
        unlisted.map(({ ticker }) => ticker),
      );

/** What a ladder is placed in: the white list less the black one, by uid and by ticker; each instrument once. */
export async function instrumentsOf(ladder: ListedLadder, reader: Reader): Promise<readonly Listed[]> {
  const { white, black } = await resolved(await ladderLists(reader.db, ladder), reader);
  const namesOf = ({ ticker, instrumentUid }: ListEntry) => [
    ticker,
    ...(instrumentUid ? [instrumentUid] : []),
  ];
  const seen = new Set(black.flatMap(namesOf));
  return white.flatMap((entry) => {
    const names = namesOf(entry);
    if (names.some((name) => seen.has(name))) return [];
    for (const name of names) seen.add(name);
    return [{ ticker: entry.ticker, instrumentUid: entry.instrumentUid }];
  });
}

interface Resolved extends ListEntry {
  /** Undefined for what the broker does not list. */
  readonly instrument: Instrument | undefined;
}

const unresolved = ({ white, black }: LadderLists) => ({
  white: white.map((entry): Resolved => ({ ...entry, instrument: undefined })),
  black: black.map((entry): Resolved => ({ ...entry, instrument: undefined })),
});

/**
 * Finds what is listed at the broker: by the uid, which outlives a change of the ticker, or by the ticker where another
 * mode or board knows it under another uid. A uid that is learnt so is kept.
 */
async function resolved({ white, black }: LadderLists, { db, broker: { instruments } }: Reader) {
  const learnt: ListEntry[] = [];
  const find = async (entry: ListEntry): Promise<Resolved> => {
    const { ticker, instrumentUid: uid } = entry;
    const byUid = uid === null ? undefined : await instruments.byUid(uid);
    const instrument = byUid ?? (await instruments.byTicker(ticker));
    if (!instrument || instrument.uid === uid) return { ...entry, instrument };
    learnt.push({ ticker, instrumentUid: instrument.uid });
    return { ticker, instrumentUid: instrument.uid, instrument };
  };
  const lists = { white: await Promise.all(white.map(find)), black: await Promise.all(black.map(find)) };
  await keepListedUids(db, learnt);
  return lists;
}

export interface WholeLists {
  readonly whitelist?: readonly string[] | undefined;
  readonly blacklist?: readonly string[] | undefined;
}

/** @throws UnknownTickersError; what is in a list already may stay, whether or not the broker lists it. */
export async function putLists(
  ladder: ListedLadder,
  { whitelist, blacklist }: WholeLists,
  asking: Asking,
): Promise<ListsView> {
  const before = await ladderLists(asking.db, ladder);
  const wanted = [whitelist, blacklist].map((tickers) => tickers && unique(tickers));
  const known = await entriesOf(unique(wanted.flatMap((tickers) => tickers ?? [])), before, asking);
  const [white, black] = wanted.map((tickers) => tickers?.flatMap((ticker) => known.get(ticker) ?? []));
  await replaceLadderLists(asking.db, {
    ladder,
    by: asking.by,
    ...(white && { white }),
    ...(black && { black }),
  });
  return viewLists(ladder, asking);
}

/** What can be done to a list by naming tickers. */
export const LIST_CHANGES = ['add', 'remove', 'block', 'unblock'] as const;
export type ListChange = (typeof LIST_CHANGES)[number];

export const CHANGES: Readonly<Record<ListChange, { readonly colour: ListColour; readonly adds: boolean }>> =
  {
    add: { colour: 'white', adds: true },
    remove: { colour: 'white', adds: false },
    block: { colour: 'black', adds: true },
    unblock: { colour: 'black', adds: false },
  };

/**
 * Puts instruments into a list, or takes them out of it.
 * @param text tickers as they are pasted: with commas, semicolons, spaces, new lines between them; quotes and `MOEX:` are left out
 * @throws UnknownTickersError, NotInListError, with every ticker it is about; then nothing is changed
 */
export async function changeList(
  { ladder, change, text }: { ladder: ListedLadder; change: ListChange; text: string },
  asking: Asking,
): Promise<ListsView> {
  const tickers = pastedTickers(text);
  if (tickers.length === 0) throw new NoTickersError();
  const { colour, adds } = CHANGES[change];
  const before = await ladderLists(asking.db, ladder);
  const { by } = asking;
  if (adds) {
    const known = await entriesOf(tickers, before, asking);
    const listed = new Set(before[colour].map(({ ticker }) => ticker));
    const entries = [...known.values()].filter(({ ticker }) => !listed.has(ticker));
    if (listed.size + entries.length > MOST_LISTED) throw new ListTooLongError(MOST_LISTED);
    await addToLadderList(asking.db, { ladder, by, colour, entries });
  } else {
    const missing = tickers.filter((each) => !before[colour].some(({ ticker }) => ticker === each));
    if (missing.length > 0) throw new NotInListError(missing);
    await removeFromLadderList(asking.db, { ladder, by, colour, tickers });
  }
  return viewLists(ladder, asking);
}

/** What stands around a ticker where it is pasted from: quotes, brackets, `$SBER`, `MOEX:SBER` of a watch list. */
const AROUND_A_TICKER = /^["'«([#$]*(?:MOEX:)?|["'»)\]]+$/gi;

const pastedTickers = (text: string): string[] =>
  unique(text.split(/[\s,;]+/).map((each) => each.replace(AROUND_A_TICKER, '')));

const unique = (tickers: readonly string[]): string[] => [
  ...new Set(tickers.map((each) => each.trim().toUpperCase()).filter((each) => each !== '')),
];

/** Of so many unknown tickers the nearest are told. */
const MOST_EXPLAINED = 3;

async function refusalOf(unknown: readonly string[], broker: TradedBroker): Promise<CommandError> {
  const reasons = await Promise.all(
    unknown.slice(0, MOST_EXPLAINED).map((ticker) => notFound(broker, ticker)),
  );
  const told = reasons.filter((each) => each instanceof UnknownTickerError);
  return (
    reasons.find((each) => each instanceof TickerAmbiguousError) ?? new UnknownTickersError(unknown, told)
  );
}

/** By ticker. @throws UnknownTickersError, TickerAmbiguousError */
async function entriesOf(
  tickers: readonly string[],
  { white, black }: LadderLists,
  reader: Reader,
): Promise<ReadonlyMap<string, ListEntry>> {
  const before = new Map([...black, ...white].map((entry) => [entry.ticker, entry]));
  const unseen = tickers.filter((ticker) => !before.has(ticker));
  // What is listed already needs no broker.
  const broker = unseen.length === 0 ? undefined : reader.broker;
  const found = await Promise.all(
    unseen.map(async (ticker) => [ticker, await broker?.instruments.byTicker(ticker)] as const),
  );
  const unknown = found.filter(([, instrument]) => !instrument).map(([ticker]) => ticker);
  if (broker && unknown.length > 0) throw await refusalOf(unknown, broker);
  return new Map(
    tickers.map((ticker) => {
      const instrument = found.find(([name]) => name === ticker)?.[1];
      return [ticker, before.get(ticker) ?? { ticker, instrumentUid: instrument?.uid ?? null }];
    }),
  );
}
