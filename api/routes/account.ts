import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { carryOut, commandByName } from '../../commands/index.js';
import { translate } from '../../locales/index.js';
import { ACCOUNT_READINGS, type AccountReading } from '../account-readings.js';
import { API_ACTOR } from '../authenticate.js';
import { commandAnswer } from '../command-answer.js';
import { contextOf } from '../command-context.js';
import type { RouteOptions } from '../route-options.js';
import { problems } from '../schemas.js';

const CSV = 'text/csv';

const Format = Type.Optional(
  Type.Enum(['json', 'csv'], { description: 'Instead of what Accept says: application/json or text/csv' }),
);

/** What the account is, each by the command of its name: JSON, or a file whose columns are named as the fields. */
export async function accountRoutes(app: FastifyInstance, options: RouteOptions): Promise<void> {
  for (const reading of ACCOUNT_READINGS) {
    const { name, query, answer } = reading;
    app.get(
      `/account/${name}`,
      {
        schema: {
          tags: ['account'],
          operationId: `account-${name}`,
          summary: translate('en', `command-${name}`),
          querystring: Type.Object({ ...query, format: Format }, { additionalProperties: false }),
          response: {
            200: {
              description: translate('en', `command-${name}`),
              content: {
                'application/json': { schema: answer },
                [CSV]: { schema: Type.String({ description: 'RFC 4180, UTF-8, with a header' }) },
              },
            },
            ...problems(400, 404, 422, 503),
          },
        },
      },
      (request, reply) => read(reading, { request, reply, options }),
    );
  }
}

async function read(
  { name, argumentsOf }: AccountReading,
  {
    request,
    reply,
    options: { dependencies },
  }: { request: FastifyRequest; reply: FastifyReply; options: RouteOptions },
): Promise<unknown> {
  const { locale } = request;
  const { format, ...query } = request.query as { format?: 'json' | 'csv' } & Record<string, string>;
  const csv = format === 'csv' || (format === undefined && prefersCsv(request.headers.accept));
  const args = { ...(argumentsOf?.(query) ?? query), ...(csv && { csv }) };
  const outcome = await carryOut(
    { command: commandByName(name), args },
    contextOf(dependencies, { by: API_ACTOR, locale }),
  );
  reply.header('vary', 'Accept');
  if (outcome.kind === 'result' && outcome.file) {
    const { name: fileName, text } = outcome.file;
    reply.header('content-disposition', `attachment; filename="${fileName}"`);
    return reply.type(`${CSV}; charset=utf-8; header=present`).send(text);
  }
  return (commandAnswer(locale, outcome).body as { result: unknown }).result;
}

/** CSV is named, and JSON is not named as what is rather wanted; who takes anything gets JSON. */
export function prefersCsv(accept = ''): boolean {
  const weights = new Map(
    accept.split(',').map((each): [string, number] => {
      const [type = '', ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((part) => part.startsWith('q='))?.slice('q='.length);
      return [type, weight === undefined ? 1 : Number(weight) || 0];
    }),
  );
  const csv = weights.get(CSV) ?? 0;
  return csv > 0 && csv >= (weights.get('application/json') ?? 0);
}
