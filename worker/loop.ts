import type { Logger } from '../config/index.js';

export interface Loop {
  /** A turn at once, if none is under way. */
  turnNow(): void;
  close(): void;
}

/** Does something now and every `everyMs`, never twice at once; a failure is logged and the next turn tries again. */
export function startLoop(what: string, everyMs: number, logger: Logger, turn: () => Promise<void>): Loop {
  let busy = false;
  const run = async () => {
    if (busy) return;
    busy = true;
    try {
      await turn();
    } catch (err) {
      logger.warn({ err, what }, 'a turn failed, the next one tries again');
    } finally {
      busy = false;
    }
  };
  void run();
  const timer = setInterval(() => void run(), everyMs);
  return { turnNow: () => void run(), close: () => clearInterval(timer) };
}
