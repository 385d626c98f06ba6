import type { FastifyInstance } from 'fastify';
import Type, { type Static, type TObject } from 'typebox';
import { mustBeFree, QueueRowNotFoundError, withGone } from '../../commands/index.js';
import { createAnswerOnce } from '../idempotency.js';
import { PROBLEM_TYPE } from '../problems.js';
import type { RouteOptions } from '../route-options.js';
import { IdempotencyHeaders, listOf, problems } from '../schemas.js';

/** A queue of rows that a command starts. A row is checked when it is written, and again when it is started. */
export interface Queue<Row extends { readonly id: number }, NewRow extends TObject> {
  /** Also what its rows' tasks come from: `<path>/<id>`. */
  readonly path: string;
  readonly tag: string;
  readonly rowSchema: Type.TSchema;
  /** What a new row takes; `active` may be left out of it, and so may whatever `complete` fills in. */
  readonly newRowSchema: NewRow;
  readonly complete: (given: Static<NewRow>) => Omit<Row, 'id'> | Promise<Omit<Row, 'id'>>;
  readonly check: (row: Omit<Row, 'id'>) => Promise<Omit<Row, 'id'>>;
  /** What a row names. */
  readonly tickersOf: (row: Row) => readonly string[];
  readonly list: () => Promise<readonly Row[]>;
  readonly find: (id: number) => Promise<Row | undefined>;
  readonly add: (row: Omit<Row, 'id'>, requestKey: string | undefined) => Promise<Row>;
  readonly change: (id: number, content: Omit<Row, 'id'>) => Promise<Row | undefined>;
  readonly remove: (id: number) => Promise<boolean>;
}

const Params = Type.Object({ id: Type.String({ pattern: '^\\d{1,9}$' }) });

/** The routes of a queue: its rows are listed, added, read, changed and removed. */
export function queueRoutes<Row extends { readonly id: number }, NewRow extends TObject>(
  app: FastifyInstance,
  queue: Queue<Row, NewRow>,
  { dependencies }: RouteOptions,
): void {
  const { path, rowSchema } = queue;
  const tags = [queue.tag];
  const answerOnce = createAnswerOnce(dependencies.db, app.log);
  const found = async (params: unknown): Promise<Row> => {
    const id = Number((params as Static<typeof Params>).id);
    const row = await queue.find(id);
    if (!row) throw new QueueRowNotFoundError(id);
    return row;
  };
  const mustNotRun = (id: number) => mustBeFree({ queue: path, id }, dependencies);

  app.get(
    `/${path}`,
    { schema: { tags, summary: 'The queue', response: { 200: listOf(rowSchema), ...problems(503) } } },
    async () => ({ items: await withGone(await queue.list(), queue.tickersOf, dependencies) }),
  );

  app.post(
    `/${path}`,
    {
      schema: {
        tags,
        summary: 'Adds a row',
        headers: IdempotencyHeaders,
        body: queue.newRowSchema,
        response: { 201: rowSchema, ...problems(400, 404, 409, 422, 503) },
      },
    },
    async ({ body, headers, locale }, reply) => {
      const add = async (requestKey?: string) => {
        const row = await queue.check(await queue.complete(body as Static<NewRow>));
        return { status: 201, body: await queue.add(row, requestKey) };
      };
      const key = headers['idempotency-key'];
      const content = [`POST /${path}`, body];
      const answer =
        typeof key === 'string' ? await answerOnce({ key, content, locale, carryOut: add }) : await add();
      if (answer.status >= 400) reply.type(PROBLEM_TYPE);
      return reply.status(answer.status as 201).send(answer.body);
    },
  );

  app.get(
    `/${path}/:id`,
    {
      schema: {
        tags,
        summary: 'One row',
        params: Params,
        response: { 200: rowSchema, ...problems(404, 503) },
      },
    },
    async ({ params }) => {
      const [row] = await withGone([await found(params)], queue.tickersOf, dependencies);
      return row;
    },
  );

  app.patch(
    `/${path}/:id`,
    {
      schema: {
        tags,
        summary: 'Changes a row that is not running',
        params: Params,
        body: Type.Partial(queue.newRowSchema, { minProperties: 1, additionalProperties: false }),
        response: { 200: rowSchema, ...problems(400, 404, 409, 422, 503) },
      },
    },
    async ({ params, body }) => {
      const { id, ...before } = await found(params);
      const { active, ...content } = body as Partial<{ active: boolean }>;
      const after: Omit<Row, 'id'> = { ...before, ...(body as Partial<Row>) };
      const isOfContent = Object.keys(content).length > 0;
      // Whether it is started the next time changes nothing of what runs, and needs no broker.
      if (isOfContent) await mustNotRun(id);
      const changed = await queue.change(id, isOfContent ? await queue.check(after) : after);
      if (!changed) throw new QueueRowNotFoundError(id);
      return changed;
    },
  );

  app.delete(
    `/${path}/:id`,
    {
      schema: {
        tags,
        summary: 'Removes a row that is not running',
        params: Params,
        response: { 204: Type.Null(), ...problems(404, 409, 503) },
      },
    },
    async ({ params }, reply) => {
      const { id } = await found(params);
      await mustNotRun(id);
      await queue.remove(id);
      return reply.status(204).send(null);
    },
  );
}
