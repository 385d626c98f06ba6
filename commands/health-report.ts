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
  readonly database: PartHealth;
  readonly temporal: PartHealth;
  readonly worker: PartHealth;
  readonly broker: PartHealth;
}
