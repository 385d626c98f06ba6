import { InstrumentStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import type {
  InstrumentsRequest,
  InstrumentsServiceClient,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import type { Instrument } from '../domain/instrument.js';
import { type Boards, boardsOf } from './boards.js';
import { NotServedError } from './errors.js';
import { fromBond, fromEtf, fromFuture, fromShare, type StepValues } from './instrument-conversions.js';

/** Kinds that the program deals in. Currencies are left out: the broker keeps them as money, so nothing that looks at positions could sell them. */
export const LISTED_KINDS = ['share', 'bond', 'etf', 'future'] as const;
export type ListedKind = (typeof LISTED_KINDS)[number];

export interface Catalogue {
  readonly boards: Boards;
  readonly byUid: ReadonlyMap<string, Instrument>;
}

export type InstrumentsClient = Pick<InstrumentsServiceClient, 'shares' | 'bonds' | 'futures' | 'etfs'>;

/** A kind that this contour of the broker does not serve is left out. */
export type OnMissing = (kind: Instrument['kind'], error: NotServedError) => void;

export interface CatalogueReader {
  readonly client: InstrumentsClient;
  readonly stepValues: StepValues;
  readonly onMissing: OnMissing;
}

/** Shares that cannot be traded by API are told as such; of the other kinds the list of what can is long enough. */
export const ALL: InstrumentsRequest = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_ALL };
const TRADABLE: InstrumentsRequest = { instrumentStatus: InstrumentStatus.INSTRUMENT_STATUS_BASE };

type ListReader = (reader: CatalogueReader) => Promise<Instrument[]>;

const READ: Readonly<Record<ListedKind, ListReader>> = {
  share: async ({ client }) => (await client.shares(ALL)).instruments.flatMap(fromShare),
  bond: async ({ client, stepValues }) =>
    (await client.bonds(TRADABLE)).instruments.flatMap((bond) => fromBond(bond, stepValues)),
  etf: async ({ client }) => (await client.etfs(TRADABLE)).instruments.flatMap(fromEtf),
  future: async ({ client, stepValues }) =>
    (await client.futures(TRADABLE)).instruments.flatMap((future) => fromFuture(future, stepValues)),
};

/** All of one kind that the broker lists, by one call; null of a kind that it does not serve. */
export const readKind = (kind: ListedKind, reader: CatalogueReader): Promise<readonly Instrument[] | null> =>
  ifServed<Instrument>(reader.onMissing)(kind, () => READ[kind](reader));

export const catalogueOf = (all: readonly Instrument[]): Catalogue => ({
  boards: boardsOf(all),
  byUid: new Map(all.map((each) => [each.uid, each])),
});

/** What a reading came to; null of a kind that is not served. */
export const ifServed =
  <Item>(onMissing: OnMissing) =>
  async (kind: Instrument['kind'], read: () => Promise<Item[]>): Promise<Item[] | null> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof NotServedError)) throw error;
      onMissing(kind, error);
      return null;
    }
  };
