/** The API over real parts (database, Temporal, the paper exchange), without a worker: what is asked is started, not carried out. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { buildApi } from '../../api/build-api.js';
import { createHealthCheck } from '../../commands/check-health.js';
import { type CommandDependencies, commands } from '../../commands/index.js';
import { finishTask, listenToNotifications, type Notifications } from '../../database/index.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  // What a test looks at, it names.
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi {
  readonly app: FastifyInstance;
  readonly system: System;
  readonly token: string;
  ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, asked?: Asked): Promise<Answer>;
  command(name: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  eventuallyHealthy(): Promise<unknown>;
  /** Ends every task, as a worker would. */
  finishAll(): Promise<void>;
  /** The minute is over. */
  expireConfirmations(): Promise<void>;
  /** As if the process had died before it kept the answer under its key. */
  forgetAnswer(key: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestApi(change: Partial<CommandDependencies> = {}): Promise<TestApi> {
  const system = await startSystem();
  const { db, broker, tasks, client } = system;
  const notifications: Notifications = await listenToNotifications(
    String(system.environment.DATABASE_URL),
    ['journal'],
    () => undefined,
  );
  const health = createHealthCheck({
    mode: 'paper',
    db,
    connection: client.connection as Parameters<typeof createHealthCheck>[0]['connection'],
    broker: () => broker,
  });
  const token = randomBytes(16).toString('hex');
  const app = await buildApi({
    dependencies: {
      db,
      broker,
      tasks,
      health,
      commandNames: commands.map(({ name }) => name),
      ...change,
    },
    notifications,
    token,
    logger: pino({ level: 'silent' }),
  });

  const ask: TestApi['ask'] = async (method, path, { body, headers } = {}) => {
    const answer = await app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${token}`,
        'accept-language': 'en',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type']).split(';')[0] ?? '',
      body: answer.body === '' ? {} : answer.json(),
    };
  };
  return {
    app,
    system,
    token,
    ask,
    command: (name, body, headers) =>
      ask('POST', `/commands/${name}`, { ...(body !== undefined && { body }), ...(headers && { headers }) }),
    eventuallyHealthy: () =>
      eventually(async () => (await ask('GET', '/health')).body.status === 'ok', { what: 'health' }),
    async finishAll() {
      for (const { key } of await system.tasks.list({ unfinished: true, limit: 1_000 }))
        await finishTask(db, { key, state: 'cancelled', result: null, error: null });
    },
    async expireConfirmations() {
      await db.updateTable('confirmations').set({ expires_at: new Date() }).execute();
    },
    async forgetAnswer(key) {
      await db.updateTable('requests').set({ status: null, body: null }).where('key', '=', key).execute();
    },
    async stop() {
      await app.close();
      await notifications.close();
      await system.stop();
    },
  };
}

/** The tasks an answer tells of. */
export const tasksOf = ({ body }: Answer): { id: string; kind: string; state: string }[] =>
  (body.tasks ?? []) as { id: string; kind: string; state: string }[];
