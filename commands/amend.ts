import Type from 'typebox';
import { amendable } from './amendable.js';
import { amendOrder } from './amendment.js';
import { amendmentFromWords } from './amendment-words.js';
import { TaskId } from './arguments.js';
import { defineCommand } from './define-command.js';

export const amend = defineCommand({
  name: 'amend',
  arguments: Type.Object({ task: TaskId, ...amendable }, { additionalProperties: false }),
  fromWords: amendmentFromWords,
  async run(args, context) {
    return { kind: 'told', tasks: [await amendOrder(args, context, context.by)] };
  },
});
