import type { FastifyPluginAsync } from 'fastify';
import { checkSpreadRow, completeSpreadRow, spreadArguments } from '../../commands/index.js';
import {
  addSpreadRow,
  changeSpreadRow,
  deleteSpreadRow,
  listSpreadRows,
  spreadRow,
} from '../../database/index.js';
import type { RouteOptions } from '../route-options.js';
import { SpreadRowSchema } from '../schemas.js';
import { queueRoutes } from './queue-routes.js';

/** The queue that the command `spreads` starts. */
export const spreadQueueRoutes: FastifyPluginAsync<RouteOptions> = async (app, { dependencies }) => {
  const { db } = dependencies;
  queueRoutes(
    app,
    {
      path: 'spreads',
      tag: 'queue of spreads',
      rowSchema: SpreadRowSchema,
      newRowSchema: spreadArguments,
      complete: (given) => completeSpreadRow(given, dependencies),
      check: (row) => checkSpreadRow(row, dependencies),
      tickersOf: ({ farTicker, nearTicker }) => [farTicker, nearTicker],
      list: () => listSpreadRows(db),
      find: (id) => spreadRow(db, id),
      add: (row, requestKey) => addSpreadRow(db, row, requestKey),
      change: (id, content) => changeSpreadRow(db, id, content),
      remove: (id) => deleteSpreadRow(db, id),
    },
    { dependencies },
  );
};
