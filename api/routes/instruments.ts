import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { findInstrument } from '../../commands/index.js';
import type { RouteOptions } from '../route-options.js';
import { InstrumentSchema, problems } from '../schemas.js';

const Params = Type.Object({ ticker: Type.String({ minLength: 1, maxLength: 32 }) });

export const instrumentRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { dependencies }) => {
  app.get(
    '/ticker/:ticker',
    {
      schema: {
        tags: ['instruments'],
        summary: 'An instrument with its last price, best prices and trading status',
        params: Params,
        response: { 200: InstrumentSchema, ...problems(404, 503) },
      },
    },
    async ({ params }) => {
      const { broker } = dependencies;
      const instrument = await findInstrument(broker, params.ticker);
      const { uid } = instrument;
      const [prices, book, { status, tradable }] = await Promise.all([
        broker.instruments.lastPrices([uid]),
        broker.instruments.book(uid),
        broker.instruments.status(uid),
      ]);
      return {
        ...instrument,
        priceStep: instrument.priceStep.toFixed(),
        lastPrice: prices.get(uid)?.toFixed() ?? null,
        bestBid: book.bids[0]?.price.toFixed() ?? null,
        bestAsk: book.asks[0]?.price.toFixed() ?? null,
        status,
        tradable,
      };
    },
  );
};
