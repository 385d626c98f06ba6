import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { readJournal } from '../../database/index.js';
import { journalJson } from '../journal-json.js';
import type { RouteOptions } from '../route-options.js';

const MOST = 1_000;
const Query = Type.Object(
  {
    task: Type.Optional(Type.String({ maxLength: 100, description: 'Only this task' })),
    after: Type.Optional(
      Type.String({
        pattern: '^\\d{1,15}$',
        description: 'Entries after this one, oldest first; without it the newest, newest first',
      }),
    ),
    limit: Type.Optional(
      Type.String({ pattern: '^\\d{1,4}$', description: `100 if not said, ${MOST} at most` }),
    ),
  },
  { additionalProperties: false },
);

export async function journalRoutes(
  app: FastifyInstance,
  { dependencies: { db } }: RouteOptions,
): Promise<void> {
  app.get(
    '/journal',
    { schema: { tags: ['journal'], summary: 'What happened', querystring: Query } },
    async ({ query, locale }) => {
      const { task, after, limit } = query as { task?: string; after?: string; limit?: string };
      const entries = await readJournal(db, {
        limit: Math.min(Number(limit ?? 100), MOST),
        ...(task !== undefined && { taskId: task }),
        ...(after !== undefined && { after: Number(after) }),
      });
      return { items: entries.map((entry) => journalJson(locale, entry)) };
    },
  );
}
