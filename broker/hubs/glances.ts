interface Waiting {
  readonly of: ReadonlySet<string>;
  readonly untold: Set<string>;
  end(): void;
}

/** Those who look at many instruments once, and are woken once, when all of them are told. */
export function createGlances(isTold: (uid: string) => boolean) {
  const all = new Set<Waiting>();
  return {
    /** Resolves when all are told, after `waitMs` at the latest. */
    untilTold(uids: Iterable<string>, waitMs: number): Promise<void> {
      const of = new Set(uids);
      const untold = new Set([...of].filter((uid) => !isTold(uid)));
      if (untold.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => waiting.end(), waitMs);
        const waiting: Waiting = {
          of,
          untold,
          end() {
            clearTimeout(timer);
            all.delete(waiting);
            resolve();
          },
        };
        all.add(waiting);
      });
    },
    /** There is news of it. */
    told(uid: string): void {
      for (const one of all) {
        if (!one.untold.has(uid) || !isTold(uid)) continue;
        one.untold.delete(uid);
        if (one.untold.size === 0) one.end();
      }
    },
    /** What was told of it is void. */
    forgotten(uid: string): void {
      for (const { of, untold } of all) if (of.has(uid)) untold.add(uid);
    },
    /** Nobody waits any more. */
    close(): void {
      for (const one of all) one.end();
    },
  };
}
