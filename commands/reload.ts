import Type from 'typebox';
import { replaceCatalogue } from '../database/index.js';
import { CatalogueRefusedError } from './catalogue/errors.js';
import { defineCommand } from './define-command.js';
import { UsageError } from './errors.js';

/** What the catalogue became. */
export interface Reloaded {
  readonly listed: number;
  /** How many were listed before. */
  readonly before: number;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

/**
 * Reads what the broker lists and makes it the catalogue, here and now: neither Temporal nor a worker is needed.
 * @throws CatalogueRefusedError where that is too short to be true
 */
export const reload = defineCommand({
  name: 'reload',
  arguments: Type.Object(
    {
      anyway: Type.Optional(
        Type.Boolean({
          description: 'Take it over although it is suspiciously short; an empty one never is',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    const [word, ...others] = words;
    if (word === undefined) return {};
    if (word.toLowerCase() === 'anyway' && others.length === 0) return { anyway: true };
    throw new UsageError('reload');
  },
  async run({ anyway = false }, { db, broker, by }) {
    const { mode } = broker;
    const listed = await broker.instruments.listing();
    const { refused, short, ...figures } = await replaceCatalogue(db, { mode, listed, by, anyway });
    if (refused) throw new CatalogueRefusedError({ ...figures, short });
    // At once: the next command may name what is new. Other processes hear of it by themselves.
    broker.instruments.readAgain();
    const result: Reloaded = figures;
    return { kind: 'result', result };
  },
});
