/** The tables as Kysely sees them. Prices and money are `numeric` and come back as strings; seq and epochs as bigint strings. */
import type { ColumnType, Generated } from 'kysely';
import type { ItemState } from '../domain/cancel/item.js';
import type { ListedInstrument } from '../domain/listed-instrument.js';
import type { SettingKey, Settings } from '../domain/settings.js';
import type { KeptSnapshot } from '../domain/stash/kept-snapshot.js';
import type { KeptProof } from '../domain/stash/prove.js';
import type { StopTerms } from '../domain/stop-order.js';
import type { TaskError } from '../domain/task.js';

/** Written as a value, read back parsed. */
export type Json<T> = ColumnType<T, string, string>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
type GeneratedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type BigIntText = ColumnType<string, string | number | bigint, string | number | bigint>;

export interface Schema {
  tasks: TasksTable;
  claims: ClaimsTable;
  orders: OrdersTable;
  stop_orders: StopOrdersTable;
  journal: JournalTable;
  outbox_marks: OutboxMarksTable;
  confirmations: ConfirmationsTable;
  requests: RequestsTable;
  sellbuy_queue: SellbuyQueueTable;
  ladder_lists: LadderListsTable;
  spread_queue: SpreadQueueTable;
  workers: WorkersTable;
  halt: HaltTable;
  cancels: CancelsTable;
  cancel_items: CancelItemsTable;
  expiry_warnings: ExpiryWarningsTable;
  risk_confirmations: RiskConfirmationsTable;
  settings: SettingsTable;
  stashes: StashesTable;
  stash_orders: StashOrdersTable;
  restores: RestoresTable;
  restored_orders: RestoredOrdersTable;
  reconciliations: ReconciliationsTable;
  reconciled_positions: ReconciledPositionsTable;
  reconciled_executions: ReconciledExecutionsTable;
  told_differences: ToldDifferencesTable;
  instruments: InstrumentsTable;
  catalogue_readings: CatalogueReadingsTable;
  dividends: DividendsTable;
  watch_marks: WatchMarksTable;
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

/** What trading with real money risks was confirmed for these accounts. */
export interface RiskConfirmationsTable {
  mode: string;
  account_id: string;
  by: string;
  at: GeneratedTimestamp;
}

/** Which futures were warned of, at which number of days before their end. */
export interface ExpiryWarningsTable {
  mode: string;
  account_id: string;
  instrument_uid: string;
  threshold: number;
}

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
  /** What became of it after it was placed, where that is known. */
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

export interface ConfirmationsTable {
  token_hash: string;
  actor: string;
  command: string;
  arguments: Json<unknown>;
  expires_at: Timestamp;
  used_at: Timestamp | null;
}

export interface RequestsTable {
  actor: string;
  key: string;
  fingerprint: string;
  status: number | null;
  body: Json<unknown> | null;
  at: GeneratedTimestamp;
}

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

export interface WorkersTable {
  id: string;
  started_at: GeneratedTimestamp;
  seen_at: GeneratedTimestamp;
  /** Whether its broker streams are alive. */
  broker_live: boolean;
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

export interface SettingsTable {
  key: string;
  /** Null: its default. */
  value: Json<Settings[SettingKey]> | null;
  changed_by: string;
  changed_at: Timestamp;
}

export interface StashesTable {
  id: Generated<number>;
  mode: string;
  account_id: string;
  /** Empty for the unnamed place. */
  name: string;
  kind: string;
  task_key: string;
  created_at: GeneratedTimestamp;
  checked_at: Timestamp | null;
}

export interface StashOrdersTable {
  stash_id: number;
  position: number;
  stop_order_id: string;
  instrument_uid: string;
  ticker: string | null;
  snapshot: Json<KeptSnapshot>;
  terms: Json<StopTerms> | null;
  edited: Json<StopTerms> | null;
  assumed: string[];
  problem: string | null;
  active: Generated<boolean>;
  outcome: string | null;
  settled_at: Timestamp | null;
}

export interface RestoresTable {
  task_key: string;
  stash_id: number;
  planned_at: GeneratedTimestamp;
  proof: Json<KeptProof> | null;
}

export interface RestoredOrdersTable {
  task_key: string;
  /** In the stash. */
  position: number;
  /** Under which it is placed; null where it is not. */
  number: number | null;
  fate: string | null;
  stop_order_id: string | null;
}

/** Who looks at an account, and when it was last written down what was found; one row an account. */
export interface ReconciliationsTable {
  mode: string;
  account_id: string;
  worker_id: string;
  version: Generated<string>;
  looked_at: GeneratedTimestamp;
  /** Null before the first look. */
  saved_at: Timestamp | null;
}

export interface ReconciledPositionsTable {
  mode: string;
  account_id: string;
  instrument_uid: string;
  /** Securities that no counted execution explains; null while that is not known. */
  unexplained: BigIntText | null;
  /** Securities when nothing was open. */
  amount: BigIntText | null;
  explained_at: Timestamp | null;
}

/** What orders executed, as it was counted. */
export interface ReconciledExecutionsTable {
  mode: string;
  account_id: string;
  name: string;
  instrument_uid: string;
  /** Securities, sold ones below zero. */
  amount: BigIntText;
  /** So much of it people know of; null where it is ours. */
  told: BigIntText | null;
  changed_at: GeneratedTimestamp;
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

/** The cancelling of everything, and by whom it is carried out. */
export interface CancelsTable {
  id: Generated<number>;
  mode: string;
  account_id: string;
  asked_by: string;
  asked_at: GeneratedTimestamp;
  /** Ids of the tasks that were stopped. */
  tasks: string[];
  state: Generated<'running' | 'watching' | 'done'>;
  holder: string | null;
  epoch: ColumnType<string, string | number | bigint | undefined, string | number | bigint>;
  valid_until: GeneratedTimestamp;
  newcomer_looks: Generated<number>;
  result: Json<unknown> | null;
  reported_at: Timestamp | null;
}

export interface CancelItemsTable {
  cancel_id: number;
  kind: 'order' | 'stop-order';
  item_id: string;
  task_id: string | null;
  is_newcomer: boolean;
  instrument_uid: string;
  ticker: string;
  direction: string;
  lots: number;
  executed_before: number;
  price: string | null;
  tied_up: string | null;
  state: Generated<ItemState>;
  executed_lots: Generated<number>;
  average_price: string | null;
  reason: Json<TaskError> | null;
}
