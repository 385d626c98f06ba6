/** What time it is at the exchange. Tests set their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** The same in whole microseconds, as fine as the machine knows it. */
  nowUs(): number;
  /** Calls back once it is that late, never before. @returns what calls it off. */
  at(atMs: number, callback: () => void): () => void;
}

/** A machine that slept, or whose clock was set, is noticed within this time: timers alone would oversleep with it. */
const LONGEST_SLEEP_MS = 1_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  at(atMs, callback) {
    let timer: NodeJS.Timeout;
    const wait = () => {
      const left = atMs - Date.now();
      if (left <= 0) callback();
      else timer = setTimeout(wait, Math.min(left, LONGEST_SLEEP_MS)).unref();
    };
    // Waiting keeps no process alive: that is for the servers.
    timer = setTimeout(wait, 0).unref();
    return () => clearTimeout(timer);
  },
};
