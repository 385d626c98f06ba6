import type { FastifyPluginAsync } from 'fastify';
import {
  type CommandContext,
  carryOut,
  SettingChanges,
  settings,
  shownSettings,
} from '../../commands/index.js';
import { SETTING_KEYS } from '../../domain/settings.js';
import { API_ACTOR } from '../authenticate.js';
import { commandAnswer } from '../command-answer.js';
import { PROBLEM_TYPE } from '../problems.js';
import type { RouteOptions } from '../route-options.js';
import { ConfirmationSchema, listOf, problems } from '../schemas.js';
import { SettingSchema } from '../setting-schema.js';

/** The settings that people change while the program runs. */
export const settingsRoutes: FastifyPluginAsync<RouteOptions> = async (app, { dependencies }) => {
  app.get(
    '/settings',
    {
      schema: {
        tags: ['settings'],
        summary: 'Every setting with its default, its range, and who changed it last',
        response: { 200: listOf(SettingSchema), ...problems(503) },
      },
    },
    async () => ({ items: await shownSettings(SETTING_KEYS, dependencies) }),
  );

  app.patch(
    '/settings',
    {
      schema: {
        tags: ['settings'],
        summary: 'Changes settings, all that are given or none',
        description:
          'Where more could go wrong than before (a limit is raised or taken away, an offset of a session made shorter) it answers 409 with a preview and a token, and changes nothing until that comes back as `confirm`.',
        body: { ...SettingChanges, minProperties: 1 },
        response: { 200: listOf(SettingSchema), 409: ConfirmationSchema, ...problems(400, 422, 503) },
      },
    },
    async ({ body, locale }, reply) => {
      const { confirm, ...changes } = body as Record<string, unknown>;
      const args = Object.keys(changes).length > 0 || confirm === undefined ? { changes } : undefined;
      const token = confirm === undefined ? undefined : String(confirm);
      const command = settings as unknown as Parameters<typeof carryOut>[0]['command'];
      const outcome = await carryOut({ command, args, confirm: token }, asked(dependencies));
      if (outcome.kind === 'result') return { items: (outcome.result as { items: unknown }).items };
      const { status, body: problem } = commandAnswer(locale, outcome);
      return reply
        .status(status as 409)
        .type(PROBLEM_TYPE)
        .send(problem);
    },
  );
};

const asked = (dependencies: RouteOptions['dependencies']): CommandContext =>
  Object.create(dependencies, { by: { value: API_ACTOR } }) as CommandContext;
