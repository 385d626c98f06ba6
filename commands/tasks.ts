import Type from 'typebox';
import { TASK_STATES } from '../domain/task.js';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';

/** Unfinished tasks, or those of one state or kind. */
export const tasks = defineCommand({
  name: 'tasks',
  arguments: Type.Object(
    {
      state: Type.Optional(Type.Union(TASK_STATES.map((state) => Type.Literal(state)))),
      kind: Type.Optional(Type.String({ maxLength: 50 })),
    },
    { additionalProperties: false },
  ),
  fromWords: (words) => nothingFromWords('tasks', words),
  async run({ state, kind }, context) {
    const filter = { ...(state ? { states: [state] } : { unfinished: true }), ...(kind && { kind }) };
    return { kind: 'tasks', tasks: await context.tasks.list(filter) };
  },
});
