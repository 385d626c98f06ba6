import { createHash } from 'node:crypto';
import {
  type PostgresCursor,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
  sql,
} from 'kysely';
import pg from 'pg';

const MARK = '/* prepared */';

/**
 * Begins a statement that each connection has parsed once and may plan once: for what an order waits for. Its text must
 * be one of a few, since a connection keeps all that it has seen.
 */
export const prepared = sql.raw(MARK);

/**
 * What a pooler between us and the server answers that gives each transaction another connection and does not follow
 * names (PgBouncer before 1.21, or with `max_prepared_statements = 0`): the name is unknown there, or another client's.
 * And what the server says when tables changed so that a plan does not fit any more.
 */
const NAME_REFUSED: ReadonlySet<string | undefined> = new Set(['26000', '42P05', '0A000']);

/** Kysely, which knows no names of statements, uses the pool through this. */
export function withPreparedStatements(pool: pg.Pool): PostgresPool {
  const connections = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const names = createNames();
  return {
    async connect() {
      const client = await pool.connect();
      const connection = connections.get(client) ?? new PreparingConnection(client, names);
      connections.set(client, connection);
      return connection;
    },
    end: () => pool.end(),
  };
}

/** The name says what the text is: whoever else uses it on a connection that a pooler shares means the same statement. */
function createNames() {
  const names = new Map<string, string>();
  let areRefused = false;
  return {
    of(text: string): string | undefined {
      if (areRefused || !text.startsWith(MARK)) return undefined;
      const name =
        names.get(text) ?? `trademan-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
      names.set(text, name);
      return name;
    },
    refuse() {
      areRefused = true;
    },
  };
}

/** What `pg` tells between two statements outside a transaction. */
const IDLE = 'I';

class PreparingConnection implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #plain: PostgresPoolClient;
  readonly #names: ReturnType<typeof createNames>;

  constructor(client: pg.PoolClient, names: ReturnType<typeof createNames>) {
    this.#client = client;
    this.#plain = client;
    this.#names = names;
  }

  query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(statement: string | PostgresCursor<R>, parameters: readonly unknown[] = []) {
    if (typeof statement !== 'string') return this.#plain.query(statement);
    // An error ends a transaction, and what was done in it could not be repeated from here.
    const name = this.#client.getTransactionStatus() === IDLE ? this.#names.of(statement) : undefined;
    if (name === undefined) return this.#plain.query<R>(statement, parameters);
    return this.#named<R>({ name, text: statement, values: [...parameters] });
  }

  release(): void {
    this.#client.release();
  }

  async #named<R>(query: { name: string; text: string; values: unknown[] }): Promise<PostgresQueryResult<R>> {
    try {
      return (await this.#client.query(query)) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      // The server refused it as a whole, so nothing of it was done.
      if (!(error instanceof pg.DatabaseError) || !NAME_REFUSED.has(error.code)) throw error;
      this.#names.refuse();
      return this.#plain.query<R>(query.text, query.values);
    }
  }
}
