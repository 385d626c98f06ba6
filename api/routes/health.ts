import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { outageOf } from '../../commands/index.js';
import { describeOutage } from '../../locales/index.js';
import type { RouteOptions } from '../route-options.js';
import { HealthSchema } from '../schemas.js';

/** Open: a supervisor or a monitor has no token. */
export const healthRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (
  app,
  { dependencies: { health } },
) => {
  app.get(
    '/health',
    {
      schema: {
        tags: ['health'],
        summary: 'Whether every part answers',
        security: [],
        response: { 200: HealthSchema },
      },
    },
    async ({ locale }) => {
      const now = await health();
      return { ...now, outage: describeOutage(locale, outageOf(now)) };
    },
  );
};
