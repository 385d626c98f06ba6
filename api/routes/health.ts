import type { FastifyInstance } from 'fastify';
import type { RouteOptions } from '../route-options.js';

/** Open: a supervisor or a monitor has no token. */
export async function healthRoutes(
  app: FastifyInstance,
  { dependencies: { health } }: RouteOptions,
): Promise<void> {
  app.get(
    '/health',
    { schema: { tags: ['health'], summary: 'Whether every part answers', security: [] } },
    () => health(),
  );
}
