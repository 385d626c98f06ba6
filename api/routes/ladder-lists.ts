import type { FastifyPluginAsync } from 'fastify';
import Type, { type Static } from 'typebox';
import {
  changeList,
  type ListChange,
  MOST_LISTED,
  NoTickersError,
  putLists,
  viewLists,
} from '../../commands/index.js';
import type { ListedLadder } from '../../database/index.js';
import { API_ACTOR } from '../authenticate.js';
import type { RouteOptions } from '../route-options.js';
import { problems } from '../schemas.js';

const Ticker = Type.String({ minLength: 1, maxLength: 32, examples: ['SBER'] });
const Tickers = Type.Array(Ticker, { maxItems: MOST_LISTED });
const orNull = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const ListsSchema = Type.Object(
  {
    whitelist: Tickers,
    blacklist: Tickers,
    items: Type.Array(
      Type.Object({
        ticker: Ticker,
        list: Type.Enum(['white', 'black']),
        instrumentUid: orNull(Type.String()),
        name: orNull(Type.String()),
        active: orNull(
          Type.Boolean({ description: 'Whether the broker lists it; null while it does not answer' }),
        ),
        goneSince: Type.Optional(
          Type.String({
            format: 'date-time',
            description: 'Since when it is not listed, where that is known',
          }),
        ),
      }),
    ),
  },
  { title: 'LadderLists', description: 'A ladder is placed in the white list less the black one' },
);
const WholeLists = Type.Partial(Type.Object({ whitelist: Tickers, blacklist: Tickers }), {
  minProperties: 1,
  additionalProperties: false,
});
const Added = Type.Partial(
  Type.Object({
    ticker: Ticker,
    text: Type.String({ maxLength: 20_000, description: 'Tickers as they are pasted, e.g. "SBER, GAZP"' }),
  }),
  { minProperties: 1, additionalProperties: false },
);

const CHANGES = {
  whitelist: { add: 'add', remove: 'remove' },
  blacklist: { add: 'block', remove: 'unblock' },
} as const satisfies Record<string, Record<'add' | 'remove', ListChange>>;

/** The lists of instruments that `stops` and `shorts` are placed in. */
export const ladderListRoutes: FastifyPluginAsync<RouteOptions> = async (app, { dependencies }) => {
  // Not a spread: reading the broker while it is away fails, which is left to what needs it.
  const asking = Object.create(dependencies, { by: { value: API_ACTOR } }) as typeof dependencies & {
    readonly by: string;
  };
  for (const ladder of ['stops', 'shorts'] as const satisfies readonly ListedLadder[]) {
    const tags = [`lists of ${ladder}`];
    app.get(
      `/${ladder}`,
      { schema: { tags, summary: 'Both lists', response: { 200: ListsSchema, ...problems(503) } } },
      () => viewLists(ladder, dependencies),
    );
    app.put(
      `/${ladder}`,
      {
        schema: {
          tags,
          summary: 'Puts whole lists in the place of those there are, all or nothing',
          body: WholeLists,
          response: { 200: ListsSchema, ...problems(400, 409, 422, 503) },
        },
      },
      ({ body }) => putLists(ladder, body as Static<typeof WholeLists>, asking),
    );
    for (const list of ['whitelist', 'blacklist'] as const) {
      app.post(
        `/${ladder}/${list}`,
        {
          schema: {
            tags,
            summary: 'Adds one instrument, or pasted tickers, all or nothing',
            body: Added,
            response: { 200: ListsSchema, ...problems(400, 409, 422, 503) },
          },
        },
        ({ body }) => {
          const { ticker = '', text = '' } = body as Static<typeof Added>;
          if (`${ticker}${text}`.trim() === '') throw new NoTickersError();
          return changeList({ ladder, change: CHANGES[list].add, text: `${ticker} ${text}` }, asking);
        },
      );
      app.delete(
        `/${ladder}/${list}/:ticker`,
        {
          schema: {
            tags,
            summary: 'Removes one instrument',
            params: Type.Object({ ticker: Ticker }),
            response: { 204: Type.Null(), ...problems(404, 503) },
          },
        },
        async ({ params }, reply) => {
          const { ticker } = params as { ticker: string };
          await changeList({ ladder, change: CHANGES[list].remove, text: ticker }, asking);
          return reply.status(204).send(null);
        },
      );
    }
  }
};
