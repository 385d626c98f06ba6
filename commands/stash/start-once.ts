import type { TaskRow } from '../../database/index.js';
import type { StopTaskRequest } from '../../domain/stop-task.js';
import type { CommandContext } from '../define-command.js';
import { startTask } from '../start-order.js';
import { stashOrigin } from './busy.js';
import { StashBusyError } from './errors.js';
import { ownPlaces } from './names.js';

/**
 * Of all stashes and restores of an account one is under way at most: whoever asks in the same moment is told which.
 * @throws StashBusyError
 */
export async function startOnce<Request extends StopTaskRequest>(
  start: {
    readonly kind: 'stash' | 'restore';
    readonly request: () => Promise<Request>;
    readonly mindsHalt: boolean;
  },
  context: CommandContext,
): Promise<TaskRow> {
  let isAsked = false;
  let isWritten = false;
  const request = async (): Promise<Request> => {
    const made = await start.request();
    isAsked = true;
    return made;
  };
  const row = await startTask(
    {
      ...start,
      request,
      origin: stashOrigin(ownPlaces(context)),
      stops: () => [],
      onStarted: (isNew) => {
        isWritten = isNew;
      },
    },
    context,
  );
  if (isAsked && !isWritten) throw new StashBusyError(row.id);
  return row;
}
