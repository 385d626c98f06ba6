import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { TASK_STATES, type TaskState } from '../../domain/task.js';
import { API_ACTOR } from '../authenticate.js';
import type { RouteOptions } from '../route-options.js';
import { taskJson } from '../task-json.js';

const Query = Type.Object(
  {
    state: Type.Optional(Type.Union(TASK_STATES.map((state) => Type.Literal(state)))),
    kind: Type.Optional(Type.String({ maxLength: 50 })),
  },
  { additionalProperties: false },
);
const Params = Type.Object({ id: Type.String({ description: 'Task id, URL-encoded: sellbuy%2F42' }) });
const tags = ['tasks'];

export async function taskRoutes(
  app: FastifyInstance,
  { dependencies: { tasks } }: RouteOptions,
): Promise<void> {
  app.get(
    '/tasks',
    { schema: { tags, summary: 'Tasks, newest first', querystring: Query } },
    async ({ query, locale }) => {
      const { state, kind } = query as { state?: TaskState; kind?: string };
      const rows = await tasks.list({
        ...(state && { states: [state] }),
        ...(kind !== undefined && { kind }),
      });
      return { items: rows.map((task) => taskJson(locale, task)) };
    },
  );

  app.get(
    '/tasks/:id',
    { schema: { tags, summary: 'One task', params: Params } },
    async ({ params, locale }) => taskJson(locale, await tasks.get(idOf(params))),
  );

  for (const [action, summary] of Object.entries({
    cancel: 'Cancels its orders and ends it',
    pause: 'Takes its order away until it is resumed',
    resume: 'Goes on after a pause',
  } as const)) {
    app.post(
      `/tasks/:id/${action}`,
      { schema: { tags, summary, params: Params } },
      async ({ params, locale }) =>
        taskJson(locale, await tasks[action as 'cancel' | 'pause' | 'resume'](idOf(params), API_ACTOR)),
    );
  }
}

const idOf = (params: unknown): string => (params as { id: string }).id;
