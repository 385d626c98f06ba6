/** Reads the exchange's ledger as it grows, and the tasks' rows, which say what was asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Installation } from '../start/installation.js';
import { type JudgedTask, LedgerJudge } from '../support/ledger-judge.js';
import type { LedgerEvent } from '../support/paper-control.js';

export interface SoakedTask extends JudgedTask {
  readonly state: string;
  readonly finished: boolean;
  /** Securities. */
  readonly executed: number;
  readonly averagePrice: string | null;
  /** Known when it is finished. */
  readonly commission: string | null;
  readonly requestKey: string | null;
  readonly error: unknown;
}

interface Row {
  readonly key: string;
  readonly id: string;
  readonly state: string;
  readonly finished_at: Date | null;
  readonly request: { ticker: string; direction: 'buy' | 'sell'; lot: number; limitPrice: string | null };
  readonly wish: { targetLots: number };
  readonly executed: string;
  readonly average_price: string | null;
  readonly result: { commission: string } | null;
  readonly request_key: string | null;
  readonly error: unknown;
}

const EVERY_MS = 1_000;

export async function readTasks({ dataDir }: Installation): Promise<SoakedTask[]> {
  const { password, port } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8')) as {
    password: string;
    port: number;
  };
  const client = new pg.Client({
    connectionString: `postgres://trademan:${password}@127.0.0.1:${port}/trademan`,
    connectionTimeoutMillis: 2_000,
    query_timeout: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Row>('select * from tasks');
    return rows.map(({ key, id, state, request, wish, executed, result, error, ...row }) => ({
      key,
      id,
      state,
      ticker: request.ticker,
      direction: request.direction,
      lot: request.lot,
      limitPrice: request.limitPrice,
      targetLots: wish.targetLots,
      finished: row.finished_at !== null,
      executed: Number(executed),
      averagePrice: row.average_price,
      commission: result?.commission ?? null,
      requestKey: row.request_key,
      error,
    }));
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function startWatch(installation: Installation, signal: AbortSignal) {
  const judge = new LedgerJudge();
  let unjudged: LedgerEvent[] = [];
  let readTo = 0;

  /** The ledger first: a task's row is older than its orders, so rows that are read after them are there. */
  const look = async (): Promise<SoakedTask[]> => {
    const events = await installation.exchange.ledger(readTo);
    unjudged.push(...events);
    readTo = events.at(-1)?.seq ?? readTo;
    const tasks = await readTasks(installation);
    for (const task of tasks) judge.know(task);
    judge.read(unjudged);
    unjudged = [];
    return tasks;
  };
  const follow = async () => {
    while (!signal.aborted) {
      // The exchange or the database may be away; what was read waits.
      await look().catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return { judge, ended: follow(), look };
}
