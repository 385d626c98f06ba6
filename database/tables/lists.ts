/** What people keep: queues, lists, settings, the kill switch. */
import type { Generated } from 'kysely';
import type { SettingKey, Settings } from '../../domain/settings.js';
import type { GeneratedTimestamp, Json, Timestamp } from './column-types.js';

export interface SellbuyQueueTable {
  id: Generated<number>;
  ticker: string;
  sell: boolean;
  amount: number;
  limit_price: string | null;
  active: boolean;
  /** Makes a repeated request find the row it already added. */
  request_key: string | null;
  created_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

export interface SpreadQueueTable {
  id: Generated<number>;
  far_ticker: string;
  near_ticker: string;
  sell: boolean;
  /** Far contracts. */
  amount: number;
  /** Roubles per far contract; below zero too. */
  price: string;
  /** Near securities per far contract; null derives it from the instruments. */
  ratio: string | null;
  active: boolean;
  slop: number;
  pay_up_ticks: number;
  display_quantity: number | null;
  max_unhedged: number | null;
  until: Timestamp | null;
  now: boolean;
  request_key: string | null;
  created_at: GeneratedTimestamp;
  updated_at: GeneratedTimestamp;
}

/** Which instruments ladders are placed in. */
export interface LadderListsTable {
  ladder: string;
  list: string;
  ticker: string;
  /** Null where the broker never listed it. */
  instrument_uid: string | null;
  /** In their order. */
  number: Generated<number>;
}

export interface SettingsTable {
  key: string;
  /** Null: its default. */
  value: Json<Settings[SettingKey]> | null;
  changed_by: string;
  changed_at: Timestamp;
}

/** One row, always there. */
export interface HaltTable {
  single: Generated<boolean>;
  /** Null while nothing is halted. */
  since: Timestamp | null;
  by: string | null;
  reason: string | null;
  /** A limit in roubles is set: who writes an order down has to count first. */
  limited: Generated<boolean>;
}
