import type { FastifyInstance } from 'fastify';

/** JSON alone is read, and an empty body is none: many clients name the type of a body they do not send. */
export const jsonBodies = Object.assign(
  async (app: FastifyInstance) => {
    const parse = app.getDefaultJsonParser('error', 'error');
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
      if (body === '') done(null, undefined);
      else parse(request, String(body), done);
    });
  },
  { [Symbol.for('skip-override')]: true },
);
