import type { Instrument } from '../domain/instrument.js';
import {
  type Catalogue,
  type CatalogueReader,
  catalogueOf,
  LISTED_KINDS,
  type ListedKind,
  readKind,
} from './catalogue.js';

const LIFE_MS = 3_600_000;

interface Reading {
  readonly listed: readonly Instrument[];
  readonly readAtMs: number;
}

/** The catalogue in memory, one list a kind, each read when it is first needed and again when it has become too old. */
export function createKeptCatalogue(reader: CatalogueReader) {
  const readings = new Map<ListedKind, Reading>();
  const underWay = new Map<ListedKind, Promise<Reading>>();
  let known: Catalogue = catalogueOf([]);

  const load = async (kind: ListedKind): Promise<Reading> => {
    const reading = { listed: await readKind(kind, reader), readAtMs: Date.now() };
    readings.set(kind, reading);
    known = catalogueOf(LISTED_KINDS.flatMap((each) => readings.get(each)?.listed ?? []));
    return reading;
  };

  /** @throws BrokerError where what there is is older and the list cannot be read now */
  const notOlder = async (kind: ListedKind, ageMs: number): Promise<readonly Instrument[]> => {
    const kept = readings.get(kind);
    if (kept && Date.now() - kept.readAtMs < ageMs) return kept.listed;
    const loading = underWay.get(kind) ?? load(kind).finally(() => underWay.delete(kind));
    underWay.set(kind, loading);
    return (await loading).listed;
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

  return {
    notOlder,
    usual,
    /** All kinds: what a kind that could not be read would hold must not seem not to exist. */
    async current(): Promise<Catalogue> {
      await Promise.all(LISTED_KINDS.map(usual));
      return known;
    },
    /** From the last readings, without a new one. */
    known: (uid: string): Instrument | undefined => known.byUid.get(uid),
    /** The list that holds it is read again when it is next needed. */
    doubt(uid: string): void {
      const [kind] = [...readings].find(([, { listed }]) => listed.some((each) => each.uid === uid)) ?? [];
      const reading = kind && readings.get(kind);
      if (reading) readings.set(kind, { ...reading, readAtMs: Number.NEGATIVE_INFINITY });
    },
  };
}
