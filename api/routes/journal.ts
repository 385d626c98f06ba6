import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { readJournal } from '../../database/index.js';
import { journalJson } from '../journal-json.js';
import type { RouteOptions } from '../route-options.js';
import { JournalEntrySchema, listOf, problems } from '../schemas.js';

const Query = Type.Object(
  {
    task: Type.Optional(Type.String({ maxLength: 100, description: 'Only this task' })),
    severity: Type.Optional(Type.Enum(['info', 'report', 'warning'])),
    after: Type.Optional(
      Type.String({
        pattern: '^\\d{1,15}$',
        description: 'Entries after this one, oldest first; without it the newest, newest first',
      }),
    ),
    limit: Type.Optional(
      Type.String({ pattern: '^([1-9]\\d{0,2}|1000)$', description: '100 if not said, 1000 at most' }),
    ),
  },
  { additionalProperties: false },
);

export const journalRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (
  app,
  { dependencies: { db } },
) => {
  app.get(
    '/journal',
    {
      schema: {
        tags: ['journal'],
        summary: 'What happened',
        querystring: Query,
        response: { 200: listOf(JournalEntrySchema), ...problems(400, 503) },
      },
    },
    async ({ query: { task, severity, after, limit }, locale }) => {
      const entries = await readJournal(db, {
        limit: Number(limit ?? 100),
        ...(task !== undefined && { taskId: task }),
        ...(severity !== undefined && { severities: [severity] }),
        ...(after !== undefined && { after: Number(after) }),
      });
      return { items: entries.map((entry) => journalJson(locale, entry)) };
    },
  );
};
