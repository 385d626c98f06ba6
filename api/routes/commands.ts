import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import {
  type CommandDefinition,
  type CommandDependencies,
  type CommandOutcome,
  type ConfirmationRequired,
  carryOut,
  commandByName,
  commands,
} from '../../commands/index.js';
import { answerRequest, beginRequest } from '../../database/index.js';
import { describeError, type Locale, translate } from '../../locales/index.js';
import { API_ACTOR } from '../authenticate.js';
import { IdempotencyKeyReusedError, problemBody, problemOf } from '../problems.js';
import type { RouteOptions } from '../route-options.js';
import { taskJson } from '../task-json.js';

const Headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'The same key again gets the first answer and starts nothing new',
    }),
  ),
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** One route a command, so that the documentation shows each with its own arguments. */
export async function commandRoutes(app: FastifyInstance, { dependencies }: RouteOptions): Promise<void> {
  for (const command of commands) {
    app.post(
      `/commands/${command.name}`,
      {
        schema: {
          tags: ['commands'],
          summary: translate('en', `command-${command.name}`),
          description: translate('en', `usage-${command.name}`),
          headers: Headers,
          body: bodyOf(command),
        },
        // An empty body stands for no arguments.
        preValidation: async (request) => {
          request.body ??= {};
        },
        attachValidation: false,
      },
      async (request, reply) => {
        const { status, body } = await answerOnce(command, request, dependencies);
        if (status >= 400) reply.type('application/problem+json');
        return reply.status(status).send(body);
      },
    );
  }
  app.post('/commands/:name', { schema: { hide: true } }, (request) => {
    commandByName((request.params as { name: string }).name);
  });
}

/** A command's own arguments and the token of a confirmation beside them. */
const bodyOf = (command: CommandDefinition) =>
  Type.Object(
    {
      ...(command.confirm
        ? Object.fromEntries(
            Object.entries(command.arguments.properties).map(([name, schema]) => [
              name,
              Type.Optional(schema),
            ]),
          )
        : command.arguments.properties),
      ...(command.confirm && {
        confirm: Type.Optional(Type.String({ maxLength: 100, description: 'The token of the confirmation' })),
      }),
    },
    { additionalProperties: false },
  );

/** With an idempotency key the first answer is kept; what failed for a passing reason may be tried again under it. */
async function answerOnce(
  command: CommandDefinition,
  request: FastifyRequest,
  dependencies: CommandDependencies,
): Promise<Answer> {
  const { locale } = request;
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return answer(command, request, dependencies, undefined);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([command.name, request.body]))
    .digest('hex');
  const identity = { actor: API_ACTOR, key, fingerprint };
  const begun = await beginRequest(dependencies.db, identity);
  if (begun.state === 'mismatch') throw new IdempotencyKeyReusedError();
  if (begun.state === 'answered') return { status: begun.status, body: begun.body };
  try {
    const answered = await answer(command, request, dependencies, `${API_ACTOR}:${key}`);
    if (answered.status !== 409) await answerRequest(dependencies.db, identity, answered);
    return answered;
  } catch (error) {
    const problem = problemOf(error);
    if (problem.status < 500)
      await answerRequest(dependencies.db, identity, {
        status: problem.status,
        body: problemBody(locale, problem),
      });
    throw error;
  }
}

async function answer(
  command: CommandDefinition,
  { body, locale }: FastifyRequest,
  dependencies: CommandDependencies,
  requestKey: string | undefined,
): Promise<Answer> {
  const { confirm, ...args } = body as Record<string, unknown> & { confirm?: string };
  const context = Object.create(dependencies, {
    by: { value: API_ACTOR, enumerable: true },
    requestKey: { value: requestKey, enumerable: true },
  });
  const confirmsAll = confirm !== undefined && Object.keys(args).length === 0;
  const outcome = await carryOut({ command, args: confirmsAll ? undefined : args, confirm }, context);
  return answerOf(locale, outcome);
}

function answerOf(locale: Locale, outcome: CommandOutcome | ConfirmationRequired): Answer {
  switch (outcome.kind) {
    case 'confirmation-required': {
      const { preview, token, expiresAt } = outcome;
      const problem = { status: 409, code: 'confirmation-required', data: {} };
      return {
        status: 409,
        body: { ...problemBody(locale, problem), preview, token, expiresAt: expiresAt.toISOString() },
      };
    }
    case 'started': {
      const refused = outcome.refused?.map((row) => ({ ...row, detail: describeError(locale, row.error) }));
      return {
        status: 202,
        body: { tasks: outcome.tasks.map((task) => taskJson(locale, task)), ...(refused && { refused }) },
      };
    }
    case 'told':
    case 'tasks':
      return {
        status: 200,
        body: { result: { tasks: outcome.tasks.map((task) => taskJson(locale, task)) } },
      };
    case 'result':
      return { status: 200, body: { result: outcome.result } };
  }
}
