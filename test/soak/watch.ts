/** Reads the exchange's ledger as it grows, and the tasks' rows, which say what was asked for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { SpreadRequest, SpreadResult, SpreadWish } from '../../domain/spread/terms.js';
import type { SellbuyRequest, SellbuyResult } from '../../domain/task.js';
import type { Installation } from '../start/installation.js';
import { type JudgedTask, LedgerJudge } from '../support/ledger-judge.js';
import type { LedgerEvent } from '../support/paper-control.js';
import { nowUs } from '../support/terms-over-time.js';
import type { Asked } from './asked.js';
import { intentReader, noteIntents } from './order-log.js';
import type { Outages } from './outages.js';

export interface SoakedTask extends JudgedTask {
  readonly state: string;
  /** When it stops by itself, ISO 8601. */
  readonly until: string | null;
  /** Of spreads: somebody agreed that it borrows. */
  readonly margin?: boolean;
  readonly finished: boolean;
  /** Securities. */
  readonly executed: number;
  readonly averagePrice: string | null;
  /** Known when it is finished. */
  readonly commission: string | null;
  /** A finished spread's report. */
  readonly spread: SpreadResult | null;
  readonly requestKey: string | null;
  readonly error: unknown;
}

interface Row {
  readonly key: string;
  readonly id: string;
  readonly state: string;
  readonly finished_at: Date | null;
  readonly request: SellbuyRequest | SpreadRequest;
  readonly wish: { targetLots: number; limitPrice: string | null; spread?: SpreadWish | null };
  readonly executed: string;
  readonly average_price: string | null;
  readonly result: SellbuyResult | SpreadResult | null;
  readonly request_key: string | null;
  readonly error: unknown;
}

const EVERY_MS = 1_000;
/** Longer than anybody's patience. */
const ANSWERED_WITHIN_US = 10_000_000;

async function withDatabase<T>(
  { dataDir }: Installation,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
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
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readTasks(client: pg.Client, { byRequestKey }: Asked): Promise<SoakedTask[]> {
  const { rows } = await client.query<Row>('select * from tasks');
  return rows.map(({ key, id, state, request, wish, executed, result, error, ...row }) => {
    const asked = byRequestKey.get(row.request_key ?? '');
    return {
      key,
      id,
      state,
      ...legsOf(request),
      limitPrice: wish.limitPrice,
      targetLots: wish.targetLots,
      until: wish.spread?.options.until ?? null,
      ...('margin' in request && { margin: request.margin }),
      ...(asked && { terms: asked.terms, rests: asked.rests }),
      finished: row.finished_at !== null,
      executed: Number(executed),
      averagePrice: row.average_price,
      commission: result?.commission ?? null,
      spread: result && 'far' in result ? result : null,
      requestKey: row.request_key,
      error,
    };
  });
}

function legsOf(request: Row['request']): Pick<JudgedTask, 'ticker' | 'lot' | 'direction' | 'hedge'> {
  const { ticker, lot } = request;
  if (!('nearTicker' in request)) return { ticker, lot, direction: request.direction };
  const { sell, nearTicker, nearLot, ratio } = request;
  return {
    ...{ ticker, lot, direction: sell ? 'sell' : 'buy' },
    hedge: { ticker: nearTicker, lot: nearLot, ratio },
  };
}

export interface WatchOptions {
  readonly asked: Asked;
  readonly outages: Outages;
  readonly signal: AbortSignal;
}

export async function startWatch(installation: Installation, { asked, outages, signal }: WatchOptions) {
  const judge = new LedgerJudge(asked.halts);
  const unjudged: LedgerEvent[] = [];
  let readTo = 0;
  const readIntents = intentReader();
  await withDatabase(installation, noteIntents);

  /**
   * The ledger first: a task's row and its order log are older than its orders, so what is read after them is there.
   * Entries wait until who asked for something meanwhile has the answer, or is given up on.
   */
  const look = async ({ untilUs = nowUs() } = {}): Promise<SoakedTask[]> => {
    const events = await installation.exchange.ledger(readTo);
    unjudged.push(...events);
    outages.note(events);
    readTo = events.at(-1)?.seq ?? readTo;
    const tasks = await withDatabase(installation, async (client) => {
      judge.knowIntents(await readIntents(client));
      return readTasks(client, asked);
    });
    for (const task of tasks) judge.know(task);
    const later = unjudged.findIndex(({ atUs }) => atUs > untilUs);
    judge.read(unjudged.splice(0, later < 0 ? unjudged.length : later));
    return tasks;
  };
  const follow = async () => {
    while (!signal.aborted) {
      // The exchange or the database may be away; what was read waits.
      await look({ untilUs: nowUs() - ANSWERED_WITHIN_US }).catch(() => undefined);
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  return { judge, ended: follow(), look };
}
