import type { TaskRow } from '../../database/index.js';
import type { CommandDependencies } from '../define-command.js';
import { StashBusyError } from './errors.js';

const KINDS: ReadonlySet<string> = new Set(['stash', 'restore']);
const ALL = 1_000;

/** One origin for both kinds: of all an account's stashes and restores one is unfinished at most. */
export const stashOrigin = ({ mode, accountId }: { mode: string; accountId: string }): string =>
  `stash/${mode}/${accountId}`;

export async function busyWith({ tasks }: Pick<CommandDependencies, 'tasks'>): Promise<TaskRow | undefined> {
  return (await tasks.listOwn({ unfinished: true, limit: ALL })).find(({ kind }) => KINDS.has(kind));
}

/** @throws StashBusyError while a stash or a restore of the account is not finished */
export async function mustNotBeBusy(dependencies: Pick<CommandDependencies, 'tasks'>): Promise<void> {
  const task = await busyWith(dependencies);
  if (task) throw new StashBusyError(task.id);
}
