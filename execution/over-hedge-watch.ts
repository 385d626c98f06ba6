/** A hedge may be heard of before the fill that it is for: what stands for so long is no such moment. */
const OVER_HEDGED_TOLD_MS = 1_000;

/**
 * More is hedged than is due, which nothing mends by itself: a person is told, once for each number of lots.
 * @param isOurs the claim is: who lost it hears of the next holder's hedges, but not what they are for
 * @returns a look at how many lots it is now, which answers when the telling is due; `tellNow`: there will be no more looks
 */
export function watchOverHedging(tell: (lots: number) => void, isOurs: () => boolean) {
  let seen: { readonly lots: number; readonly sinceMs: number; told: boolean } | undefined;
  const tellNow = (): void => {
    if (!seen || seen.told || !isOurs()) return;
    seen.told = true;
    tell(seen.lots);
  };
  return {
    /** @param lots undefined while it is not known how many were to be hedged */
    look(lots: number | undefined): number | undefined {
      if (lots === undefined || !isOurs()) return undefined;
      if (lots !== seen?.lots)
        seen = lots === 0 ? undefined : { lots, sinceMs: performance.now(), told: false };
      if (!seen || seen.told) return undefined;
      const dueMs = seen.sinceMs + OVER_HEDGED_TOLD_MS;
      if (dueMs > performance.now()) return dueMs;
      tellNow();
      return undefined;
    },
    tellNow,
  };
}
