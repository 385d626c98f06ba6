import type { HaltJson } from './mind-halt.js';

/**
 * One part's state; `detail` is a stable code for words, never an error's raw text: why it is down, or what it cannot
 * do though it is up.
 */
export interface PartHealth {
  readonly status: 'ok' | 'down';
  readonly detail?: string;
}

export interface Health {
  readonly status: 'ok' | 'degraded';
  readonly mode: string;
  /** The kill switch, null while it is off; it makes nothing degraded. With the database away as it was last known. */
  readonly halted: HaltJson | null;
  readonly database: PartHealth;
  readonly temporal: PartHealth;
  readonly worker: PartHealth;
  readonly broker: PartHealth;
  /** What was checked of the account before anything is traded; null while the broker has not answered yet. */
  readonly selfCheck: SelfCheck | null;
}

export interface SelfCheck {
  readonly token: 'full-access' | 'reads-only';
  /** Open, of a kind that trades, and reached by both tokens: else nothing starts. */
  readonly account: 'ok';
  readonly clock: 'ok' | 'off' | 'unknown';
  /** By how many milliseconds this computer's clock is at least ahead of the broker's, or (negative) behind. */
  readonly clockAheadMs: number;
  readonly risk: 'confirmed' | 'not-confirmed' | 'no-real-money';
}
