import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { foundNow, tickerNow } from '../../commands/index.js';
import { FoundSchema, InstrumentSchema } from '../instrument-schemas.js';
import type { RouteOptions } from '../route-options.js';
import { listOf, problems } from '../schemas.js';

const Params = Type.Object({ ticker: Type.String({ minLength: 1, maxLength: 32 }) });
const Query = Type.Object(
  {
    search: Type.Optional(
      Type.String({
        maxLength: 100,
        description: 'Ticker, name, ISIN or FIGI, near misses too',
        examples: ['сбербанк'],
      }),
    ),
    limit: Type.Optional(
      Type.String({ pattern: '^(1?[1-9]|[12]0)$', description: '20 if not said, and at most' }),
    ),
  },
  { additionalProperties: false },
);

export const instrumentRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { dependencies }) => {
  app.get(
    '/instruments',
    {
      schema: {
        tags: ['instruments'],
        summary: 'Instruments that fit what is known of them, the best first',
        querystring: Query,
        response: { 200: listOf(FoundSchema), ...problems(400, 422, 503) },
      },
    },
    async ({ query: { search = '', limit } }) => {
      const { items } = await foundNow(
        { search, ...(limit !== undefined && { limit: Number(limit) }) },
        dependencies,
      );
      return { items: [...items] };
    },
  );
  app.get(
    '/ticker/:ticker',
    {
      schema: {
        tags: ['instruments'],
        summary:
          'An instrument with its last price, best prices and trading status, and what makes a spread with it',
        params: Params,
        response: { 200: InstrumentSchema, ...problems(404, 409, 503) },
      },
    },
    ({ params }) => tickerNow(params.ticker, dependencies),
  );
};
