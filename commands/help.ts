import Type from 'typebox';
import { defineCommand } from './define-command.js';

/** The words of each command are in `locales/`, so the answer holds names alone. */
export const help = defineCommand({
  name: 'help',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: () => ({}),
  run: async (_, context) => ({ kind: 'result', result: { commands: context.commandNames } }),
});
