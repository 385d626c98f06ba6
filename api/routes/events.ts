import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { lastJournalSeq, type Notifications, readJournal } from '../../database/index.js';
import type { Locale } from '../../locales/index.js';
import { journalJson } from '../journal-json.js';
import type { RouteOptions } from '../route-options.js';

const HEARTBEAT_MS = 15_000;
/** A reader that leaves so much unread is cut off; it comes back with the last entry it saw. */
const MOST_UNREAD_BYTES = 1024 * 1024;
const PAGE = 500;

const Headers = Type.Object({ 'last-event-id': Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })) });

/** Server-sent events: every journal entry as it happens, after the last one the reader saw. */
export async function eventRoutes(
  app: FastifyInstance,
  { dependencies: { db }, notifications }: RouteOptions & { notifications: Notifications },
): Promise<void> {
  const readers = new Set<{ more(): void; end(): void }>();
  const endJournal = notifications.on('journal', () => readers.forEach((reader) => void reader.more()));
  const endResync = notifications.onResync(() => readers.forEach((reader) => void reader.more()));
  app.addHook('preClose', async () => {
    endJournal();
    endResync();
    for (const reader of readers) reader.end();
  });

  app.get(
    '/events',
    {
      schema: {
        tags: ['journal'],
        summary: 'The journal as server-sent events',
        headers: Headers,
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const resumed = request.headers['last-event-id'];
      const after = typeof resumed === 'string' ? Number(resumed) : await lastJournalSeq(db);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write(': connected\n\n');
      const reader = follow(raw, {
        after,
        locale: request.locale,
        read: (seq) => readJournal(db, { after: seq, limit: PAGE }),
      });
      readers.add(reader);
      const heartbeat = setInterval(() => raw.write(': alive\n\n'), HEARTBEAT_MS);
      raw.on('close', () => {
        clearInterval(heartbeat);
        readers.delete(reader);
      });
      reader.more();
    },
  );
}

interface Following {
  readonly after: number;
  readonly locale: Locale;
  readonly read: (after: number) => ReturnType<typeof readJournal>;
}

/** Reads on from the last entry sent, one read at a time, however often it is told that there is more. */
function follow(raw: ServerResponse, { after, locale, read }: Following) {
  let seq = after;
  let reading = false;
  let again = false;

  const readOn = async () => {
    reading = true;
    try {
      do {
        again = false;
        const entries = await read(seq);
        for (const entry of entries) {
          seq = entry.seq;
          raw.write(`id: ${entry.seq}\ndata: ${JSON.stringify(journalJson(locale, entry))}\n\n`);
        }
        if (raw.writableLength > MOST_UNREAD_BYTES) raw.destroy();
        if (entries.length === PAGE) again = true;
      } while (again && !raw.destroyed);
    } catch {
      // The database is away for a moment: the next entry, or the resync after it, reads what is missing.
    } finally {
      reading = false;
    }
  };
  return {
    more(): void {
      again = true;
      if (!reading) void readOn();
    },
    end: () => void raw.end(),
  };
}
