import type { FastifyError } from 'fastify';
import { AccessDeniedError, BrokerError, retryAfterSeconds } from '../broker/errors.js';
import { CommandError, type ToldError } from '../commands/index.js';
import { isDatabaseUnavailable } from '../database/index.js';
import {
  AccountUnknownError,
  AmendRefusedError,
  CancelRunningError,
  ForeignTaskError,
  NotConfirmedError,
  NoWorkerError,
  TaskFinishedError,
  TaskNotFoundError,
  TemporalUnavailableError,
} from '../tasks/index.js';
import { UnauthorizedError } from './authenticate.js';

/** An error as the API tells it; the words come from `code` and `data`. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly data: Readonly<Record<string, string | null>>;
  /** Where it is several at once: each of them. */
  readonly obstacles?: readonly ToldError[];
  readonly nearest?: ToldError['nearest'];
  readonly choices?: ToldError['choices'];
}

const STATUS_OF_PROBLEM = {
  malformed: 400,
  forbidden: 403,
  'not-found': 404,
  invalid: 422,
  conflict: 409,
  unavailable: 503,
} as const;

/** The one place where errors become HTTP. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CommandError) return { status: STATUS_OF_PROBLEM[error.problem], ...error.told };
  if (error instanceof UnauthorizedError) return { status: 401, code: error.code, data: {} };
  if (error instanceof TaskNotFoundError)
    return { status: 404, code: error.code, data: { taskId: error.taskId } };
  if (error instanceof TaskFinishedError)
    return { status: 409, code: error.code, data: { taskId: error.taskId, state: error.state } };
  if (error instanceof CancelRunningError)
    return { status: 409, code: error.code, data: { number: error.number, by: error.by } };
  if (error instanceof ForeignTaskError)
    return { status: 409, code: error.code, data: { taskId: error.taskId, mode: error.mode } };
  if (error instanceof AmendRefusedError)
    return { status: STATUS_OF_PROBLEM[error.problem], code: error.code, data: error.data };
  if (error instanceof NotConfirmedError)
    return { status: 503, code: error.code, data: { taskId: error.taskId } };
  if (
    error instanceof TemporalUnavailableError ||
    error instanceof AccountUnknownError ||
    error instanceof NoWorkerError
  )
    return { status: 503, code: error.code, data: {} };
  if (error instanceof BrokerError) return problemOfBroker(error);
  if (isDatabaseUnavailable(error)) return { status: 503, code: 'database-unavailable', data: {} };
  return problemOfFramework(error as Partial<FastifyError>);
}

/** A token that the broker does not accept is our settings' fault, not the caller's. */
function problemOfBroker(error: BrokerError): Problem {
  const { brokerCode, brokerMessage, trackingId, code, remedy } = error;
  return {
    status: remedy === 'final' && !(error instanceof AccessDeniedError) ? 422 : 503,
    code,
    data: {
      ...(brokerCode && { brokerCode }),
      ...(brokerMessage && { message: brokerMessage }),
      ...(trackingId && { trackingId }),
      ...retryAfterSeconds(error),
    },
  };
}

/** What Fastify and its plugins refuse by themselves. */
function problemOfFramework({ statusCode: status, code = '', message = '' }: Partial<FastifyError>): Problem {
  if (status === undefined || status >= 500) return { status: 500, code: 'internal', data: {} };
  if (status === 429) return { status, code: 'too-many-requests', data: {} };
  if (status === 413) return { status, code: 'body-too-large', data: {} };
  if (status === 415 || code.startsWith('FST_ERR_CTP')) return { status: 400, code: 'not-json', data: {} };
  return { status, code: 'invalid-arguments', data: { problems: message } };
}
