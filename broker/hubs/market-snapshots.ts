import { setTimeout as delay } from 'node:timers/promises';
import type { Book } from '../../domain/book.js';
import type { TradingStatus } from '../../domain/instrument.js';
import { BrokerError, RateLimitedError } from '../errors.js';
import type { CachedInstruments } from '../instruments.js';
import { HUB_TIMES, type HubTimes } from './hub-times.js';
import type { Kind } from './market-requests.js';
import type { StreamLogger } from './reconnecting-stream.js';

/** Books are read one call each: a few at a time, so that a hundred new subscriptions do not use up the limit at once. */
const AT_A_TIME = 8;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 10_000;

export interface MarketSnapshotsOptions {
  readonly instruments: Pick<CachedInstruments, 'book' | 'statuses'>;
  onBook(uid: string, book: Book): void;
  onStatus(uid: string, status: TradingStatus): void;
  /** @default HUB_TIMES */
  readonly times?: Pick<HubTimes, 'graceMs'>;
  readonly logger: StreamLogger;
}

/**
 * A subscription tells changes; what is true now is read besides, unless the stream tells it at once. Nothing is lost
 * when a reading fails: a status may not change for hours, so it is tried until it succeeds, is not wanted any more, or
 * is refused for good.
 */
export function createMarketSnapshots({
  instruments,
  onBook,
  onStatus,
  times = HUB_TIMES,
  logger,
}: MarketSnapshotsOptions) {
  /** The value tells one wish from the next for the same instrument: an answer to the former is dropped. */
  const wanted = { book: new Map<string, symbol>(), status: new Map<string, symbol>() };
  let running = false;
  let retryMs = FIRST_RETRY_MS;

  const readStatuses = async () => {
    const asked = [...wanted.status];
    if (asked.length === 0) return;
    const statuses = await instruments.statuses(asked.map(([uid]) => uid));
    for (const [uid, wish] of asked) {
      if (wanted.status.get(uid) !== wish) continue;
      wanted.status.delete(uid);
      const status = statuses.get(uid);
      if (status) onStatus(uid, status);
    }
  };

  const readBook = async ([uid, wish]: readonly [string, symbol]) => {
    try {
      const book = await instruments.book(uid);
      if (wanted.book.get(uid) !== wish) return;
      wanted.book.delete(uid);
      onBook(uid, book);
    } catch (error) {
      // Refused for good: this instrument has no book; the others have theirs.
      if (!(error instanceof BrokerError) || error.remedy !== 'final') throw error;
      wanted.book.delete(uid);
      logger.warn({ err: error, instrumentUid: uid }, 'the book was refused');
    }
  };

  const readBooks = async () => {
    const asked = [...wanted.book];
    for (let from = 0; from < asked.length; from += AT_A_TIME) {
      throwFirst(await Promise.allSettled(asked.slice(from, from + AT_A_TIME).map(readBook)));
    }
  };

  const run = async () => {
    while (wanted.book.size > 0 || wanted.status.size > 0) {
      try {
        throwFirst(await Promise.allSettled([readStatuses(), readBooks()]));
        retryMs = FIRST_RETRY_MS;
      } catch (err) {
        logger.warn({ err }, 'books or trading statuses could not be read, trying again');
        const pauseMs = err instanceof RateLimitedError ? err.resetMs : retryMs * (0.5 + Math.random());
        await delay(pauseMs, undefined, { ref: false });
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
    running = false;
  };

  return {
    want(kind: Kind, uid: string): void {
      wanted[kind].set(uid, Symbol());
      if (running) return;
      running = true;
      setTimeout(() => void run(), times.graceMs).unref();
    },
    /** Not wanted any more, or told by the stream meanwhile. */
    forget(kind: Kind, uid: string): void {
      wanted[kind].delete(uid);
    },
    forgetAll(): void {
      wanted.book.clear();
      wanted.status.clear();
    },
  };
}

/** All were tried; one failure is enough to try again what is still wanted. */
function throwFirst(results: readonly PromiseSettledResult<void>[]): void {
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
