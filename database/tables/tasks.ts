/** Tasks, who holds them, and what they ordered. */
import type { ColumnType, Generated } from 'kysely';
import type { StopTerms } from '../../domain/stop-order.js';
import type { TaskError } from '../../domain/task.js';
import type { BigIntText, GeneratedTimestamp, Json, Timestamp } from './column-types.js';

export interface TasksTable {
  key: string;
  id: string;
  kind: string;
  mode: string;
  account_id: string;
  state: string;
  /** Why it waits, as a locale key; null unless `waiting`. */
  waiting_for: string | null;
  ticker: string | null;
  instrument_uid: string | null;
  request: Json<unknown>;
  wish: Json<unknown>;
  wish_version: number;
  /** What it was told, and is not to do any more. */
  withdrawn: Generated<string[]>;
  /** What it is to reach, in securities. */
  amount: string | null;
  executed: Generated<string>;
  average_price: string | null;
  /** Of spreads alone. */
  unhedged: Json<unknown> | null;
  /** Why it places no order though it runs, as told; null while nothing was told. */
  idle: Json<unknown> | null;
  /** Of tasks about stop orders alone. */
  progress: Json<unknown> | null;
  /** Of a ladder that is renewed: the last round that people were told of. */
  reported_round: Generated<number>;
  requested_by: string;
  /** The queue row it came from, e.g. `sellbuy/3`: at most one unfinished task a row. */
  origin: string | null;
  /** Makes a repeated request find the task it already started. */
  request_key: string | null;
  started_at: GeneratedTimestamp;
  finished_at: Timestamp | null;
  result: Json<unknown> | null;
  error: Json<unknown> | null;
}

export interface ClaimsTable {
  task_key: string;
  worker_id: string | null;
  epoch: BigIntText;
  valid_until: Timestamp;
  asked_by: string | null;
}

export interface OrdersTable {
  task_key: string;
  leg: string;
  number: number;
  client_order_id: string;
  broker_order_id: string | null;
  account_id: string;
  instrument_uid: string;
  direction: string;
  /** The most lots ever sent under this number. */
  lots: number;
  price: string;
  time_in_force: string;
  epoch: BigIntText;
  state: string;
  /** True once an attempt under this number had no certain outcome. */
  doubted: Generated<boolean>;
  executed_lots: Generated<number>;
  /** Sum of price × securities over all fills. */
  executed_value: Generated<string>;
  commission: Generated<string>;
  /** Of a spread's far orders: what they are hedged by, near securities per far contract. */
  ratio: string | null;
  /** Lots of it that a person settled without saying their commission. */
  commission_unknown_lots: Generated<number>;
  /** When its number was first about to be sent, of all sendings that may exist. */
  recorded_at: GeneratedTimestamp;
  /** When it last was. */
  sent_at: GeneratedTimestamp;
  settled_at: Timestamp | null;
}

export interface StopOrdersTable {
  task_key: string;
  /** Its place in the task. */
  number: number;
  /** Of a ladder that is renewed. */
  round: Generated<number>;
  client_order_id: string;
  account_id: string;
  instrument_uid: string | null;
  terms: Json<StopTerms>;
  /** `planned` was never sent; `sent` may exist at the broker; `dropped` was planned and is not wanted any more. */
  state: string;
  /** True once its sending had no certain outcome. */
  doubted: Generated<boolean>;
  /** The broker's id. */
  stop_order_id: string | null;
  /** Why it was skipped or refused: a code and the figures of its words. */
  reason: Json<TaskError> | null;
  /** Roubles, written as it is sent; null before, and of those that are older than this column. */
  value: string | null;
  /** What became of it after it was placed, where that is known; `gone`: it is not active, nobody knows why. */
  ended: string | null;
  /** When that was written down. */
  ended_at: Timestamp | null;
  /** The broker said that its key is used (30057): it exists, or did. */
  key_used: Generated<boolean>;
  epoch: ColumnType<string, string | number | bigint | undefined, string | number | bigint>;
  /** When it was planned. */
  recorded_at: GeneratedTimestamp;
  /** When the first of all sendings that may exist was written down. */
  first_sent_at: Timestamp | null;
  /** When the last was. */
  sent_at: Timestamp | null;
  settled_at: Timestamp | null;
}

export interface WorkersTable {
  id: string;
  started_at: GeneratedTimestamp;
  seen_at: GeneratedTimestamp;
  /** Whether its broker streams are alive. */
  broker_live: boolean;
}
