import type { FastifyPluginAsync } from 'fastify';
import Type from 'typebox';
import { checkSellbuyRow, MOST_SECURITIES } from '../../commands/index.js';
import {
  addSellbuyRow,
  changeSellbuyRow,
  deleteSellbuyRow,
  listSellbuyRows,
  sellbuyRow,
} from '../../database/index.js';
import type { RouteOptions } from '../route-options.js';
import { SellbuyRowSchema } from '../schemas.js';
import { queueRoutes } from './queue-routes.js';

const Price = Type.Union([Type.String({ pattern: '^-?\\d{1,15}([.]\\d{1,9})?$' }), Type.Null()], {
  description: 'The worst price allowed, a decimal string; null for none',
});
const NewRow = Type.Object(
  {
    ticker: Type.String({ minLength: 1, maxLength: 32 }),
    sell: Type.Boolean({ description: 'true sells, false buys' }),
    amount: Type.Integer({ maximum: MOST_SECURITIES, description: 'Securities, a whole number of lots' }),
    limitPrice: Type.Optional(Price),
    active: Type.Optional(Type.Boolean({ description: 'Whether sellbuy starts it; true if not said' })),
  },
  { additionalProperties: false },
);

/** The queue that the command `sellbuy` starts. */
export const sellbuyQueueRoutes: FastifyPluginAsync<RouteOptions> = async (app, { dependencies }) => {
  const { db } = dependencies;
  queueRoutes(
    app,
    {
      path: 'sellbuy',
      tag: 'sellbuy queue',
      rowSchema: SellbuyRowSchema,
      newRowSchema: NewRow,
      complete: (given) => ({ limitPrice: null, active: true, ...given }),
      check: (row) => checkSellbuyRow(row, dependencies),
      tickersOf: ({ ticker }) => [ticker],
      list: () => listSellbuyRows(db),
      find: (id) => sellbuyRow(db, id),
      add: (row, requestKey) => addSellbuyRow(db, row, requestKey),
      change: (id, content) => changeSellbuyRow(db, id, content),
      remove: (id) => deleteSellbuyRow(db, id),
    },
    { dependencies },
  );
};
