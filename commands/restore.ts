import Type from 'typebox';
import { defineCommand } from './define-command.js';
import { StashName, StashVersion } from './stash/names.js';
import { previewRestore, startRestore } from './stash/restore.js';
import { Tickers } from './stash/scope.js';
import { restoreFromWords } from './stash/words.js';

/** Places what was saved as it was, and proves that the broker's list is the stash. */
export const restore = defineCommand({
  name: 'restore',
  arguments: Type.Object(
    {
      name: Type.Optional(StashName),
      version: Type.Optional(StashVersion),
      tickers: Type.Optional(Tickers),
      clean: Type.Optional(
        Type.Boolean({ description: 'What waits and is not of the stash is cancelled first, and kept' }),
      ),
      expiredTill: Type.Optional(
        Type.String({ format: 'date-time', description: 'Those that are over are placed too, till then' }),
      ),
      again: Type.Optional(
        Type.Boolean({
          description: 'Those that triggered since, or of which nobody knows, are placed too',
        }),
      ),
      margin: Type.Optional(
        Type.Boolean({
          description: 'Where nobody knows whether a position may become short or leveraged, it may',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  confirm: 'always',
  fromWords: restoreFromWords,
  preview: previewRestore,
  async run(wanted, context) {
    return { kind: 'started', tasks: [await startRestore(wanted, context)] };
  },
});
