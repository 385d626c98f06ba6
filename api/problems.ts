import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { BrokerError } from '../broker/errors.js';
import { CommandError } from '../commands/index.js';
import { describeError, type Locale } from '../locales/index.js';
import {
  AccountUnknownError,
  ForeignTaskError,
  TaskFinishedError,
  TaskNotFoundError,
  TemporalUnavailableError,
} from '../tasks/index.js';
import { UnauthorizedError } from './authenticate.js';

/** An error answer of RFC 9457 with a stable `code`; `detail` is in the caller's language. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What of a request does not fit its schema, one problem a field. */
export class InvalidBodyError extends CommandError {
  readonly code = 'invalid-arguments';
  readonly problem = 'malformed';
  constructor(
    errors: readonly { instancePath: string; message?: string; params: Record<string, unknown> }[],
    place: string,
  ) {
    const problems = errors.map(({ instancePath, message, params }) =>
      [instancePath.replace(/^\//, '') || place, message, params.additionalProperty]
        .filter(Boolean)
        .join(' '),
    );
    super(problems.join('; '), { problems: problems.join('; ') });
  }
}

/** The same key came with another request before. */
export class IdempotencyKeyReusedError extends CommandError {
  readonly code = 'idempotency-key-reused';
  readonly problem = 'invalid';
  constructor() {
    super('this Idempotency-Key was used for another request: take a new one');
  }
}

const STATUS_OF_PROBLEM = {
  malformed: 400,
  'not-found': 404,
  invalid: 422,
  conflict: 409,
  unavailable: 503,
} as const;
const DATABASE_AWAY = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|timeout|terminat|connection/i;

/** The one place where errors become HTTP. */
export function problemOf(error: unknown): Problem {
  if (error instanceof CommandError)
    return { status: STATUS_OF_PROBLEM[error.problem], code: error.code, data: error.data };
  if (error instanceof UnauthorizedError) return { status: 401, code: error.code, data: error.data };
  if (error instanceof TaskNotFoundError)
    return { status: 404, code: error.code, data: { taskId: error.taskId } };
  if (error instanceof TaskFinishedError)
    return { status: 409, code: error.code, data: { taskId: error.taskId } };
  if (error instanceof ForeignTaskError)
    return { status: 409, code: error.code, data: { taskId: error.taskId, mode: error.mode } };
  if (error instanceof TemporalUnavailableError || error instanceof AccountUnknownError)
    return { status: 503, code: error.code, data: {} };
  if (error instanceof BrokerError)
    return { status: error.remedy === 'final' ? 422 : 503, code: error.code, data: brokerData(error) };
  const { statusCode, code } = error as Partial<FastifyError>;
  if (statusCode === 429) return { status: 429, code: 'too-many-requests', data: {} };
  if (statusCode === 413) return { status: 413, code: 'body-too-large', data: {} };
  if (statusCode === 415) return { status: 400, code: 'not-json', data: {} };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return {
      status: statusCode,
      code: code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || statusCode === 400 ? 'not-json' : 'invalid-arguments',
      data: { problems: (error as Error).message },
    };
  if (DATABASE_AWAY.test(`${code ?? ''} ${(error as Error).message}`))
    return { status: 503, code: 'database-unavailable', data: {} };
  return { status: 500, code: 'internal', data: {} };
}

const brokerData = ({ brokerCode, brokerMessage }: BrokerError): Record<string, string> => ({
  ...(brokerCode && { brokerCode }),
  ...(brokerMessage && { message: brokerMessage }),
});

export const problemBody = (locale: Locale, problem: Problem) => ({
  type: `about:blank#${problem.code}`,
  title: problem.code,
  detail: describeError(locale, problem),
  ...problem,
});

export function problemHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem.status >= 500)
    request.log.error({ err: error, url: request.routeOptions.url }, 'a request failed');
  return sendProblem(request, reply, problem);
}

export const notFoundHandler = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(request, reply, { status: 404, code: 'no-such-address', data: {} });

const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply =>
  reply.status(problem.status).type('application/problem+json').send(problemBody(request.locale, problem));
