import type { FastifyInstance } from 'fastify';
import { type Locale, pickLocale } from '../locales/index.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The language of who asks, by `Accept-Language`. */
    locale: Locale;
  }
}

/**
 * Decorates the root instance itself, so every route and error handler has the language.
 * @param options `unsaid`: the language of who does not say; undefined while it is not known
 */
export const callerLanguage = Object.assign(
  async (app: FastifyInstance, { unsaid }: { readonly unsaid: () => Locale | undefined }) => {
    app.decorateRequest('locale', 'ru');
    app.addHook('onRequest', async (request) => {
      request.locale = pickLocale(request.headers['accept-language'], unsaid());
    });
  },
  { [Symbol.for('skip-override')]: true },
);
