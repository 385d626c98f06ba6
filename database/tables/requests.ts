/** What people asked for and agreed to, once. */
import type { GeneratedTimestamp, Json, Timestamp } from './column-types.js';

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

/** What trading with real money risks was confirmed for these accounts. */
export interface RiskConfirmationsTable {
  mode: string;
  account_id: string;
  by: string;
  at: GeneratedTimestamp;
}
