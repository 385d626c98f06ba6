import type { LimitHeaders } from './headers.js';

/** How a call ended. */
export interface CallEnd {
  readonly headers: LimitHeaders | undefined;
  /** RESOURCE_EXHAUSTED, by the broker. */
  readonly exhausted: boolean;
  /** False when it found no connection, or lost it without a word of its limit. */
  readonly arrived: boolean;
  /** The connection was there and failed: what did not arrive may have done so all the same. */
  readonly isBroken: boolean;
  /** Nothing was heard of it, and this side waits no longer: it may still be on its way. */
  readonly isGivenUp: boolean;
}
