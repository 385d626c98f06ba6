import type { Instrument } from '../domain/instrument.js';
import type { ExecutionLogger } from './dependencies.js';

/** What failed is read again so soon. */
const RETRY_MS = 5_000;

/** The newest reading for one who watches. */
export interface Reading<T> {
  /** Undefined while nothing was read yet. */
  newest(): { readonly value: T } | undefined;
  close(): void;
}

export type WatchReadings<T> = (instrument: Instrument, onRead: () => void) => Reading<T>;

interface Watched<T> {
  readonly listeners: Set<() => void>;
  newest: { readonly value: T } | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Reads something of an instrument now and every `everyMs`, once for all who watch it. */
export function shareReadings<T>({
  read,
  everyMs,
  what,
  logger,
}: {
  read: (instrument: Instrument) => Promise<T>;
  everyMs: number;
  what: string;
  logger: ExecutionLogger;
}): WatchReadings<T> {
  const watched = new Map<string, Watched<T>>();

  async function readAgain(instrument: Instrument, one: Watched<T>): Promise<void> {
    let pauseMs = everyMs;
    try {
      one.newest = { value: await read(instrument) };
      for (const listener of [...one.listeners]) listener();
    } catch (err) {
      pauseMs = RETRY_MS;
      logger.info({ err, ticker: instrument.ticker, what }, 'it was not read, trying again');
    }
    if (one.listeners.size === 0) return;
    one.timer = setTimeout(() => void readAgain(instrument, one), pauseMs);
    one.timer.unref();
  }

  return (instrument, onRead) => {
    const { uid } = instrument;
    let one = watched.get(uid);
    // The same listener may watch twice.
    const listener = () => onRead();
    if (!one) {
      one = { listeners: new Set([listener]), newest: undefined, timer: undefined };
      watched.set(uid, one);
      void readAgain(instrument, one);
    }
    const mine = one;
    mine.listeners.add(listener);
    return {
      newest: () => mine.newest,
      close() {
        if (!mine.listeners.delete(listener) || mine.listeners.size > 0) return;
        clearTimeout(mine.timer);
        watched.delete(uid);
      },
    };
  };
}
