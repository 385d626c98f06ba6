import Type from 'typebox';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';

export const health = defineCommand({
  name: 'health',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: (words) => nothingFromWords('health', words),
  run: async (_, context) => ({ kind: 'result', result: await context.health() }),
});
