/** Does one thing after the other, in the order in which they were asked for. */
export function takeTurns() {
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return {
    inTurn<T>(work: () => Promise<T>): Promise<T> {
      count += 1;
      const mine = last.then(work).finally(() => {
        count -= 1;
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    isBusy: () => count > 0,
    /** Resolves when nothing is under way nor waits. */
    async settled(): Promise<void> {
      for (let seen: typeof last | undefined; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}
