import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** The token is missing or wrong. */
export class UnauthorizedError extends Error {
  readonly code = 'unauthorized';
  constructor() {
    super('a valid token is needed: Authorization: Bearer …');
    this.name = 'UnauthorizedError';
  }
}

/** Who asks through the API; commands and the journal keep it. */
export const API_ACTOR = 'api';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Every route beside it wants the token; compared in constant time. */
export const authenticate = Object.assign(
  async (app: FastifyInstance, { token }: { token: string }) => {
    const expected = digest(token);
    app.addHook('onRequest', async ({ headers }, reply) => {
      const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
      if (given !== undefined && timingSafeEqual(digest(given), expected)) return;
      reply.header('www-authenticate', 'Bearer');
      throw new UnauthorizedError();
    });
  },
  { [Symbol.for('skip-override')]: true },
);
