/** Stop orders that were put away, and how they came back. */
import type { Generated } from 'kysely';
import type { KeptSnapshot } from '../../domain/stash/kept-snapshot.js';
import type { KeptProof } from '../../domain/stash/prove.js';
import type { StopTerms } from '../../domain/stop-order.js';
import type { GeneratedTimestamp, Json, Timestamp } from './column-types.js';

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
