import Type from 'typebox';
import { readHalt } from '../database/index.js';
import { TaskId } from './arguments.js';
import { cancelNow } from './cancel/report.js';
import { defineCommand } from './define-command.js';
import { haltJson } from './mind-halt.js';
import { taskFromWords } from './order-words.js';

/** One task, or all unfinished ones. */
export const status = defineCommand({
  name: 'status',
  arguments: Type.Object({ task: Type.Optional(TaskId) }, { additionalProperties: false }),
  fromWords: (words) => taskFromWords('status', words, { needed: false }),
  async run({ task }, context) {
    const cancelling = await cancelNow(context);
    return {
      kind: 'tasks',
      ...(cancelling && { cancelling }),
      halted: haltJson(await readHalt(context.db)),
      tasks: task ? [await context.tasks.get(task)] : await context.tasks.list({ unfinished: true }),
    };
  },
});
