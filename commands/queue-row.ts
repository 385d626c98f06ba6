import { listTasks } from '../database/index.js';
import type { CommandDependencies } from './define-command.js';
import { RowRunsError } from './errors.js';

/** A row of one of the queues, named as in its address. */
export interface QueueRow {
  readonly queue: string;
  readonly id: number;
}

/** Where the tasks of a row come from; there is at most one unfinished task for each. */
export const originOf = ({ queue, id }: QueueRow): string => `${queue}/${id}`;

/** @throws RowRunsError while a task of the row is not finished: what runs is changed by its task. */
export async function mustBeFree(row: QueueRow, { db }: Pick<CommandDependencies, 'db'>): Promise<void> {
  const tasks = await listTasks(db, { unfinished: true, limit: 1_000 });
  const task = tasks.find(({ origin }) => origin === originOf(row));
  if (task) throw new RowRunsError({ id: String(row.id), task: task.id });
}
