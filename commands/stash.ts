import Type from 'typebox';
import { defineCommand } from './define-command.js';
import { InvalidArgumentsError } from './errors.js';
import { findStash, placeName, StashName, StashVersion } from './stash/names.js';
import { previewStash, startStash } from './stash/save.js';
import { Tickers } from './stash/scope.js';
import { shownStash, shownStashes } from './stash/shown.js';
import { stashFromWords } from './stash/words.js';

/** Saves every stop order that waits, reads it back, and cancels it; `list` shows what there is, and does nothing. */
export const stash = defineCommand({
  name: 'stash',
  arguments: Type.Object(
    {
      name: Type.Optional(StashName),
      tickers: Type.Optional(Tickers),
      keep: Type.Optional(Type.Boolean({ description: 'They are saved, and not cancelled' })),
      list: Type.Optional(
        Type.Enum(['all', 'orders'], {
          description: 'Shows the stashes, or the orders of one, and does nothing else',
        }),
      ),
      version: Type.Optional(StashVersion),
    },
    { additionalProperties: false },
  ),
  confirm: 'when-needed',
  fromWords: stashFromWords,
  async preview({ list, version, ...wanted }, context) {
    if (list) return undefined;
    if (version !== undefined) throw new InvalidArgumentsError(['version is of list: orders alone']);
    return previewStash(wanted, context);
  },
  async run({ list, version, ...wanted }, context) {
    if (!list) return { kind: 'started', tasks: [await startStash(wanted, context)] };
    if (list === 'orders')
      return {
        kind: 'result',
        result: await shownStash(await findStash({ name: wanted.name, version }, context), context),
      };
    const name = wanted.name === undefined ? undefined : placeName(wanted.name);
    return { kind: 'result', result: { items: await shownStashes(context, name) } };
  },
});
