import { NotServedError } from '../broker/errors.js';
import type { Instrument } from '../domain/instrument.js';
import type { ExecutionDependencies } from './dependencies.js';

/** The exchange tells the rouble value of a step of currency-linked futures anew during the day; the catalogue is an hour old. */
const READ_AGAIN_MS = 600_000;

export interface StepValues {
  /**
   * Reads what a step of a future is worth, now and every 10 minutes, once for all watchers of it; nothing is read for
   * what is no future.
   * @param onChange the value is another one than before: prices in roubles are too
   * @returns a function that ends the watch
   */
  watch(instrument: Instrument, onChange: () => void): () => void;
}

interface Watched {
  readonly listeners: Set<() => void>;
  readonly timer: NodeJS.Timeout;
}

/** The futures that a worker's executors trade keep the newest value of their step. */
export function watchStepValues(
  { broker, logger }: Pick<ExecutionDependencies, 'broker' | 'logger'>,
  { everyMs = READ_AGAIN_MS }: { everyMs?: number } = {},
): StepValues {
  const watched = new Map<string, Watched>();

  const read = async (instrument: Instrument, listeners: ReadonlySet<() => void>) => {
    const { priceStep: before, uid, ticker } = instrument;
    try {
      await broker.instruments.futuresMargin(uid);
    } catch (err) {
      // The sandbox has no such figures; elsewhere the last value serves until the next reading.
      if (!(err instanceof NotServedError)) logger.debug({ err, ticker }, 'the value of a step was not read');
      return;
    }
    if (!instrument.priceStep.eq(before)) for (const listener of [...listeners]) listener();
  };

  return {
    watch(instrument, onChange) {
      if (!instrument.future) return () => undefined;
      const { uid } = instrument;
      let entry = watched.get(uid);
      if (!entry) {
        const listeners = new Set<() => void>();
        const timer = setInterval(() => void read(instrument, listeners), everyMs);
        timer.unref();
        entry = { listeners, timer };
        watched.set(uid, entry);
        void read(instrument, listeners);
      }
      const { listeners, timer } = entry;
      const listener = () => onChange();
      listeners.add(listener);
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        clearInterval(timer);
        watched.delete(uid);
      };
    },
  };
}
