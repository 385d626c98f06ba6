import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Channel, Database, Notifications } from '../../../database/index.js';
import type { Schema } from '../../../database/schema.js';
import { type Clock, StoryProcess } from './story-process.js';

/** As in database/connection.ts: what takes longer has failed. */
const STATEMENT_TIMEOUT_MS = 5_000;

/** A rule that is left out, only to see that the judge finds it. */
export type Rule = 'one key a number' | 'the newest wish' | 'the halt';

/** The statement after which an order, or a stop order, is sent. */
const INTENT = /insert into orders|update stop_orders set state = 'sent'/;

/** What becomes of it without a rule. */
const CARELESS: Partial<Record<Rule, readonly [RegExp, string]>> = {
  'the newest wish': [/tasks\.wish_version = (\$\d+)/, '$1::integer is not null'],
  'the halt': [/where since is null for share/, 'for share'],
};

function carelessly(text: string, without: Rule | undefined): string {
  const change = without && CARELESS[without];
  if (!change) return text;
  const careless = text.replace(...change);
  if (careless === text) throw new Error(`the log looks at ${without} in other words now`);
  return careless;
}

/**
 * One connection to the real database for everybody in a story, so that statements take their turns in an order that
 * the story decides. Its `clock_timestamp()` is the story's clock: claims run out by it.
 */
export class StoryDatabase {
  readonly #client: pg.Client;
  readonly #inFlight = new Set<Promise<unknown>>();
  #toldMs: number | undefined;
  clock: Clock = { nowMs: 0 };
  onNotification: (channel: string, payload: string) => void = () => undefined;
  /** Something was written down that is sent next. */
  onIntent: () => void = () => undefined;

  private constructor(client: pg.Client) {
    this.#client = client;
    client.on('notification', ({ channel, payload }) => this.onNotification(channel, payload ?? ''));
  }

  /** @param url of a migrated database */
  static async open(url: string): Promise<StoryDatabase> {
    const client = new pg.Client({
      connectionString: url,
      options: '-c search_path=public,pg_catalog -c synchronous_commit=off',
    });
    await client.connect();
    await client.query(`create or replace function public.clock_timestamp() returns timestamptz language sql volatile
      as $$ select to_timestamp(current_setting('story.now_ms')::double precision / 1000) $$`);
    for (const channel of ['wish', 'claim', 'claim_free', 'halt']) await client.query(`listen ${channel}`);
    return new StoryDatabase(client);
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  query(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    const result = StoryProcess.outside(async () => {
      if (this.#toldMs !== this.clock.nowMs) {
        this.#toldMs = this.clock.nowMs;
        await this.#client.query(`select set_config('story.now_ms', $1, false)`, [String(this.clock.nowMs)]);
      }
      return this.#client.query(text, [...values]);
    });
    this.#inFlight.add(result);
    const done = () => void this.#inFlight.delete(result);
    result.then(done, done);
    return result;
  }

  /** Resolves when nobody can go on without the story. */
  async rest(): Promise<void> {
    do {
      await Promise.allSettled(this.#inFlight);
      await new Promise((resolve) => setImmediate(resolve));
    } while (this.#inFlight.size > 0);
  }

  /** For the story itself. */
  readonly db: Database = this.#kysely(() => (text, values) => this.query(text, values));

  /**
   * A transaction is one step: nobody else's statements come in between, on the one connection.
   * @param failing answers whether the next statement fails, and if so, whether it was carried out
   */
  of(process: StoryProcess, failing: () => 'before' | 'after' | undefined, without?: Rule): Database {
    return this.#kysely(() => {
      let inTransaction = false;
      let failure: 'before' | 'after' | undefined;
      return async (text, values) => {
        if (!inTransaction) {
          failure = failing();
          const outMs = await process.pass('statement');
          if (failure === 'before' || outMs > STATEMENT_TIMEOUT_MS) throw new Error('Connection terminated');
        }
        const result = await this.query(INTENT.test(text) ? carelessly(text, without) : text, values);
        const isIntent = INTENT.test(text) && result.rows.length > 0;
        if (isIntent) this.onIntent();
        inTransaction = text === 'begin' || (inTransaction && text !== 'commit' && text !== 'rollback');
        if (inTransaction) return result;
        const backMs = await process.pass('statement', isIntent);
        if (failure === 'after' || backMs > STATEMENT_TIMEOUT_MS) throw new Error('Connection terminated');
        return result;
      };
    });
  }

  #kysely(connect: () => (text: string, values: readonly unknown[]) => Promise<pg.QueryResult>): Database {
    const pool = {
      connect: async () => ({ query: connect(), release: () => undefined }),
      end: async () => undefined,
    };
    return new Kysely<Schema>({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) });
  }
}

/** What a process hears of the announcements. */
export function storyNotifications(): Notifications & { tell(channel: string, payload: string): void } {
  const listeners = new Map<string, Set<(payload: string) => void>>();
  return {
    on(channel: Channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      return () => void set.delete(listener);
    },
    onResync: () => () => undefined,
    close: async () => undefined,
    tell(channel, payload) {
      for (const listener of listeners.get(channel) ?? []) listener(payload);
    },
  };
}
