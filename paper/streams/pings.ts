/** Idle time before a ping: the contract's default, and the widest of its two published ranges. */
const DEFAULT_MS = 120_000;
const SHORTEST_MS = 1_000;
const LONGEST_MS = 180_000;

export const pingDelay = (asked: number | undefined): number =>
  asked === undefined || asked === 0 ? DEFAULT_MS : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, asked));
