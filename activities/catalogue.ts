import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Broker } from '../broker/index.js';
import {
  activeExchanges,
  type Database,
  lastGoodReading,
  type ReplacedCatalogue,
  replaceCatalogue,
  tellCatalogueUnread,
  tellDividendsRead,
} from '../database/index.js';
import { nextRefresh } from '../domain/catalogue-refresh.js';
import { type DividendsProgress, type DividendsRead, readDividends } from './read-dividends.js';

export interface CatalogueActivitiesDependencies {
  readonly db: Database;
  readonly broker: Pick<Broker, 'mode' | 'instruments'>;
  /** Sets when the catalogue is read next. */
  readonly scheduleRefresh: (next: Date) => Promise<void>;
  readonly logger: { info(details: object, message: string): void };
  /** Between two readings of dividends. @default a second, a third of what the broker allows */
  readonly dividendsEveryMs?: number;
  /** How long what fails is tried again. @default an hour */
  readonly patienceMs?: number;
}

const HEARTBEAT_MS = 2_000;
/** A second trigger of the same moment, or an attempt whose end Temporal did not hear of, finds it done. */
const JUST_READ_MS = 60_000;
const DIVIDENDS_EVERY_MS = 1_000;
const PATIENCE_MS = 3_600_000;

/** What keeps the catalogue of instruments fresh. */
export const createCatalogueActivities = (dependencies: CatalogueActivitiesDependencies) => {
  const { db, broker, logger } = dependencies;
  const { dividendsEveryMs: everyMs = DIVIDENDS_EVERY_MS } = dependencies;
  /** Of all attempts together. */
  const mayTryAgain = () => {
    const { patienceMs = PATIENCE_MS } = dependencies;
    return Date.now() - Context.current().info.scheduledTimestampMs < patienceMs;
  };
  return {
    /** Makes what the broker lists now the catalogue. @returns null where that was done just before */
    readCatalogue: ({ by }: { by: string }): Promise<ReplacedCatalogue | null> =>
      heartbeating(async () => {
        const { mode } = broker;
        try {
          const last = await lastGoodReading(db, mode);
          if (last && last.agoMs < JUST_READ_MS) return null;
          return await replaceCatalogue(db, { mode, listed: await broker.instruments.listing(), by });
        } catch (error) {
          if (mayTryAgain()) throw error;
          throw ApplicationFailure.fromError(error, { nonRetryable: true });
        }
      }),

    /** When the worker dies or the broker goes away, the next attempt goes on where this one stood. */
    readAllDividends: (): Promise<DividendsRead> =>
      heartbeating((signal, tell) => {
        const begun: DividendsProgress | undefined = Context.current().info.heartbeatDetails;
        return readDividends({ db, broker, logger, everyMs, begun, tell, mayTryAgain, signal });
      }),

    /** By the hours of the exchanges that the catalogue's instruments trade on. @returns ISO 8601 in UTC */
    async planNextRefresh(): Promise<{ next: string }> {
      const next = await timeOfNextRefresh(dependencies);
      await dependencies.scheduleRefresh(next);
      return { next: next.toISOString() };
    },

    tellUnread: ({ message }: { message: string }): Promise<void> => tellCatalogueUnread(db, message),
    tellDividends: (told: DividendsRead): Promise<void> => tellDividendsRead(db, told),
  };
};

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

/** So that the death of a worker is noticed within seconds; with how far the work has come, for the next attempt. */
async function heartbeating<Result>(
  work: (signal: AbortSignal, tell: (progress: DividendsProgress) => void) => Promise<Result>,
): Promise<Result> {
  const context = Context.current();
  let progress: DividendsProgress | undefined = context.info.heartbeatDetails;
  const beat = () => context.heartbeat(progress);
  const tell = (told: DividendsProgress) => {
    progress = told;
    beat();
  };
  const heartbeat = setInterval(beat, HEARTBEAT_MS);
  try {
    return await Promise.race([work(context.cancellationSignal, tell), context.cancelled]);
  } finally {
    clearInterval(heartbeat);
  }
}
