import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { findInstrument } from '../../commands/index.js';
import type { RouteOptions } from '../route-options.js';

const Params = Type.Object({ ticker: Type.String({ minLength: 1, maxLength: 32 }) });

export async function instrumentRoutes(app: FastifyInstance, { dependencies }: RouteOptions): Promise<void> {
  app.get(
    '/ticker/:ticker',
    {
      schema: {
        tags: ['instruments'],
        summary: 'An instrument with its last price, best prices and trading status',
        params: Params,
      },
    },
    async ({ params }) => {
      const { broker } = dependencies;
      const instrument = await findInstrument(broker, (params as { ticker: string }).ticker);
      const { uid } = instrument;
      const [prices, book, status] = await Promise.all([
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
        status: status.status,
        tradable: status.tradable,
      };
    },
  );
}
