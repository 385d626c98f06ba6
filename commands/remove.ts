import Type from 'typebox';
import type { TaskRow } from '../database/index.js';
import type { RemoveRequest } from '../domain/stop-task.js';
import { isFinished } from '../domain/task.js';
import { TaskId } from './arguments.js';
import { type CommandContext, defineCommand } from './define-command.js';
import { taskFromWords } from './order-words.js';
import { mustTrade } from './read-only.js';
import { standingOf } from './standing-of.js';
import { NothingToRemoveError, StopItFirstError } from './stop-task-errors.js';

interface Preview {
  readonly task: string;
  /** Stop orders. */
  readonly amount: number;
}

/** Cancels the stop orders that a task placed. */
export const remove = defineCommand({
  name: 'remove',
  arguments: Type.Object({ task: TaskId }, { additionalProperties: false }),
  confirm: 'always',
  fromWords: (words) => taskFromWords('remove', words, { needed: true }),
  async preview({ task }, context): Promise<Preview> {
    const { amount } = await requestOf(await context.tasks.get(task), context);
    return { task, amount };
  },
  async run({ task }, context) {
    const { tasks, by, requestKey } = context;
    const before = requestKey === undefined ? undefined : await tasks.byRequestKey(requestKey);
    if (before) return { kind: 'started', tasks: [before] };
    const row = await tasks.get(task);
    const request = await requestOf(row, context);
    const started = await tasks.start({
      kind: 'remove',
      request,
      by,
      origin: `remove/${row.key}`,
      ...(requestKey !== undefined && { requestKey }),
    });
    return { kind: 'started', tasks: [started] };
  },
});

/** @throws StopItFirstError, NothingToRemoveError */
async function requestOf(row: TaskRow, { db, broker }: CommandContext): Promise<RemoveRequest> {
  mustTrade(broker);
  if (!isFinished(row.state) && row.wish.mode !== 'stop') throw new StopItFirstError(row.id);
  const { length: amount } = await standingOf(db, row);
  if (amount === 0) throw new NothingToRemoveError(row.id);
  const { ticker, instrumentUid } = row;
  return { ticker, instrumentUid, lot: 1, amount, limitPrice: null, ofKey: row.key, of: row.id };
}
