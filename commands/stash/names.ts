import Type from 'typebox';
import { currentStash, listStashes, type Stash, stashById } from '../../database/index.js';
import type { CommandDependencies } from '../define-command.js';
import { InvalidArgumentsError } from '../errors.js';
import { StashNotFoundError } from './errors.js';

/** How the place without a name is written where something must be: in addresses. */
export const UNNAMED = 'unnamed';

/** Words of the commands' own, which a chat could not tell from a name. */
const RESERVED: ReadonlySet<string> = new Set([
  'list',
  'show',
  'keep',
  'only',
  'dirty',
  'expired',
  'again',
  'margin',
]);

/** Letters of any case are the same: phones begin with a capital. */
export const StashName = Type.String({
  pattern: '^[\\p{L}_-][\\p{L}\\d_-]{0,39}$',
  description:
    'Name of the place, up to 40 letters, digits, - and _, the first no digit; left out: the unnamed place',
  examples: ['night'],
});

/** The number of a version, of any place. */
export const StashVersion = Type.Integer({
  minimum: 1,
  maximum: 2_147_483_647,
  description: 'A version of the history by its number; left out: the newest that was asked for',
});

/** @throws InvalidArgumentsError where the name is a word of the commands' own */
export function placeName(name: string | undefined): string {
  const lower = (name ?? '').toLowerCase();
  if (lower === UNNAMED) return '';
  if (RESERVED.has(lower))
    throw new InvalidArgumentsError([`name ${lower} has a meaning of its own: take another`]);
  return lower;
}

/** Where the stashes of this account are. */
export const ownPlaces = ({ broker }: Pick<CommandDependencies, 'broker'>) => ({
  mode: broker.mode,
  accountId: broker.accountId,
});

/**
 * What a place holds, or a version by its number.
 * @throws StashNotFoundError, also for one of another account or another place
 */
export async function findStash(
  { name, version }: { readonly name?: string | undefined; readonly version?: number | undefined },
  { db, broker }: Pick<CommandDependencies, 'db' | 'broker'>,
  /** What one that does not exist is: a wrong argument, or an address of nothing. */
  missing: 'invalid' | 'not-found' = 'invalid',
): Promise<Stash> {
  const own = ownPlaces({ broker });
  const place = name === undefined && version !== undefined ? undefined : placeName(name);
  const stash =
    version === undefined
      ? await currentStash(db, { ...own, name: place ?? '' })
      : await stashById(db, version);
  const isOwn = stash?.mode === own.mode && stash.accountId === own.accountId;
  if (stash && isOwn && (place === undefined || stash.name === place)) return stash;
  throw new StashNotFoundError({
    wanted: version === undefined ? shownName(place ?? '') : `#${version}`,
    known: await knownStashes({ db, broker }),
    problem: missing,
  });
}

export const shownName = (name: string): string => (name === '' ? UNNAMED : name);

/** The places, each with the number of what it holds. */
async function knownStashes({ db, broker }: Pick<CommandDependencies, 'db' | 'broker'>): Promise<string[]> {
  const all = await listStashes(db, ownPlaces({ broker }));
  return all.filter(({ current }) => current).map(({ name, id }) => `${shownName(name)} (#${id})`);
}
