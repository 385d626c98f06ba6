import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { type CommandDefinition, carryOut, commandByName, commands } from '../../commands/index.js';
import { translate } from '../../locales/index.js';
import { API_ACTOR } from '../authenticate.js';
import { type Answer, commandAnswer } from '../command-answer.js';
import { contextOf } from '../command-context.js';
import { createAnswerOnce } from '../idempotency.js';
import { PROBLEM_TYPE } from '../problems.js';
import type { RouteOptions } from '../route-options.js';
import {
  ConfirmationSchema,
  FileSchema,
  IdempotencyHeaders,
  NextCommandSchema,
  problems,
  StartedSchema,
} from '../schemas.js';

const ANSWERS: Readonly<Record<number, Type.TSchema>> = {
  200: Type.Object({
    result: Type.Unknown(),
    next: Type.Optional(NextCommandSchema),
    file: Type.Optional(FileSchema),
  }),
  202: StartedSchema,
  ...problems(400, 403, 404, 422, 503),
  409: ConfirmationSchema,
};

/** One route a command, so that the documentation shows each with its own arguments. */
export async function commandRoutes(app: FastifyInstance, { dependencies }: RouteOptions): Promise<void> {
  const answerOnce = createAnswerOnce(dependencies.db, app.log);
  for (const command of commands) {
    app.post(
      `/commands/${command.name}`,
      {
        schema: {
          tags: ['commands'],
          operationId: command.name,
          summary: translate('en', `command-${command.name}`),
          description: translate('en', `usage-${command.name}`),
          headers: IdempotencyHeaders,
          body: bodyOf(command),
          response: ANSWERS,
        },
        // No body stands for no arguments.
        preValidation: async (request) => {
          if (request.body === undefined) request.body = {};
        },
      },
      async (request, reply) => {
        const { status, body } = await answer(command, request, { dependencies, answerOnce });
        if (status >= 400) reply.type(PROBLEM_TYPE);
        return reply.status(status).send(body);
      },
    );
  }
  app.post('/commands/:name', { schema: { hide: true } }, (request) => {
    commandByName((request.params as { name: string }).name);
  });
}

/** A command's own arguments; where consent is asked for, its token too, which stands for the arguments as well. */
function bodyOf({ arguments: { properties }, confirm }: CommandDefinition) {
  const token = Type.String({ maxLength: 100, description: 'The token of the confirmation' });
  return confirm
    ? Type.Object(
        { ...Type.Partial(Type.Object(properties)).properties, confirm: Type.Optional(token) },
        { additionalProperties: false },
      )
    : Type.Object(properties, { additionalProperties: false });
}

interface Answering extends RouteOptions {
  readonly answerOnce: ReturnType<typeof createAnswerOnce>;
}

function answer(
  command: CommandDefinition,
  { body, headers, locale }: FastifyRequest,
  { dependencies, answerOnce }: Answering,
): Promise<Answer> {
  const { confirm, ...given } = body as Record<string, unknown> & { confirm?: string };
  const args = confirm !== undefined && Object.keys(given).length === 0 ? undefined : given;
  const carriedOut = async (requestKey?: string): Promise<Answer> =>
    commandAnswer(
      locale,
      await carryOut(
        { command, args, confirm },
        contextOf(dependencies, { by: API_ACTOR, requestKey, locale }),
      ),
      await dependencies.outage(),
    );
  const key = headers['idempotency-key'];
  return typeof key === 'string'
    ? answerOnce({ key, content: [command.name, given], locale, carryOut: carriedOut })
    : carriedOut();
}
