import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import {
  checkSellbuyRow,
  MOST_SECURITIES,
  QueueRowNotFoundError,
  sellbuyRowIsFree,
} from '../../commands/index.js';
import {
  addSellbuyRow,
  changeSellbuyRow,
  deleteSellbuyRow,
  listSellbuyRows,
  type SellbuyRow,
  sellbuyRow,
} from '../../database/index.js';
import { createAnswerOnce } from '../idempotency.js';
import { PROBLEM_TYPE } from '../problems.js';
import type { RouteOptions } from '../route-options.js';
import { IdempotencyHeaders, listOf, problems, SellbuyRowSchema } from '../schemas.js';

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
const Change = Type.Partial(NewRow, { minProperties: 1, additionalProperties: false });
const Params = Type.Object({ id: Type.String({ pattern: '^\\d{1,9}$' }) });
const tags = ['sellbuy queue'];

/** The queue that the command `sellbuy` starts. A row is checked when it is written, and again when it is started. */
export const sellbuyQueueRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { dependencies }) => {
  const { db } = dependencies;
  const answerOnce = createAnswerOnce(db, app.log);
  const found = async (id: string) => {
    const row = await sellbuyRow(db, Number(id));
    if (!row) throw new QueueRowNotFoundError(Number(id));
    return row;
  };

  app.get(
    '/sellbuy',
    { schema: { tags, summary: 'The queue', response: { 200: listOf(SellbuyRowSchema), ...problems(503) } } },
    async () => ({ items: await listSellbuyRows(db) }),
  );

  app.post(
    '/sellbuy',
    {
      schema: {
        tags,
        summary: 'Adds a row',
        headers: IdempotencyHeaders,
        body: NewRow,
        response: { 201: SellbuyRowSchema, ...problems(400, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const { body, headers, locale } = request;
      const add = async () => {
        const checked = await checkSellbuyRow({ limitPrice: null, active: true, ...body }, dependencies);
        return { status: 201, body: await addSellbuyRow(db, checked) };
      };
      const key = headers['idempotency-key'];
      const content = ['POST /sellbuy', body];
      const answer =
        key === undefined ? await add() : await answerOnce({ key, content, locale, carryOut: add });
      if (answer.status >= 400) reply.type(PROBLEM_TYPE);
      return reply.status(answer.status as 201).send(answer.body as SellbuyRow);
    },
  );

  app.get(
    '/sellbuy/:id',
    {
      schema: {
        tags,
        summary: 'One row',
        params: Params,
        response: { 200: SellbuyRowSchema, ...problems(404, 503) },
      },
    },
    ({ params }) => found(params.id),
  );

  app.patch(
    '/sellbuy/:id',
    {
      schema: {
        tags,
        summary: 'Changes a row that is not running',
        params: Params,
        body: Change,
        response: { 200: SellbuyRowSchema, ...problems(400, 404, 409, 422, 503) },
      },
    },
    async ({ params, body }) => {
      const { id, ...before } = await found(params.id);
      const { active, ...content } = body;
      // Whether it is started the next time changes nothing of what runs, and needs no broker.
      if (Object.keys(content).length > 0) await sellbuyRowIsFree(id, dependencies);
      const change =
        Object.keys(content).length > 0
          ? await checkSellbuyRow({ ...before, ...body }, dependencies)
          : { active };
      const changed = await changeSellbuyRow(db, id, change);
      if (!changed) throw new QueueRowNotFoundError(id);
      return changed;
    },
  );

  app.delete(
    '/sellbuy/:id',
    {
      schema: {
        tags,
        summary: 'Removes a row that is not running',
        params: Params,
        response: { 204: Type.Null(), ...problems(404, 409, 503) },
      },
    },
    async ({ params }, reply) => {
      const { id } = await found(params.id);
      await sellbuyRowIsFree(id, dependencies);
      await deleteSellbuyRow(db, id);
      return reply.status(204).send(null);
    },
  );
};
