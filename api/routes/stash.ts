import type { FastifyPluginAsync } from 'fastify';
import Type, { type Static } from 'typebox';
import {
  editStashOrder,
  findStash,
  StashOrderChange,
  shownStash,
  shownStashes,
  stashOrderJson,
} from '../../commands/index.js';
import type { Stash } from '../../database/index.js';
import { API_ACTOR } from '../authenticate.js';
import type { RouteOptions } from '../route-options.js';
import { listOf, problems } from '../schemas.js';
import { StashOrderSchema, StashSchema, StashWithOrdersSchema } from '../stash-schemas.js';

/** A name, `unnamed`, or the number of a version. */
const Params = Type.Object({ stash: Type.String({ minLength: 1, maxLength: 40 }) });
const OrderParams = Type.Object({
  ...Params.properties,
  position: Type.String({ pattern: '^[1-9]\\d{0,8}$' }),
});

const tags = ['stash'];

/** What `stash` saved, its history included: listed, shown, and changed before it is restored. */
export const stashRoutes: FastifyPluginAsync<RouteOptions> = async (app, { dependencies }) => {
  const found = (wanted: string): Promise<Stash> =>
    findStash(
      /^\d{1,9}$/.test(wanted) ? { version: Number(wanted) } : { name: wanted },
      dependencies,
      'not-found',
    );

  app.get(
    '/stash',
    {
      schema: {
        tags,
        summary: 'Every version of every place, newest first',
        response: { 200: listOf(StashSchema), ...problems(503) },
      },
    },
    async () => ({ items: await shownStashes(dependencies) }),
  );

  app.get(
    '/stash/:stash',
    {
      schema: {
        tags,
        summary: 'What a place holds by its name, or a version by its number, with its orders',
        params: Params,
        response: { 200: StashWithOrdersSchema, ...problems(400, 404, 503) },
      },
    },
    async ({ params }) => shownStash(await found((params as Static<typeof Params>).stash), dependencies),
  );

  app.patch(
    '/stash/:stash/orders/:position',
    {
      schema: {
        tags,
        summary: 'Changes a saved order, or switches it off, before it is restored',
        params: OrderParams,
        body: Type.Partial(StashOrderChange, { minProperties: 1, additionalProperties: false }),
        response: { 200: StashOrderSchema, ...problems(400, 404, 409, 422, 503) },
      },
    },
    async ({ params, body }) => {
      const { stash, position } = params as Static<typeof OrderParams>;
      const at = { stash: await found(stash), position: Number(position), by: API_ACTOR };
      const change = body as Partial<Static<typeof StashOrderChange>>;
      return stashOrderJson(await editStashOrder(at, change, dependencies));
    },
  );
};
