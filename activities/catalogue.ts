import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { NotServedError } from '../broker/errors.js';
import type { Broker } from '../broker/index.js';
import {
  activeExchanges,
  type Database,
  lastGoodReading,
  type ReplacedCatalogue,
  replaceCatalogue,
  replaceDividends,
  sharesWithFutures,
} from '../database/index.js';
import { nextRefresh } from '../domain/catalogue-refresh.js';
import type { Dividend } from '../domain/listed-instrument.js';
import { DAY_MS } from '../domain/moscow.js';

export interface CatalogueActivitiesDependencies {
  readonly db: Database;
  readonly broker: Pick<Broker, 'mode' | 'instruments'>;
  /** Sets when the catalogue is read next. */
  readonly scheduleRefresh: (next: Date) => Promise<void>;
  readonly logger: { info(details: object, message: string): void };
  /** Between two readings of dividends. @default a second, a third of what the broker allows */
  readonly dividendsEveryMs?: number;
}

const HEARTBEAT_MS = 2_000;
/** A second trigger of the same moment, or an attempt whose end Temporal did not hear of, finds it done. */
const JUST_READ_MS = 60_000;
const DIVIDENDS_EVERY_MS = 1_000;
/** No future that is listed lives longer, but for those that never end. */
const DIVIDENDS_AHEAD_MS = 3 * 366 * DAY_MS;

/** What keeps the catalogue of instruments fresh. */
export const createCatalogueActivities = (dependencies: CatalogueActivitiesDependencies) => ({
  /** Makes what the broker lists now the catalogue. @returns null where that was done just before */
  readCatalogue: ({ by }: { by: string }): Promise<ReplacedCatalogue | null> =>
    heartbeating(async () => {
      const { db, broker } = dependencies;
      const { mode } = broker;
      const last = await lastGoodReading(db, mode);
      if (last && last.agoMs < JUST_READ_MS) return null;
      return replaceCatalogue(db, { mode, listed: await broker.instruments.listing(), by });
    }),

  /** One share after the other, so that who waits for the same limit gets a turn; what fails stays as it was read before. */
  readAllDividends: (): Promise<{ read: number; failed: number }> =>
    heartbeating((signal) => readAllDividends(dependencies, signal)),

  /** By the hours of the exchanges that the catalogue's instruments trade on. @returns ISO 8601 in UTC */
  async planNextRefresh(): Promise<{ next: string }> {
    const next = await timeOfNextRefresh(dependencies);
    await dependencies.scheduleRefresh(next);
    return { next: next.toISOString() };
  },
});

/** When the catalogue is to be read next. */
export async function timeOfNextRefresh({
  db,
  broker,
}: Pick<CatalogueActivitiesDependencies, 'db' | 'broker'>): Promise<Date> {
  const [openings, exchanges] = await Promise.all([
    broker.instruments.openings(),
    activeExchanges(db, broker.mode),
  ]);
  // The broker tells of exchanges far away too, where it is always morning. Before the first reading all count.
  const isOurs = (exchange: string) => exchanges.size === 0 || exchanges.has(exchange.toUpperCase());
  const ours = openings.filter(({ exchange }) => isOurs(exchange)).map(({ opensAt }) => opensAt);
  return nextRefresh(ours, Date.now());
}

async function readAllDividends(
  { db, broker, logger, dividendsEveryMs = DIVIDENDS_EVERY_MS }: CatalogueActivitiesDependencies,
  signal: AbortSignal,
): Promise<{ read: number; failed: number }> {
  const { mode, instruments } = broker;
  const from = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const to = new Date(from.getTime() + DIVIDENDS_AHEAD_MS);
  let [read, failed] = [0, 0];
  let failure: unknown;
  for (const uid of await sharesWithFutures(db, mode)) {
    try {
      const dividends: Dividend[] = await instruments.dividends(uid, from, to);
      await replaceDividends(db, { mode, from, read: new Map([[uid, dividends]]) });
      read += 1;
    } catch (err) {
      if (err instanceof NotServedError) return { read, failed };
      failed += 1;
      failure = err;
      logger.info({ err, uid }, 'the dividends of a share could not be read: those read before stay');
    }
    await delay(dividendsEveryMs, undefined, { signal });
  }
  // The broker or the database is away: the next attempt may find them.
  if (failed > 0 && read === 0) throw failure;
  return { read, failed };
}

/** So that the death of a worker is noticed within seconds. */
async function heartbeating<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  try {
    return await Promise.race([work(context.cancellationSignal), context.cancelled]);
  } finally {
    clearInterval(heartbeat);
  }
}
