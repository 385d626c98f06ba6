import { type BrokerError, RateLimitedError } from '../errors.js';

export interface CallLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** What nobody should have to look for; every other failure is told by whoever made the call, in words. */
const WORTH_A_WARNING = new Set(['outcome-unknown', 'rate-limited']);

/** One line for every call that failed, with what the broker's support asks for. Never the error itself: no metadata, no token. */
export function logFailedCall(logger: CallLogger | undefined, error: BrokerError): void {
  const { method, code, brokerCode, brokerMessage, trackingId } = error;
  const isOurOwnPace = error instanceof RateLimitedError && !error.wasSent;
  const level = WORTH_A_WARNING.has(code) && !isOurOwnPace ? 'warn' : 'debug';
  logger?.[level]({ method, code, brokerCode, brokerMessage, trackingId }, 'a call failed');
}
