import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/**
 * Waiting for an executor. A worker that dies is noticed by missing heartbeats; the next attempt starts at once and
 * attaches to the executor, or takes the task over. Cancelled, the waiting ends at once: the wish stops the executor.
 */
export const { execute, withdraw } = proxyActivities<Activities>({
  startToCloseTimeout: '365 days',
  heartbeatTimeout: '3s',
  retry: { initialInterval: '1ms', backoffCoefficient: 1 },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
});

/** Short writes to the database, repeated until it takes them. */
export const { tell, recordTaskState, finish } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' },
});
