import Type from 'typebox';
import { amendOrder } from './amendment.js';
import { Amount, DecimalText, TaskId } from './arguments.js';
import { defineCommand } from './define-command.js';
import { amendmentFromWords } from './order-words.js';

/** What of a task can be changed; at least one of both. */
export const amendable = {
  amount: Type.Optional(Amount),
  limitPrice: Type.Optional(
    Type.Union([DecimalText('The worst price allowed, roubles for one security'), Type.Null()], {
      description: 'The worst price allowed, roubles for one security, a decimal string; null for none',
    }),
  ),
};

export const amend = defineCommand({
  name: 'amend',
  arguments: Type.Object({ task: TaskId, ...amendable }, { additionalProperties: false }),
  fromWords: amendmentFromWords,
  async run(args, context) {
    return { kind: 'told', tasks: [await amendOrder(args, context, context.by)] };
  },
});
