/**
 * So long after it was begun to be written down an order may go out. The database cannot be asked once more in between,
 * so this bounds how far what it said may be behind what is wanted now.
 */
const SEND_WITHIN_MS = 500;

/** Leave to send one order that is being written down. Once it is over it stays so. */
export interface SendingLeave {
  /** Looks at what is known now. */
  isGiven(): boolean;
  /** Aborted when it is found to be over. */
  readonly signal: AbortSignal;
  leftMs(): number;
}

/** @param isWanted whether what is known here still wants the order, asked until it goes out */
export function giveSendingLeave(isWanted: () => boolean): SendingLeave {
  const over = new AbortController();
  const [sinceMs, sinceWallMs] = [performance.now(), Date.now()];
  // The wall clock also shows a sleep of the whole machine, which a monotonic clock may not.
  const leftMs = () => SEND_WITHIN_MS - Math.max(performance.now() - sinceMs, Date.now() - sinceWallMs);
  return {
    isGiven() {
      if (leftMs() <= 0 || !isWanted()) over.abort();
      return !over.signal.aborted;
    },
    signal: over.signal,
    leftMs,
  };
}
