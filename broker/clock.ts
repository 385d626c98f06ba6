/** Our clock against the broker's, by the `date` header that answers carry. */
import type { StreamLogger } from './hubs/reconnecting-stream.js';

export interface ClockReading {
  /** `off`: surely further from the broker's than is tolerated; `unknown`: no answer told the broker's time yet. */
  readonly status: 'ok' | 'off' | 'unknown';
  /** By how much ours is at least ahead (above zero) or behind; zero where it may be the same. */
  readonly aheadMs: number;
}

export interface BrokerClock {
  /** An answer told the broker's time. By the wall clock, when it was asked and when the answer was there. */
  heard(told: { readonly date: string; readonly sentMs: number; readonly receivedMs: number }): void;
  reading(): ClockReading;
}

/**
 * What of ours goes by the clock: no new far order within 30 s of an opening or a close, the last hour before a contract
 * ends, and till when a stop order is good. A sixth of the shortest of these does no harm, and a clock that is set by the
 * network is within a hundredth of it.
 */
export const CLOCK_TOLERANCE_MS = 5_000;
/** The header tells whole seconds. */
const PRECISION_MS = 1_000;

export function createBrokerClock(logger: Pick<StreamLogger, 'warn'>): BrokerClock {
  let last: ClockReading = { status: 'unknown', aheadMs: 0 };
  return {
    heard({ date, sentMs, receivedMs }) {
      const told = Date.parse(date);
      // A machine that slept in between, or a clock that was set back, says nothing of either.
      if (Number.isNaN(told) || receivedMs < sentMs) return;
      const before = last;
      last = readingOf({ least: sentMs - told - PRECISION_MS, most: receivedMs - told });
      if (last.status === 'off' && before.status !== 'off') logger.warn(last, offInWords(last));
    },
    reading: () => last,
  };
}

/** Ours is ahead by something between the two. */
function readingOf({ least, most }: { least: number; most: number }): ClockReading {
  const aheadMs = least > 0 ? least : Math.min(0, most);
  return { status: Math.abs(aheadMs) > CLOCK_TOLERANCE_MS ? 'off' : 'ok', aheadMs };
}

/** One sentence for whoever can set it. */
export function offInWords({ aheadMs }: ClockReading): string {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  return `this computer's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the broker's, and more than ${CLOCK_TOLERANCE_MS / 1_000} s is too much to trade by: let the system set it by the network`;
}
