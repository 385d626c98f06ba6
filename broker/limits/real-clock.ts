import type { Clock } from './rate-budget.js';

/** A longer timer would fire at once; whoever is woken early looks again. */
const LONGEST_MS = 60_000;

export const realClock: Clock = {
  now: () => performance.now(),
  at(moment, wake) {
    const timer = setTimeout(wake, Math.min(Math.ceil(Math.max(0, moment - performance.now())), LONGEST_MS));
    return () => clearTimeout(timer);
  },
};
