import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Connections } from '../commands/index.js';
import type { Logger } from '../config/index.js';
import { watchSettings } from '../database/index.js';
import { authenticate } from './authenticate.js';
import { CONTENT_POLICY } from './content-policy.js';
import { documentation } from './documentation.js';
import { jsonBodies } from './json-bodies.js';
import { callerLanguage } from './language.js';
import { InvalidBodyError, notFoundHandler, problemHandler, unreadableAddressHandler } from './problems.js';
import { accountRoutes } from './routes/account.js';
import { commandRoutes } from './routes/commands.js';
import { eventRoutes } from './routes/events.js';
import { healthRoutes } from './routes/health.js';
import { instrumentRoutes } from './routes/instruments.js';
import { journalRoutes } from './routes/journal.js';
import { ladderListRoutes } from './routes/ladder-lists.js';
import { sellbuyQueueRoutes } from './routes/sellbuy-queue.js';
import { settingsRoutes } from './routes/settings.js';
import { spreadQueueRoutes } from './routes/spread-queue.js';
import { stashRoutes } from './routes/stash.js';
import { taskRoutes } from './routes/tasks.js';

export interface ApiDependencies extends Pick<Connections, 'dependencies' | 'notifications'> {
  readonly token: string;
  readonly logger: Logger;
}

/** Requests a minute from one address: far above any person or script that watches its tasks, a stop for a loop gone wild. */
const REQUESTS_A_MINUTE = 6_000;
const LARGEST_BODY = 256 * 1024;

/** The API apart from listening: plugins that do one thing each, then routes by subject. */
export async function buildApi({
  dependencies,
  notifications,
  token,
  logger,
}: ApiDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY,
    forceCloseConnections: true,
    frameworkErrors: unreadableAddressHandler,
    // Nothing is coerced or dropped silently: what is unknown or of a wrong type is refused.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
    schemaErrorFormatter: (errors, place) => new InvalidBodyError(errors, place),
  });
  app.setErrorHandler(problemHandler);
  app.setNotFoundHandler(notFoundHandler);
  // Response schemas are documentation: what is answered is never cut down to them.
  app.setSerializerCompiler(() => JSON.stringify);
  const settings = watchSettings({ db: dependencies.db, notifications, logger });
  app.addHook('onClose', async () => settings.close());
  await app.register(callerLanguage, { unsaid: () => settings.current()?.language });
  await app.register(jsonBodies);
  await app.register(helmet, { contentSecurityPolicy: CONTENT_POLICY });
  await app.register(rateLimit, { max: REQUESTS_A_MINUTE, timeWindow: '1 minute' });
  await app.register(documentation);
  await app.register(
    async (api) => {
      await api.register(healthRoutes, { dependencies });
      await api.register(async (guarded) => {
        await guarded.register(authenticate, { token });
        await guarded.register(commandRoutes, { dependencies });
        await guarded.register(taskRoutes, { dependencies });
        await guarded.register(sellbuyQueueRoutes, { dependencies });
        await guarded.register(spreadQueueRoutes, { dependencies });
        await guarded.register(ladderListRoutes, { dependencies });
        await guarded.register(settingsRoutes, { dependencies });
        await guarded.register(stashRoutes, { dependencies });
        await guarded.register(accountRoutes, { dependencies });
        await guarded.register(instrumentRoutes, { dependencies });
        await guarded.register(journalRoutes, { dependencies });
        await guarded.register(eventRoutes, { dependencies, notifications });
      });
    },
    { prefix: '/api/v1' },
  );
  return app;
}
