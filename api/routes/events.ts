import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { lastJournalSeq, type Notifications, readJournal } from '../../database/index.js';
import { type JournalStream, journalStream } from '../journal-stream.js';
import type { RouteOptions } from '../route-options.js';
import { problems } from '../schemas.js';

/** A proxy on the way keeps a quiet connection for a minute or so. */
const SIGN_OF_LIFE_MS = 15_000;
const PAGE = 500;

const Headers = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      pattern: '^\\d{1,15}$',
      description: 'The last entry seen; without it what happens from now on',
    }),
  ),
});
const STREAM = {
  description: 'Each event has the number of its entry as `id` and the entry as JSON in `data`',
  content: { 'text/event-stream': { schema: Type.String() } },
};

/** Server-sent events: every journal entry as it happens, after the last one the reader saw. */
export const eventRoutes: FastifyPluginAsyncTypebox<RouteOptions & { notifications: Notifications }> = async (
  app,
  { dependencies: { db }, notifications },
) => {
  const readers = new Set<JournalStream>();
  const tellAll = () => {
    for (const reader of readers) reader.more();
  };
  const endings = [notifications.on('journal', tellAll), notifications.onResync(tellAll)];
  app.addHook('preClose', async () => {
    for (const end of endings) end();
    for (const reader of readers) reader.end();
  });

  app.get(
    '/events',
    {
      // Without a body there would be nothing to wait for, and no end.
      exposeHeadRoute: false,
      schema: {
        tags: ['journal'],
        summary: 'The journal as server-sent events',
        headers: Headers,
        response: { 200: STREAM, ...problems(400, 503) },
      },
    },
    async ({ headers, locale }, reply) => {
      const newest = await lastJournalSeq(db);
      const seen = headers['last-event-id'];
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write(': connected\n\n');
      const reader = journalStream(raw, {
        // Who saw more than there is saw it in a database that is gone.
        after: seen === undefined ? newest : Math.min(Number(seen), newest),
        locale,
        read: (after) => readJournal(db, { after, limit: PAGE }),
      });
      readers.add(reader);
      const signOfLife = setInterval(() => {
        raw.write(': alive\n\n');
        reader.more();
      }, SIGN_OF_LIFE_MS);
      raw.on('close', () => {
        clearInterval(signOfLife);
        readers.delete(reader);
      });
      reader.more();
    },
  );
};
