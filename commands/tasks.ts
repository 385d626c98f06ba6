import Type from 'typebox';
import { readHalt } from '../database/index.js';
import { TASK_STATES } from '../domain/task.js';
import { defineCommand } from './define-command.js';
import { haltJson } from './mind-halt.js';
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
    const [rows, halt] = await Promise.all([context.tasks.list(filter), readHalt(context.db)]);
    return { kind: 'tasks', tasks: rows, halted: haltJson(halt) };
  },
});
