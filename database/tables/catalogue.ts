/** What the broker lists, or once did. */
import type { Generated } from 'kysely';
import type { ListedInstrument } from '../../domain/listed-instrument.js';
import type { GeneratedTimestamp, Json, Timestamp } from './column-types.js';

/** What the broker lists, or once did. */
export interface InstrumentsTable {
  mode: string;
  uid: string;
  figi: string;
  ticker: string;
  class_code: string;
  isin: string;
  name: string;
  kind: ListedInstrument['kind'];
  currency: string;
  position_uid: string;
  /** Of futures alone. */
  basic_asset_position_uid: string | null;
  last_trade_at: Timestamp | null;
  /** False: the broker does not list it any more, since `gone_at`. */
  active: Generated<boolean>;
  listing: Json<ListedInstrument>;
  /** What people may write of it, in small letters. */
  search: string;
  listed_at: GeneratedTimestamp;
  gone_at: Timestamp | null;
}

/** Every reading of the catalogue that came to an answer. */
export interface CatalogueReadingsTable {
  id: Generated<string>;
  mode: string;
  read_at: GeneratedTimestamp;
  requested_by: string;
  listed: number;
  added: number;
  changed: number;
  gone: number;
  /** It was too short to be true, and changed nothing. */
  refused: boolean;
}

/** Dividends that the broker tells of, roubles or another currency for one share. */
export interface DividendsTable {
  mode: string;
  instrument_uid: string;
  record_date: Timestamp;
  last_buy_date: Timestamp;
  payment_date: Timestamp | null;
  amount: string;
  currency: string;
}
