import { Decimal } from '../domain/decimal.js';
import type { UnhedgedSoFar } from '../domain/spread/terms.js';

/** Both by the same moment. */
export interface MeterClock {
  readonly monotonicMs: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

const REAL: MeterClock = { monotonicMs: () => performance.now(), wallMs: () => Date.now() };

export interface UnhedgedBefore {
  /** What the executor before kept. */
  readonly kept: UnhedgedSoFar | null;
  /** For so long it had been silent: what is owed at the start may have been owed all that time. */
  readonly silentMs?: number | undefined;
}

/** The longest and the largest unhedged moment of a spread, from its first executor on. */
export function measureUnhedged(
  nearLot: number,
  { kept, silentMs = 0 }: UnhedgedBefore,
  clock: MeterClock = REAL,
) {
  let isFirst = true;
  /** Monotonic. */
  let sinceMs: number | undefined;
  let longestMs = kept?.longestMs ?? 0;
  let largest = new Decimal(kept?.largest ?? 0);

  const now = () => clock.monotonicMs();
  const owedBeforeMs = () =>
    kept?.owedSinceMs == null ? silentMs : Math.max(0, clock.wallMs() - kept.owedSinceMs);
  const longest = (): number =>
    Math.round(sinceMs === undefined ? longestMs : Math.max(longestMs, now() - sinceMs));
  return {
    /**
     * @param unhedged near securities owed now
     * @param isKnown what happened before this executor began has been asked: until then what turns up is of that time
     */
    note(unhedged: Decimal, isKnown = true): void {
      const size = unhedged.abs();
      if (size.gt(largest)) largest = size;
      if (size.gte(nearLot)) sinceMs ??= now() - (isFirst ? owedBeforeMs() : 0);
      else {
        longestMs = longest();
        sinceMs = undefined;
      }
      if (isKnown) isFirst = false;
    },
    longestUnhedgedMs: longest,
    largestUnhedged: (): string => largest.toFixed(),
    soFar: (): UnhedgedSoFar => ({
      longestMs: longest(),
      largest: largest.toFixed(),
      owedSinceMs: sinceMs === undefined ? null : Math.round(clock.wallMs() - (now() - sinceMs)),
    }),
  };
}
