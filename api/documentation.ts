import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** OpenAPI, made from the routes' own schemas, and a page to read and try it. */
export const documentation = Object.assign(
  async (app: FastifyInstance) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Trademan',
          version: '1',
          description: 'Durable trading tasks on the Moscow Exchange.',
        },
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        security: [{ token: [] }],
      },
    });
    // The policy of every page is in content-policy.ts; no validator elsewhere is shown the document.
    await app.register(swaggerUi, { routePrefix: '/api/docs', uiConfig: { validatorUrl: null } });
  },
  { [Symbol.for('skip-override')]: true },
);
