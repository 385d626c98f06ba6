import Type from 'typebox';
import type { TaskRow } from '../database/index.js';
import { TaskFinishedError } from '../tasks/index.js';
import { TaskId } from './arguments.js';
import { defineCommand } from './define-command.js';
import { taskFromWords } from './order-words.js';

const ALL = 1_000;

/** Cancels the orders of one task, or of all of this account, and ends them. */
export const stop = defineCommand({
  name: 'stop',
  arguments: Type.Object({ task: Type.Optional(TaskId) }, { additionalProperties: false }),
  fromWords: (words) => taskFromWords('stop', words, { needed: false }),
  async run({ task }, context) {
    if (task) return { kind: 'told', tasks: [await context.tasks.cancel(task, context.by)] };
    const running = await context.tasks.listOwn({ unfinished: true, limit: ALL });
    const told = await Promise.all(
      running.map(async ({ id }): Promise<TaskRow[]> => {
        try {
          return [await context.tasks.cancel(id, context.by)];
        } catch (error) {
          // It ended by itself meanwhile.
          if (error instanceof TaskFinishedError) return [];
          throw error;
        }
      }),
    );
    return { kind: 'told', tasks: told.flat() };
  },
});
