/** What happened, and how far it was told. */
import type { Generated } from 'kysely';
import type { BigIntText, GeneratedTimestamp, Json, Timestamp } from './column-types.js';

export interface JournalTable {
  seq: Generated<string>;
  at: GeneratedTimestamp;
  task_id: string | null;
  kind: string;
  severity: string;
  data: Json<unknown>;
}

export interface OutboxMarksTable {
  consumer: string;
  seq: BigIntText;
}

/** What a task watches, as it was last seen. */
export interface WatchMarksTable {
  task_key: string;
  /** `price` of an alert, a pair of a watch. */
  subject: string;
  /** It is told when it rises over its threshold; false: when it falls below. */
  rises: boolean;
  above: boolean;
  told_at: Timestamp | null;
}

/** Which futures were warned of, at which number of days before their end. */
export interface ExpiryWarningsTable {
  mode: string;
  account_id: string;
  instrument_uid: string;
  threshold: number;
}

/** Which differences people know of, as they were told last. */
export interface ToldDifferencesTable {
  mode: string;
  account_id: string;
  kind: string;
  subject: string;
  figure: string;
  told_at: GeneratedTimestamp;
}
