import Type from 'typebox';
import { isCatalogueEmpty, searchInstruments } from '../database/index.js';
import { type CommandDependencies, defineCommand } from './define-command.js';
import { UsageError } from './errors.js';
import { CatalogueEmptyError, NothingToFindError } from './search/errors.js';
import { type FindAnswer, foundJson } from './search/found.js';

export const MOST_FOUND = 20;

/** Looks an instrument up by whatever is known of it, the best first. */
export const find = defineCommand({
  name: 'find',
  arguments: Type.Object(
    {
      search: Type.String({
        maxLength: 100,
        description: 'Ticker, name, ISIN or FIGI, Russian or Latin, near misses too',
        examples: ['сбербанк'],
      }),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST_FOUND, description: `${MOST_FOUND} if not said` }),
      ),
    },
    { additionalProperties: false },
  ),
  fromWords(words) {
    if (words.length === 0) throw new UsageError('find');
    return { search: words.join(' ') };
  },
  run: async (wanted, context) => ({ kind: 'result', result: await foundNow(wanted, context) }),
});

/** @throws NothingToFindError, CatalogueEmptyError: that nothing is found says nothing while nothing was read */
export async function foundNow(
  { search, limit = MOST_FOUND }: { readonly search: string; readonly limit?: number | undefined },
  { db, mode }: Pick<CommandDependencies, 'db' | 'mode'>,
): Promise<FindAnswer> {
  const text = search.trim();
  if (text === '') throw new NothingToFindError();
  const found = await searchInstruments(db, { mode, text, limit });
  if (found.length === 0 && (await isCatalogueEmpty(db, mode))) throw new CatalogueEmptyError();
  return { search: text, items: found.map(foundJson) };
}
