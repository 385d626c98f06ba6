import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { amendable, amendOrder, haltJson, mustNotBeHalted, mustTradeIfKnown } from '../../commands/index.js';
import { readHalt } from '../../database/index.js';
import { TASK_STATES } from '../../domain/task.js';
import { API_ACTOR } from '../authenticate.js';
import { toldJson } from '../command-answer.js';
import type { RouteOptions } from '../route-options.js';
import { problems, TaskListSchema, TaskSchema, ToldSchema } from '../schemas.js';
import { taskJson } from '../task-json.js';

const Query = Type.Object(
  {
    state: Type.Optional(Type.Enum(TASK_STATES)),
    kind: Type.Optional(Type.String({ maxLength: 50 })),
  },
  { additionalProperties: false },
);
const Params = Type.Object({ id: Type.String({ description: 'Task id, URL-encoded: sellbuy%2F42' }) });
const Amendment = Type.Object(amendable, { minProperties: 1, additionalProperties: false });
const tags = ['tasks'];

const ACTIONS = {
  cancel: 'Cancels its orders and ends it; stop orders that it placed stay, and `next` removes them',
  pause: 'Takes its order away until it is resumed',
  resume: 'Goes on after a pause',
} as const;

export const taskRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { dependencies }) => {
  const { tasks } = dependencies;
  app.get(
    '/tasks',
    {
      schema: {
        tags,
        summary: 'Tasks, newest first',
        querystring: Query,
        response: { 200: TaskListSchema, ...problems(400, 503) },
      },
    },
    async ({ query: { state, kind }, locale }) => {
      const filter = {
        ...(state !== undefined && { states: [state] }),
        ...(kind !== undefined && { kind }),
      };
      const [rows, halt, outage] = await Promise.all([
        tasks.list(filter),
        readHalt(dependencies.db),
        dependencies.outage(),
      ]);
      return { items: rows.map((task) => taskJson(locale, task, outage)), halted: haltJson(halt) };
    },
  );

  app.get(
    '/tasks/:id',
    {
      schema: {
        tags,
        summary: 'One task',
        params: Params,
        response: { 200: TaskSchema, ...problems(404, 503) },
      },
    },
    async ({ params, locale }) => taskJson(locale, await tasks.get(params.id), await dependencies.outage()),
  );

  app.patch(
    '/tasks/:id',
    {
      schema: {
        tags,
        summary: 'Gives it another amount, price or, of a spread, other options while it runs',
        params: Params,
        body: Amendment,
        response: { 200: TaskSchema, ...problems(400, 403, 404, 409, 422, 503) },
      },
    },
    async ({ params, body, locale }) => {
      const task = await amendOrder({ task: params.id, ...body }, dependencies, API_ACTOR);
      return taskJson(locale, task, await dependencies.outage());
    },
  );

  for (const action of ['cancel', 'pause', 'resume'] as const) {
    app.post(
      `/tasks/:id/${action}`,
      {
        schema: {
          tags,
          summary: ACTIONS[action],
          params: Params,
          response: { 200: ToldSchema, ...problems(403, 404, 409, 503) },
        },
      },
      async ({ params, locale }) => {
        if (action === 'resume') {
          await mustNotBeHalted(dependencies);
          mustTradeIfKnown(dependencies);
        }
        const task = await tasks[action](params.id, API_ACTOR);
        return toldJson(locale, { task, outage: await dependencies.outage() });
      },
    );
  }
};
