import type { Metadata } from 'nice-grpc-common';
import { ClientError, Status } from 'nice-grpc-common';
import {
  AccessDeniedError,
  type BrokerError,
  type BrokerErrorDetails,
  DuplicateOrderError,
  NotFoundError,
  NotServedError,
  NotTradingError,
  OutcomeUnknownError,
  RateLimitedError,
  RefusedError,
  UnavailableError,
} from '../errors.js';

/** A read may simply be repeated; a write (post, cancel) whose outcome is unknown must be asked about. */
export type CallKind = 'read' | 'write';

const DUPLICATE = '30057';
/** Of an order, and of a stop order: it is not working any more. */
const CANCEL_TOO_LATE = new Set(['30059', '30060']);
/** No such call here, or none any more: nothing was done, whatever status says it. */
const NOT_SERVED = new Set(['12001', '12002']);
/** Codes of a post or cancel that may have been carried out all the same. */
const DOUBTFUL = new Set(['30049', '30058', '30095', '30096']);
const CLOSED_MARKET = new Set(['30079', '30092', '30097', '30098']);
const DOUBTFUL_STATUSES = new Set([
  Status.UNAVAILABLE,
  Status.DEADLINE_EXCEEDED,
  Status.CANCELLED,
  Status.INTERNAL,
  Status.UNKNOWN,
  Status.ABORTED,
  Status.DATA_LOSS,
]);

/** How long to wait when the broker does not say. */
const DEFAULT_RESET_S = 60;

export interface FailedCall {
  readonly error: unknown;
  readonly method: string;
  readonly kind: CallKind;
  readonly headers: Metadata | undefined;
}

/** Turns what a call threw into an error by cause: the gRPC message is the broker's numeric code. */
export function brokerErrorOf({ error, method, kind, headers }: FailedCall): BrokerError {
  const trackingId = headers?.get('x-tracking-id');
  const base: BrokerErrorDetails = { method, cause: error, ...(trackingId && { trackingId }) };
  const unknown = (details: BrokerErrorDetails) =>
    kind === 'write' ? new OutcomeUnknownError(details) : new UnavailableError(details);
  if (!(error instanceof ClientError)) return unknown({ ...base, brokerMessage: messageOf(error) });

  const brokerCode = /^\d+$/.test(error.details) ? error.details : undefined;
  const brokerMessage = headers?.get('message') ?? (brokerCode ? undefined : error.details);
  const details = { ...base, ...(brokerCode && { brokerCode }), ...(brokerMessage && { brokerMessage }) };
  const { code } = error;
  if (code === Status.RESOURCE_EXHAUSTED) {
    const reset = headers?.get('x-ratelimit-reset');
    // Without the broker's code or headers it is the transport that gave up, and the request may have passed before.
    if (kind === 'write' && !brokerCode && reset === undefined) return unknown(details);
    return new RateLimitedError({ ...details, resetMs: resetMsOf(reset) });
  }
  if (code === Status.UNIMPLEMENTED || (brokerCode && NOT_SERVED.has(brokerCode))) {
    return new NotServedError(details);
  }
  if (brokerCode === DUPLICATE) return new DuplicateOrderError(details);
  if (brokerCode && DOUBTFUL.has(brokerCode)) return unknown(details);
  if (brokerCode && CLOSED_MARKET.has(brokerCode)) return new NotTradingError(details);
  if (code === Status.NOT_FOUND || (brokerCode && CANCEL_TOO_LATE.has(brokerCode)))
    return new NotFoundError(details);
  if (code === Status.UNAUTHENTICATED || code === Status.PERMISSION_DENIED || isOfTokens(brokerCode)) {
    return new AccessDeniedError(details);
  }
  if (DOUBTFUL_STATUSES.has(code)) return unknown(details);
  return new RefusedError(details);
}

const isOfTokens = (brokerCode: string | undefined): boolean => /^4\d{4}$/.test(brokerCode ?? '');

function resetMsOf(header: string | undefined): number {
  const seconds = header === undefined || header.trim() === '' ? DEFAULT_RESET_S : Number(header);
  return (Number.isFinite(seconds) && seconds >= 0 ? seconds : DEFAULT_RESET_S) * 1000;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
