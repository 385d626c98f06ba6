import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { withPreparedStatements } from './prepared.js';
import type { Schema } from './schema.js';

export type Database = Kysely<Schema>;

/** How long a statement may take before it counts as failed; everything here is an indexed row or a short list. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** Connections that stay open once they were needed; the others are closed after ten seconds without use. */
const KEPT_OPEN = 2;

/** Opens a small pool; connections are made when first needed. */
export function openDatabase(
  url: string,
  options: { poolSize?: number; onError?: (error: Error) => void } = {},
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 8,
    // The log and the journal write at one time, and an order does not wait until a new connection is let in (the
    // password's check alone takes as long as the whole statement).
    min: Math.min(KEPT_OPEN, options.poolSize ?? 8),
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
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: withPreparedStatements(pool) }) });
}

/**
 * For a `with` of a statement whose loss nobody regrets: its commit does not wait for the disk, and a crash of the server
 * may take back what was written in the last moments. It holds for that statement's own transaction, and has to be named
 * in its `from`, or it is not evaluated.
 */
export const unhurried = sql`unhurried as (select set_config('synchronous_commit', 'off', true))`;

/** All of it or nothing; what it announces is heard only when it is done. */
export const inTransaction = <T>(db: Database, work: (transaction: Database) => Promise<T>): Promise<T> =>
  db.transaction().execute(work);
