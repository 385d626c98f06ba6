import { type Database, type Notifications, readHalt } from '../database/index.js';
import type { ExecutionLogger } from './dependencies.js';

const RETRY_MS = 500;

/** Whether orders are halted, as a worker knows it; at the write of every order the database has the last word. */
export interface HaltWatch {
  halted(): boolean;
  /** Reads it anew; what was read before the call does not count. @throws while the database is away */
  look(): Promise<void>;
  /** The prolonging of claims told it: an announcement may have been missed. */
  told(halted: boolean): void;
  /** @returns a function that ends it */
  onChange(listener: () => void): () => void;
  close(): void;
}

export function watchHalt({
  db,
  notifications,
  logger,
}: {
  db: Database;
  notifications: Notifications;
  logger: ExecutionLogger;
}): HaltWatch {
  const listeners = new Set<() => void>();
  let halted = false;
  let closed = false;
  /** One reading after the other: of two at once the older answer could come last. */
  let last: Promise<unknown> = Promise.resolve();

  const look = (): Promise<void> => {
    const reading = last.then(async () => {
      const now = (await readHalt(db)) !== null;
      if (now === halted) return;
      halted = now;
      for (const listener of [...listeners]) listener();
    });
    last = reading.catch(() => undefined);
    return reading;
  };
  const insist = () => {
    look().catch((error: unknown) => {
      if (closed) return;
      logger.warn({ err: error }, 'whether orders are halted could not be read, trying again');
      setTimeout(insist, RETRY_MS);
    });
  };
  const endListening = [notifications.on('halt', insist), notifications.onResync(insist)];
  insist();

  return {
    halted: () => halted,
    look,
    told(now) {
      if (now !== halted) insist();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const end of endListening) end();
    },
  };
}
