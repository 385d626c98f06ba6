import type { Client } from '@temporalio/client';
import type { Wish } from '../domain/task.js';
import {
  HALT_LIFTED_SIGNAL,
  MARKET_OPEN_SIGNAL,
  PROGRESS_SIGNAL,
  type TaskProgress,
  WISH_SIGNAL,
} from '../workflows/messages.js';

/** Wakes a workflow that waits for a session. */
export const tellMarketOpen = (client: Client, taskId: string): Promise<void> =>
  client.workflow.getHandle(taskId).signal(MARKET_OPEN_SIGNAL);

/** Wakes a workflow that waits for the end of a halt. */
export const tellHaltLifted = (client: Client, taskId: string): Promise<void> =>
  client.workflow.getHandle(taskId).signal(HALT_LIFTED_SIGNAL);

/** Shows in Temporal's UI how far a task is, and that it waits for a person, or not any more. */
export const tellProgress = (client: Client, taskId: string, progress: TaskProgress): Promise<void> =>
  client.workflow.getHandle(taskId).signal(PROGRESS_SIGNAL, progress);

/** Tells a workflow what its row says is wanted; one that knows it already looks again at what it waits for. */
export const tellWish = (client: Client, taskId: string, wish: Wish): Promise<void> =>
  client.workflow.getHandle(taskId).signal(WISH_SIGNAL, wish);
