import type { FastifyInstance } from 'fastify';
import type { CommandDependencies } from '../../commands/index.js';

/** Open: a supervisor or a monitor has no token. */
export async function healthRoutes(app: FastifyInstance, { health }: CommandDependencies): Promise<void> {
  app.get(
    '/health',
    { schema: { tags: ['health'], summary: 'Whether every part answers', security: [] } },
    () => health(),
  );
}
