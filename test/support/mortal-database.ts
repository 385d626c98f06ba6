/** A database as a process has it that may die: its connections break, and nothing that it sends afterwards leaves it. */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { Database } from '../../database/index.js';
import type { Schema } from '../../database/schema.js';

export const never = (): Promise<never> => new Promise(() => undefined);

export interface MortalDatabaseOptions {
  readonly url: string;
  /** As the server names its connections. */
  readonly name?: string;
  readonly isDead: () => boolean;
  /** Called before each statement; does not come back where the process dies instead. */
  readonly before: (text: string) => Promise<void>;
  /** Called when a statement is sent and not answered yet. */
  readonly sent?: (text: string) => void;
}

export function mortalDatabase({ url, name, isDead, before, sent }: MortalDatabaseOptions) {
  const clients = new Set<pg.PoolClient>();
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: name });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    clients.add(client);
  });
  const stepping: PostgresPool = {
    async connect() {
      if (isDead()) return never();
      const client = await pool.connect();
      return {
        async query(text: unknown, parameters: unknown) {
          await before(String(text));
          if (isDead()) return never();
          const query = client.query as (...all: unknown[]) => Promise<unknown>;
          const asking = query.call(client, text, parameters);
          sent?.(String(text));
          if (isDead()) {
            asking.catch(() => undefined);
            return never();
          }
          const answer = await asking;
          return isDead() ? never() : answer;
        },
        release: () => client.release(isDead()),
      } as unknown as PostgresPoolClient;
    },
    end: () => pool.end(),
  };
  const breakOff = (): void => {
    for (const client of clients)
      (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  };
  const db: Database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: stepping }) });
  return {
    db,
    breakOff,
    end(): void {
      breakOff();
      // What it waits for never comes.
      void pool.end().catch(() => undefined);
    },
  };
}

/** The first words of a statement. */
export const nameOf = (text: string): string =>
  text
    .replace(/\/\*.*?\*\//, '')
    .trim()
    .split(/\s+/)
    .slice(0, 3)
    .join(' ');
