import Type from 'typebox';
import { TaskId } from './arguments.js';
import { defineCommand } from './define-command.js';
import { mustNotBeHalted } from './mind-halt.js';
import { taskFromWords } from './order-words.js';
import { mustTradeIfKnown } from './read-only.js';

export const resume = defineCommand({
  name: 'resume',
  arguments: Type.Object({ task: TaskId }, { additionalProperties: false }),
  fromWords: (words) => taskFromWords('resume', words, { needed: true }),
  async run({ task }, context) {
    await mustNotBeHalted(context);
    mustTradeIfKnown(context);
    return { kind: 'told', tasks: [await context.tasks.resume(task, context.by)] };
  },
});
