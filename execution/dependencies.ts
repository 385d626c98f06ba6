import type { Broker } from '../broker/broker.js';
import type { Database } from '../database/index.js';
import type { JournalEntry } from '../domain/journal.js';

export interface ExecutionLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Appends in the background: nothing on the market ever waits for the journal. */
export interface JournalWriter {
  write(entry: JournalEntry): void;
  /** Resolves when everything written so far is in the database. */
  flush(): Promise<void>;
}

/** What the hands on the market work with; built once by a worker. */
export interface ExecutionDependencies {
  readonly db: Database;
  readonly broker: Broker;
  readonly journal: JournalWriter;
  readonly logger: ExecutionLogger;
}
