import Type from 'typebox';
import { TaskId } from './arguments.js';
import { defineCommand } from './define-command.js';
import { taskFromWords } from './order-words.js';

export const pause = defineCommand({
  name: 'pause',
  arguments: Type.Object({ task: TaskId }, { additionalProperties: false }),
  fromWords: (words) => taskFromWords('pause', words, { needed: true }),
  async run({ task }, context) {
    return { kind: 'told', tasks: [await context.tasks.pause(task, context.by)] };
  },
});
