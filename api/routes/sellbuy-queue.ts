import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { checkSellbuyRow, QueueRowNotFoundError, sellbuyRowIsFree } from '../../commands/index.js';
import {
  addSellbuyRow,
  changeSellbuyRow,
  deleteSellbuyRow,
  listSellbuyRows,
  type NewSellbuyRow,
  sellbuyRow,
} from '../../database/index.js';
import type { RouteOptions } from '../route-options.js';

const Price = Type.Union([Type.String({ pattern: '^\\d{1,15}([.]\\d{1,9})?$' }), Type.Null()], {
  description: 'The worst price allowed, a decimal string; null for none',
});
const fields = {
  ticker: Type.String({ minLength: 1, maxLength: 32 }),
  sell: Type.Boolean({ description: 'true sells, false buys' }),
  amount: Type.Integer({ description: 'Securities, a whole number of lots' }),
  limitPrice: Type.Optional(Price),
  active: Type.Optional(Type.Boolean({ description: 'Whether sellbuy starts it', default: true })),
};
const NewRow = Type.Object(fields, { additionalProperties: false });
const Change = Type.Object(
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])),
  { additionalProperties: false, minProperties: 1 },
);
const Params = Type.Object({ id: Type.String({ pattern: '^\\d{1,9}$' }) });
const tags = ['sellbuy queue'];

/** The queue that the command `sellbuy` starts. A row is checked when it is written, and again when it is started. */
export async function sellbuyQueueRoutes(
  app: FastifyInstance,
  { dependencies }: RouteOptions,
): Promise<void> {
  const { db } = dependencies;
  const found = async (params: unknown) => {
    const id = Number((params as { id: string }).id);
    const row = await sellbuyRow(db, id);
    if (!row) throw new QueueRowNotFoundError(id);
    return row;
  };

  app.get('/sellbuy', { schema: { tags, summary: 'The queue' } }, async () => ({
    items: await listSellbuyRows(db),
  }));

  app.post('/sellbuy', { schema: { tags, summary: 'Adds a row', body: NewRow } }, async ({ body }, reply) => {
    const row = { limitPrice: null, active: true, ...(body as Partial<NewSellbuyRow>) } as NewSellbuyRow;
    return reply.status(201).send(await addSellbuyRow(db, await checkSellbuyRow(row, dependencies)));
  });

  app.get('/sellbuy/:id', { schema: { tags, summary: 'One row', params: Params } }, ({ params }) =>
    found(params),
  );

  app.patch(
    '/sellbuy/:id',
    { schema: { tags, summary: 'Changes a row that is not running', params: Params, body: Change } },
    async ({ params, body }) => {
      const row = await found(params);
      await sellbuyRowIsFree(row, dependencies);
      const { id, ...before } = row;
      const checked = await checkSellbuyRow({ ...before, ...(body as Partial<NewSellbuyRow>) }, dependencies);
      const changed = await changeSellbuyRow(db, id, checked);
      if (!changed) throw new QueueRowNotFoundError(id);
      return changed;
    },
  );

  app.delete(
    '/sellbuy/:id',
    { schema: { tags, summary: 'Removes a row that is not running', params: Params } },
    async ({ params }, reply) => {
      const row = await found(params);
      await sellbuyRowIsFree(row, dependencies);
      await deleteSellbuyRow(db, row.id);
      return reply.status(204).send();
    },
  );
}
