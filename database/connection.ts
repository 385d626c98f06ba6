import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Schema } from './schema.js';

export type Database = Kysely<Schema>;

/** How long a statement may take before it counts as failed; everything here is an indexed row or a short list. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** Opens a small pool; connections are made when first needed. */
export function openDatabase(
  url: string,
  options: { poolSize?: number; onError?: (error: Error) => void } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 8,
    connectionTimeoutMillis: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: process.title,
  });
  // A connection that dies while idle is replaced by the pool; unheard, its error would end the process.
  pool.on('error', (error) => options.onError?.(error));
  // Likewise one that dies in the middle of a statement, whose own failure tells all there is to tell.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/** All of it or nothing; what it announces is heard only when it is done. */
export const inTransaction = <T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> =>
  db.transaction().execute(work);
