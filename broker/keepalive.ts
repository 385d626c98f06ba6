/** How a connection that says nothing is found out: a ping when the one before was answered so long ago, and its time. */
export const KEEPALIVE = { timeMs: 10_000, timeoutMs: 5_000 } as const;

/**
 * What was sent on a connection has arrived after that, or the connection is gone: the ping under way when it was sent
 * proves nothing of it, the next one does.
 */
export const CERTAIN_AFTER_MS = KEEPALIVE.timeMs + 2 * KEEPALIVE.timeoutMs;
