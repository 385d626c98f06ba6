import type { Instrument } from '../domain/instrument.js';
import { type KeptList, nextKeptList } from '../domain/kept-list.js';
import {
  type Catalogue,
  type CatalogueReader,
  catalogueOf,
  LISTED_KINDS,
  type ListedKind,
  readKind,
} from './catalogue.js';

const LIFE_MS = 3_600_000;
/** What was too short to be true, or not served, is asked for again soon. */
const DOUBTED_LIFE_MS = 60_000;

interface Reading extends KeptList<Instrument> {
  readonly readAtMs: number;
  /** How long it serves at most. */
  readonly lifeMs: number;
  /** How often all was to be read again before it was asked for. */
  readonly turn: number;
}

/** A list was too short to be true. */
export type OnShort = (kind: ListedKind, counts: { readonly told: number; readonly before: number }) => void;

/** The catalogue in memory, one list a kind, each read when it is first needed and again when it has become too old. */
export function createKeptCatalogue(reader: CatalogueReader & { readonly onShort: OnShort }) {
  const readings = new Map<ListedKind, Reading>();
  const underWay = new Map<ListedKind, Promise<Reading>>();
  let turn = 0;
  let catalogue: Catalogue = catalogueOf([]);
  /** All that was ever told: what a task trades must stay known, whatever one answer leaves out. */
  const known = new Map<string, Instrument>();

  const load = async (kind: ListedKind): Promise<Reading> => {
    const begunIn = turn;
    const told = await readKind(kind, reader);
    const before = readings.get(kind);
    // A later one overtook it.
    if (before && before.turn > begunIn) return before;
    const next = nextKeptList(before, told, Date.now());
    if (before && next.short) reader.onShort(kind, { told: told?.length ?? 0, before: before.listed.length });
    const lifeMs = next.short || told === null ? DOUBTED_LIFE_MS : LIFE_MS;
    const reading: Reading = { ...next, readAtMs: Date.now(), lifeMs, turn: begunIn };
    readings.set(kind, reading);
    for (const each of told ?? []) known.set(each.uid, each);
    catalogue = catalogueOf(LISTED_KINDS.flatMap((each) => readings.get(each)?.listed ?? []));
    return reading;
  };

  /** @throws BrokerError where what there is is older and the list cannot be read now */
  const notOlder = async (kind: ListedKind, ageMs: number): Promise<readonly Instrument[]> => {
    const kept = readings.get(kind);
    if (kept && kept.turn === turn && Date.now() - kept.readAtMs < Math.min(ageMs, kept.lifeMs))
      return kept.listed;
    const loading = underWay.get(kind) ?? load(kind);
    underWay.set(kind, loading);
    try {
      return (await loading).listed;
    } finally {
      if (underWay.get(kind) === loading) underWay.delete(kind);
    }
  };

  /** What was read an hour ago is better than nothing while the broker is away. */
  const usual = async (kind: ListedKind): Promise<readonly Instrument[]> => {
    try {
      return await notOlder(kind, LIFE_MS);
    } catch (error) {
      const kept = readings.get(kind);
      if (kept) return kept.listed;
      throw error;
    }
  };

  /** All kinds: what a kind that could not be read would hold must not seem not to exist. */
  const current = async (): Promise<Catalogue> => {
    await Promise.all(LISTED_KINDS.map(usual));
    return catalogue;
  };

  return {
    notOlder,
    usual,
    current,
    /** What only the last reading did not tell too. */
    async byUid(uid: string): Promise<Instrument | undefined> {
      const listed = (await current()).byUid.get(uid);
      if (listed) return listed;
      const missing = [...readings.values()].map((reading) => reading.missing.get(uid)?.item);
      return missing.find((item) => item !== undefined);
    },
    /** By the last readings, without a new one. */
    isListed: (uid: string): boolean => catalogue.byUid.has(uid),
    /** From any reading there was, without a new one. */
    known: (uid: string): Instrument | undefined => known.get(uid),
    /** The list that holds it is read again when it is next needed. */
    doubt(uid: string): void {
      const [kind] = [...readings].find(([, { listed }]) => listed.some((each) => each.uid === uid)) ?? [];
      const reading = kind && readings.get(kind);
      if (reading) readings.set(kind, { ...reading, readAtMs: Number.NEGATIVE_INFINITY });
    },
    /** All are read again when they are next needed: what is being read now may be of before. */
    readAgain(): void {
      turn += 1;
      underWay.clear();
    },
  };
}
