import type { TaskRow } from '../database/index.js';
import { isLadder } from '../domain/stop-task.js';
import type { NextCommand } from './define-command.js';

/** What a task has placed of stop orders stays when it is stopped: keeping them takes nothing, removing them a command. */
export const offerRemove = ({ id, kind }: Pick<TaskRow, 'id' | 'kind'>): NextCommand[] =>
  isLadder(kind) || kind === 'restore' ? [{ command: 'remove', arguments: { task: id }, words: [id] }] : [];
