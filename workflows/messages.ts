import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { SellbuyRequest, TaskState, WaitingReason, Wish } from '../domain/task.js';

/** What every task's workflow is started with. */
export interface TaskInput<Request> {
  readonly taskKey: string;
  readonly taskId: string;
  readonly request: Request;
  readonly wish: Wish;
  /** The state it continues from, after `continueAsNew`. */
  readonly carried?: {
    readonly paused: boolean;
    readonly orderLeft?: boolean;
    /** The state its row has. */
    readonly recorded?: TaskState;
  };
  /** It replaces a workflow that is lost, so its row may say anything. */
  readonly startedAgain?: boolean;
}

export type SellbuyInput = TaskInput<SellbuyRequest>;

export interface TaskStatus {
  readonly state: TaskState;
  readonly waitingFor: WaitingReason | null;
  /** Securities. */
  readonly executed: number;
  readonly averagePrice: string | null;
}

export const pauseUpdate = defineUpdate<TaskStatus>('pause');
export const resumeUpdate = defineUpdate<TaskStatus>('resume');
export const statusQuery = defineQuery<TaskStatus>('status');

/** Tells the workflow what a person looking at it wants to see: the first fill, and then now and again. */
export const PROGRESS_SIGNAL = 'progress';
/** Tells a waiting workflow that its instrument trades. */
export const MARKET_OPEN_SIGNAL = 'marketOpen';
/** Tells a workflow what its row says is wanted: it may have lost that with the last moments of Temporal's server. */
export const WISH_SIGNAL = 'wish';
