/** What may be told with a ticker that the broker does not list: since when, and what is like it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../config/index.js';
import {
  type Database,
  type FoundInstrument,
  instrumentsByTicker,
  nearestInstruments,
} from '../../database/index.js';
import { writtenTickers } from '../../domain/written-ticker.js';
import type { TradedBroker } from '../read-only.js';

export interface NamedTicker {
  /** As it may be written: with its board where several have it. */
  readonly ticker: string;
  readonly name: string;
}

export interface AboutTicker {
  /** Since when the broker does not list it, ISO 8601; null for what it never did, or does. */
  readonly goneAt: string | null;
  /** The nearest first. */
  readonly nearest: readonly NamedTicker[];
}

export interface KnownNames {
  /** Never rejects, nor lets anybody wait for long: without the database nothing is known. */
  about(ticker: string): Promise<AboutTicker>;
}

const NOTHING: AboutTicker = { goneAt: null, nearest: [] };
const MOST_NAMES = 3;
/** A refusal is not to wait for names. */
const PATIENCE_MS = 1_000;

/** As it may be written, so that it leads to this instrument. */
export const writtenTicker = ({
  listed: { ticker, classCode },
  severalBoards,
}: Pick<FoundInstrument, 'listed' | 'severalBoards'>): string =>
  severalBoards ? `${ticker}@${classCode}` : ticker;

interface Source {
  readonly db: Database;
  readonly mode: string;
  readonly logger: Pick<Logger, 'debug'>;
}

/** The broker with the names of its catalogue, which refusals of unknown tickers tell. */
export function withNames(broker: TradedBroker, { db, mode, logger }: Source): TradedBroker {
  const read = async (ticker: string): Promise<AboutTicker> => {
    // Where there is a board it is that which is wrong, or the ticker before it.
    const text = writtenTickers(ticker).at(-1)?.code ?? ticker;
    const [named, found] = await Promise.all([
      instrumentsByTicker(db, mode, ticker),
      nearestInstruments(db, { mode, text, limit: MOST_NAMES }),
    ]);
    const isListed = named.some(({ active }) => active);
    return {
      goneAt: isListed ? null : (named[0]?.goneAt?.toISOString() ?? null),
      nearest: found.map((each) => ({ ticker: writtenTicker(each), name: each.listed.name })),
    };
  };
  const names: KnownNames = {
    async about(ticker) {
      const patience = new AbortController();
      try {
        return await Promise.race([
          read(ticker),
          delay(PATIENCE_MS, NOTHING, { signal: patience.signal, ref: false }),
        ]);
      } catch (err) {
        logger.debug({ err }, 'the names of the catalogue are not known now');
        return NOTHING;
      } finally {
        patience.abort();
      }
    },
  };
  // Not a copy: what is told by getters stays so.
  return Object.create(broker, { names: { value: names, enumerable: true } }) as TradedBroker;
}
