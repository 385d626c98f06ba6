import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, NotServedError } from '../broker/errors.js';
import type { Broker } from '../broker/index.js';
import { type Database, replaceDividends, sharesWithFutures } from '../database/index.js';
import { DAY_MS } from '../domain/moscow.js';

export interface DividendsRead {
  /** Shares whose dividends are known as of now. */
  readonly read: number;
  /** Those of which what was read before stays. */
  readonly failed: number;
  /** Why, of the last that failed; empty where none did. */
  readonly message: string;
}

/** How far a reading of many shares has come. */
export interface DividendsProgress {
  /** Shares that are still to be asked for. */
  readonly left: readonly string[];
  readonly read: number;
  /** The broker refuses these for good. */
  readonly refused: number;
  readonly message: string;
}

interface Reading {
  readonly db: Database;
  readonly broker: Pick<Broker, 'mode' | 'instruments'>;
  readonly logger: { info(details: object, message: string): void };
  readonly everyMs: number;
  /** Of an attempt before this one: it is gone on from there. */
  readonly begun: DividendsProgress | undefined;
  readonly tell: (progress: DividendsProgress) => void;
  /** Whether it may be tried again when this attempt fails. */
  readonly mayTryAgain: () => boolean;
  readonly signal: AbortSignal;
}

/** No future that is listed lives longer, but for those that never end. */
const AHEAD_MS = 3 * 366 * DAY_MS;
/** So many shares in a row that nobody answered: the broker or the database is away, and each costs its deadline. */
const AWAY_AFTER = 3;

/**
 * One share after the other, so that who waits for the same limit gets a turn. What the broker refuses is not asked for
 * again; what was not answered is, by the next attempt, and that alone.
 */
export async function readDividends(reading: Reading): Promise<DividendsRead> {
  const { db, broker, logger, everyMs, tell, mayTryAgain, signal } = reading;
  const { mode, instruments } = broker;
  const from = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const to = new Date(from.getTime() + AHEAD_MS);
  let { left, read, refused, message } = reading.begun ?? {
    ...{ left: await sharesWithFutures(db, mode), read: 0, refused: 0, message: '' },
  };
  const again: string[] = [];
  let unanswered = 0;
  let failure: unknown;
  while (left.length > 0 && unanswered < AWAY_AFTER) {
    const [uid = '', ...others] = left;
    try {
      const dividends = await instruments.dividends(uid, from, to);
      await replaceDividends(db, { mode, from, read: new Map([[uid, dividends]]) });
      read += 1;
      unanswered = 0;
    } catch (err) {
      if (err instanceof NotServedError) return { read, failed: 0, message: '' };
      logger.info({ err, uid }, 'the dividends of a share could not be read: those read before stay');
      message = err instanceof Error ? err.message : String(err);
      if (err instanceof BrokerError && err.remedy === 'final') {
        refused += 1;
        unanswered = 0;
      } else {
        again.push(uid);
        unanswered += 1;
        failure = err;
      }
    }
    left = others;
    tell({ left: [...left, ...again], read, refused, message });
    await delay(everyMs, undefined, { signal });
  }
  if (failure !== undefined && mayTryAgain()) throw failure;
  const failed = refused + left.length + again.length;
  return { read, failed, message: failed > 0 ? message : '' };
}
