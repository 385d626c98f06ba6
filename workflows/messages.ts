import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { SpreadRequest } from '../domain/spread/terms.js';
import type { RestoreRequest, StashRequest } from '../domain/stash/stash-task.js';
import type { LadderRequest, RemoveRequest, StopProgress } from '../domain/stop-task.js';
import type { Amendment, SellbuyRequest, TaskState, WaitingReason, Wish } from '../domain/task.js';
import type { AlertRequest, WatchRequest } from '../domain/watching/requests.js';

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
    /** What for, where that is `waiting`. */
    readonly waitingFor?: WaitingReason;
    /** Until then at the latest, ISO 8601 in UTC, where that is known. */
    readonly until?: string;
  };
  /** It replaces a workflow that is lost, so its row may say anything. */
  readonly startedAgain?: boolean;
}

export type SellbuyInput = TaskInput<SellbuyRequest>;
export type SpreadInput = TaskInput<SpreadRequest>;
export type LadderInput = TaskInput<LadderRequest>;
export type RemoveInput = TaskInput<RemoveRequest>;
export type StashInput = TaskInput<StashRequest>;
export type RestoreInput = TaskInput<RestoreRequest>;
export type AlertInput = TaskInput<AlertRequest>;
export type WatchInput = TaskInput<WatchRequest>;

/** What a refresh of the catalogue is started with. */
export interface RefreshInput {
  /** Who asked for it. */
  readonly by: string;
}

export interface TaskStatus {
  readonly state: TaskState;
  readonly waitingFor: WaitingReason | null;
  /** Securities; of a spread far contracts. */
  readonly executed: number;
  readonly target: number;
  readonly averagePrice: string | null;
  /** Of tasks about stop orders alone; then what is executed and its target are orders. */
  readonly stops?: StopProgress;
}

/** What its executor tells: how far it is, and whether a person is asked, where that changed. */
export interface TaskProgress extends Pick<TaskStatus, 'executed' | 'averagePrice' | 'stops'> {
  readonly waitingFor?: 'person' | null;
}

/** What comes along with everything a task is told. */
export interface Telling {
  /**
   * When who asks stops waiting, in milliseconds since 1970: what reaches the workflow later is refused, because the
   * person was told by then that nothing was done.
   */
  readonly notAfterMs?: number;
  /** Under which who asks withdraws it: what was heard in time may be carried out late, by a worker that stood still. */
  readonly id?: string;
}

/** What a task is to be changed to, and who asked. */
export interface AmendTelling extends Telling, Amendment {
  readonly by?: string;
  /** Which answer about a hedge this is: the one after the last that who asked knew of. */
  readonly answer?: number;
  /** Near lots that were due in the question that is answered, hedged ones included. */
  readonly dueLots?: number;
}

export const pauseUpdate = defineUpdate<TaskStatus, [Telling]>('pause');
export const resumeUpdate = defineUpdate<TaskStatus, [Telling]>('resume');
export const amendUpdate = defineUpdate<TaskStatus, [AmendTelling]>('amend');
export const statusQuery = defineQuery<TaskStatus>('status');

/** Tells the workflow what a person looking at it wants to see: the first fill, then now and again, and each question. */
export const PROGRESS_SIGNAL = 'progress';
/** Tells a waiting workflow that its instrument trades. */
export const MARKET_OPEN_SIGNAL = 'marketOpen';
/** Tells a waiting workflow that orders are not halted any more. */
export const HALT_LIFTED_SIGNAL = 'haltLifted';
/** Tells a workflow what its row says is wanted: it may have lost that with the last moments of Temporal's server. */
export const WISH_SIGNAL = 'wish';
