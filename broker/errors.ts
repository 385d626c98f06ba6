/** Broker errors by cause. The numeric codes and what they ask of us: docs/broker.md. */

/** What a caller does about an error. `ask-first`: the outcome is unknown, never assume either way. */
export type Remedy = 'retry-later' | 'ask-first' | 'wait-for-market' | 'final';

export interface BrokerErrorDetails {
  /** The broker's numeric code (the gRPC message), e.g. `30042`. */
  readonly brokerCode?: string;
  /** The broker's own words, from metadata `message`. */
  readonly brokerMessage?: string;
  readonly method: string;
  readonly trackingId?: string;
  readonly cause?: unknown;
}

/** The base of everything a call of `broker/` throws. */
export abstract class BrokerError extends Error {
  abstract readonly code: string;
  abstract readonly remedy: Remedy;
  readonly brokerCode: string | undefined;
  readonly brokerMessage: string | undefined;
  readonly method: string;
  readonly trackingId: string | undefined;

  constructor(details: BrokerErrorDetails) {
    super(
      [
        `${details.method}:`,
        details.brokerCode,
        details.brokerMessage,
        details.trackingId && `(tracking id ${details.trackingId})`,
      ]
        .filter(Boolean)
        .join(' '),
      { cause: details.cause },
    );
    this.name = new.target.name;
    this.brokerCode = details.brokerCode;
    this.brokerMessage = details.brokerMessage;
    this.method = details.method;
    this.trackingId = details.trackingId;
  }
}

/** RESOURCE_EXHAUSTED, or not sent at all because that would be the answer: nothing was done; try again after `resetMs`. */
export class RateLimitedError extends BrokerError {
  readonly code = 'rate-limited';
  readonly remedy = 'retry-later';
  readonly resetMs: number;
  /** False when our own budget kept it back: the broker never heard of it. */
  readonly wasSent: boolean;
  constructor(details: BrokerErrorDetails & { resetMs: number; wasSent?: boolean }) {
    super(details);
    this.resetMs = details.resetMs;
    this.wasSent = details.wasSent ?? true;
  }
}

/** For people: when a call that met a limit is worth repeating, in whole seconds. */
export const retryAfterSeconds = (error: BrokerError): { retryAfterSeconds?: string } =>
  error instanceof RateLimitedError ? { retryAfterSeconds: String(Math.ceil(error.resetMs / 1_000)) } : {};

/** A read that failed for the connection's or the broker's sake: nothing is lost by asking again. */
export class UnavailableError extends BrokerError {
  readonly code = 'unavailable';
  readonly remedy = 'retry-later';
}

/** A post or cancel whose answer was lost, late or doubtful. */
export class OutcomeUnknownError extends BrokerError {
  readonly code = 'outcome-unknown';
  readonly remedy = 'ask-first';
}

/** 30057: an order with this key exists, its report was not found yet. */
export class DuplicateOrderError extends BrokerError {
  readonly code = 'duplicate';
  readonly remedy = 'ask-first';
}

/** 30079, 30092, 30097, 30098: the instrument does not trade now. */
export class NotTradingError extends BrokerError {
  readonly code = 'not-trading';
  readonly remedy = 'wait-for-market';
}

/** NOT_FOUND, and 30059 and 30060 on a cancel. */
export class NotFoundError extends BrokerError {
  readonly code = 'not-found';
  readonly remedy = 'final';
}

/** 4xxxx, UNAUTHENTICATED, PERMISSION_DENIED: the token is wrong, expired or has no such right. */
export class AccessDeniedError extends BrokerError {
  readonly code = 'access-denied';
  readonly remedy = 'final';
}

/** UNIMPLEMENTED, 12001, 12002: this contour of the broker does not have the call; the sandbox lacks several. */
export class NotServedError extends BrokerError {
  readonly code = 'not-served';
  readonly remedy = 'final';
}

/**
 * A price that is no whole number of steps any more: the rouble value of a future's step changed between the decision
 * and the order. Nothing was sent; the next decision is made with the new value.
 */
export class PriceStepError extends BrokerError {
  readonly code = 'price-step';
  readonly remedy = 'retry-later';
  constructor({ ticker, price, step }: { ticker: string; price: string; step: string }) {
    super({
      method: 'PostOrder',
      brokerMessage: `${price} is no whole number of steps of ${ticker}, ${step}`,
    });
  }
}

/** Every other refusal: no money, wrong step, margin not agreed to, and so on; see `brokerCode`. */
export class RefusedError extends BrokerError {
  readonly code = 'refused';
  readonly remedy = 'final';
}
