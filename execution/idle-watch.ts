/** A person is told when no order could be placed for so long, though the instrument trades. */
const IDLE_TOLD_MS = 10_000;

/**
 * Nobody shows a price to join, or market data are missing: nothing happens, and a person is told so, once a time.
 * @returns a look at whether it is so now, which answers when the telling is due
 */
export function watchIdleness(tell: (seconds: number) => void): (isIdle: boolean) => number | undefined {
  let idle: { readonly sinceMs: number; told: boolean } | undefined;
  return (isIdle) => {
    idle = isIdle ? (idle ?? { sinceMs: performance.now(), told: false }) : undefined;
    if (!idle || idle.told) return undefined;
    const dueMs = idle.sinceMs + IDLE_TOLD_MS;
    if (dueMs > performance.now()) return dueMs;
    idle.told = true;
    tell(IDLE_TOLD_MS / 1_000);
    return undefined;
  };
}
