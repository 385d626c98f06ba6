import type { Client } from '@temporalio/client';
import { HALT_LIFTED_SIGNAL, MARKET_OPEN_SIGNAL, PROGRESS_SIGNAL } from '../workflows/messages.js';

/** Wakes a workflow that waits for a session. */
export const tellMarketOpen = (client: Client, taskId: string): Promise<void> =>
  client.workflow.getHandle(taskId).signal(MARKET_OPEN_SIGNAL);

/** Wakes a workflow that waits for the end of a halt. */
export const tellHaltLifted = (client: Client, taskId: string): Promise<void> =>
  client.workflow.getHandle(taskId).signal(HALT_LIFTED_SIGNAL);

/** Shows in Temporal's UI how far a task is. */
export const tellProgress = (
  client: Client,
  taskId: string,
  progress: { executed: number; averagePrice: string | null },
): Promise<void> => client.workflow.getHandle(taskId).signal(PROGRESS_SIGNAL, progress);
