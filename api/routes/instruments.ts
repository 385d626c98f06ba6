import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { findInstrument } from '../../commands/index.js';
import type { Instrument } from '../../domain/instrument.js';
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
      const { priceStep, bond, future } = instrument;
      return {
        ...figuresOf(instrument),
        priceStep: priceStep.toFixed(),
        accruedInterest: bond?.accruedInterest.toFixed() ?? null,
        marginToBuy: future?.margin.toBuy?.toFixed() ?? null,
        marginToSell: future?.margin.toSell?.toFixed() ?? null,
        expiresAt: future?.expiresAt.toISOString() ?? null,
        lastPrice: prices.get(uid)?.toFixed() ?? null,
        bestBid: book.bids[0]?.price.toFixed() ?? null,
        bestAsk: book.asks[0]?.price.toFixed() ?? null,
        status,
        tradable,
      };
    },
  );
};

/** What is told as it is. */
const figuresOf = (instrument: Instrument) => ({
  uid: instrument.uid,
  figi: instrument.figi,
  ticker: instrument.ticker,
  classCode: instrument.classCode,
  name: instrument.name,
  kind: instrument.kind,
  currency: instrument.currency,
  lot: instrument.lot,
  apiTradable: instrument.apiTradable,
  buyAvailable: instrument.buyAvailable,
  sellAvailable: instrument.sellAvailable,
  shortEnabled: instrument.shortEnabled,
  positionUid: instrument.positionUid,
});
