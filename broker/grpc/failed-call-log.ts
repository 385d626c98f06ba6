import { type BrokerError, RateLimitedError } from '../errors.js';

export interface CallLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What nobody should have to look for: an outcome that is not known, a limit that was passed, a token that is no good. */
const WORTH_A_WARNING = new Set(['outcome-unknown', 'rate-limited', 'access-denied']);

/** One line for every call that failed, with what the broker's support asks for. Never the error itself: no metadata, no token. */
export function logFailedCall(logger: CallLogger | undefined, error: BrokerError): void {
  const { method, code, brokerCode, brokerMessage, trackingId } = error;
  const isOurOwnPace = error instanceof RateLimitedError && !error.wasSent;
  const level = WORTH_A_WARNING.has(code) && !isOurOwnPace ? 'warn' : 'debug';
  logger?.[level]({ method, code, brokerCode, brokerMessage, trackingId }, 'a call failed');
}
