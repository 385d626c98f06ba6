import Type from 'typebox';
import type { TaskRow } from '../database/index.js';
import { TaskFinishedError } from '../tasks/index.js';
import { TaskId } from './arguments.js';
import { type CommandContext, type CommandOutcome, defineCommand } from './define-command.js';
import { offerRemove } from './offer-remove.js';
import { taskFromWords } from './order-words.js';
import { standingOf } from './standing-of.js';

const ALL = 1_000;

/** Cancels the orders of one task, or of all of this account, and ends them. Stop orders that it placed stay. */
export const stop = defineCommand({
  name: 'stop',
  arguments: Type.Object({ task: Type.Optional(TaskId) }, { additionalProperties: false }),
  fromWords: (words) => taskFromWords('stop', words, { needed: false }),
  async run({ task }, context) {
    if (task) return stopOne(task, context);
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
    const tasks = told.flat();
    return { kind: 'told', tasks, next: tasks.flatMap(offerRemove) };
  },
});

/** Of a task that placed stop orders what to do with those is offered, also when it has ended. */
async function stopOne(task: string, context: CommandContext): Promise<CommandOutcome> {
  try {
    const told = await context.tasks.cancel(task, context.by);
    return { kind: 'told', tasks: [told], next: offerRemove(told) };
  } catch (error) {
    if (!(error instanceof TaskFinishedError)) throw error;
    const row = await context.tasks.get(task);
    const { length: standing } = await standingOf(context.db, row);
    if (standing === 0) throw error;
    return { kind: 'result', result: { task, standing }, next: offerRemove(row) };
  }
}
