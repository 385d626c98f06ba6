import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CommandError } from '../commands/index.js';
import { describeError, type Locale, pickLocale } from '../locales/index.js';
import { type Problem, problemOf } from './problem-of.js';

export const PROBLEM_TYPE = 'application/problem+json';

/** What of a request does not fit its schema, one problem a field. */
export class InvalidBodyError extends CommandError {
  readonly code = 'invalid-arguments';
  readonly problem = 'malformed';
  constructor(
    errors: readonly { instancePath: string; message?: string; params: Record<string, unknown> }[],
    place: string,
  ) {
    const problems = errors.map(({ instancePath, message, params }) =>
      [instancePath.slice(1).replaceAll('/', '.') || place, message, params.additionalProperty]
        .filter(Boolean)
        .join(' '),
    );
    const said = [...new Set(problems)].join('; ');
    super(said, { problems: said });
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

/** An error answer of RFC 9457 with a stable `code`; `detail` is in the caller's language. */
export const problemBody = (
  locale: Locale,
  { status, code, data, obstacles, nearest, choices }: Problem,
) => ({
  type: `urn:trademan:problem:${code}`,
  title: STATUS_CODES[status] ?? code,
  status,
  code,
  detail: describeError(locale, { code, data, ...(obstacles && { obstacles }) }),
  data,
  ...(obstacles && {
    obstacles: obstacles.map((each) => ({ ...each, detail: describeError(locale, each) })),
  }),
  ...(nearest && { nearest }),
  ...(choices && { choices }),
});

export function problemHandler(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  // The route as it is written: an address may hold what nobody wants in a log.
  const details = { err: error, route: request.routeOptions.url };
  if (problem.status === 500) request.log.error(details, 'a request failed');
  else if (problem.status > 500) request.log.warn(details, 'a request failed: a part is away');
  return sendProblem(request, reply, problem);
}

export const notFoundHandler = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  sendProblem(request, reply, { status: 404, code: 'no-such-address', data: {} });

/** An address that cannot be decoded never gets to a route, so no hook has run and nothing is decorated. */
export function unreadableAddressHandler(
  _: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  request.locale = pickLocale(request.headers['accept-language']);
  notFoundHandler(request, reply);
}

const sendProblem = (request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply =>
  reply.status(problem.status).type(PROBLEM_TYPE).send(problemBody(request.locale, problem));
