import { ClientError, type Metadata, Status } from 'nice-grpc';
import { RateLimitedError } from '../errors.js';
import {
  BudgetSpentError,
  type CallEnd,
  type CallWish,
  limitHeadersOf,
  type Permit,
  Priority,
  type RateBudget,
} from '../limits/index.js';
import type { CallKind } from './errors-of-calls.js';
import { type CallLogger, logFailedCall } from './failed-call-log.js';

/** What a caller may say of its call's turn. */
export interface BudgetOptions {
  /** @default `cancel` for cancels, `place` for other writes, `read` for reads */
  readonly priority?: Priority | undefined;
  /** How long it may wait to be sent, in milliseconds. @default 5 s for reads, for ever for writes */
  readonly patienceMs?: number | undefined;
  /** Ends the waiting; what goes out it does not touch. */
  readonly whileWaiting?: AbortSignal | undefined;
  /** Asked once more in the moment of sending. */
  readonly maySend?: (() => boolean) | undefined;
}

/** As long as a read's deadline: who asks then learns when to ask again, or asks another way. */
const READ_PATIENCE_MS = 5_000;

export const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const priorityOf = (path: string, kind: CallKind): Priority =>
  kind === 'read' ? Priority.read : nameOf(path).startsWith('Cancel') ? Priority.cancel : Priority.place;

/** @throws RateLimitedError: the call was not sent. */
export async function askLeave(
  budget: RateBudget,
  {
    kind,
    logger,
    ...wish
  }: Omit<CallWish, 'priority'> & BudgetOptions & { kind: CallKind; logger: CallLogger | undefined },
): Promise<Permit> {
  const path = wish.path.replace(/^\//, '');
  const priority = wish.priority ?? priorityOf(path, kind);
  const patienceMs = wish.patienceMs ?? (kind === 'read' ? READ_PATIENCE_MS : undefined);
  try {
    const signal = wish.whileWaiting ?? wish.signal;
    const permit = await budget.take({ path, priority, patienceMs, signal });
    if (!signal?.aborted && wish.maySend?.() !== false) return permit;
    // Called off between the leave and the sending.
    permit.end(UNSENT);
    throw new BudgetSpentError('signal', 1);
  } catch (error) {
    if (!(error instanceof BudgetSpentError)) throw error;
    const { resetMs, message: brokerMessage } = error;
    const failure = new RateLimitedError({
      method: nameOf(path),
      brokerMessage,
      resetMs,
      wasSent: false,
      cause: error,
    });
    logFailedCall(logger, failure);
    throw failure;
  }
}

const UNSENT: CallEnd = {
  headers: undefined,
  exhausted: false,
  arrived: false,
  isBroken: false,
  isGivenUp: false,
};

/** How the library says that it had nothing to send a call by; what breaks under way it tells in other words. */
const NO_CONNECTION = /^(No connection established|Name resolution failed)/;

/** What an answer or a failure says of the limit its call counted against. */
export function endOf(cause: unknown, metadata: Metadata | undefined): CallEnd {
  const headers = metadata && limitHeadersOf((name) => metadata.get(name));
  const status = cause instanceof ClientError ? cause : undefined;
  // Without the broker's code or headers it is the transport that gave up, not the limit that is used up.
  const isBrokers = /^\d+$/.test(status?.details ?? '') || metadata?.get('x-ratelimit-reset') !== undefined;
  const isUnavailable = status?.code === Status.UNAVAILABLE && headers === undefined;
  return {
    headers,
    exhausted: status?.code === Status.RESOURCE_EXHAUSTED && isBrokers,
    arrived: !isUnavailable,
    isBroken: isUnavailable && !NO_CONNECTION.test(status?.details ?? ''),
    // Only the transport or the broker fails with a status; what ends otherwise was called off here.
    isGivenUp: cause !== undefined && !status,
  };
}
