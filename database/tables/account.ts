/** The account as it was last compared, and the cancelling of all of it. */
import type { ColumnType, Generated } from 'kysely';
import type { ItemState } from '../../domain/cancel/item.js';
import type { TaskError } from '../../domain/task.js';
import type { BigIntText, GeneratedTimestamp, Json, Timestamp } from './column-types.js';

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
