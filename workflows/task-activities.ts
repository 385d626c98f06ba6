import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';

/**
 * Waiting for an executor. A worker that dies is noticed by missing heartbeats; the next attempt starts at once and
 * attaches to the executor, or takes the task over. Cancelled, the waiting ends at once: the wish stops the executor.
 */
const waiting = {
  startToCloseTimeout: '365 days',
  heartbeatTimeout: '3s',
  retry: { initialInterval: '1ms', backoffCoefficient: 1 },
  cancellationType: ActivityCancellationType.TRY_CANCEL,
} as const;

/** Short writes to the database, repeated until it takes them. */
const writing = {
  startToCloseTimeout: '10s',
  retry: { initialInterval: '100ms', backoffCoefficient: 2, maximumInterval: '5s' },
} as const;

/** @param summary what a trader reads in Temporal's UI */
export const executing = (summary: string) => proxyActivities<Activities>({ ...waiting, summary }).execute;
export const { withdraw } = proxyActivities<Activities>({
  ...waiting,
  summary: 'cancel what is open and count the fills',
});
export const { tell } = proxyActivities<Activities>({
  ...writing,
  summary: 'tell the executor what is wanted now',
});
export const { amend } = proxyActivities<Activities>({
  ...writing,
  summary: 'change what is wanted',
});
export const { recordTaskState } = proxyActivities<Activities>({
  ...writing,
  summary: 'write the state down',
});
export const { finish } = proxyActivities<Activities>({
  ...writing,
  summary: 'write the end down and report it',
});
