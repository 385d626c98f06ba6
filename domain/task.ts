import type { Agreement } from './agreed.js';
import type { Direction } from './order.js';
import type { HedgeChoice, SpreadFigures, SpreadOptions, SpreadWish } from './spread/terms.js';
import type { StopFigures, StopProgress } from './stop-task.js';
import type { WatchingFigures } from './watching/requests.js';

export const TaskState = {
  running: 'running',
  paused: 'paused',
  /** For a session, a limit or a person; holds no activity. */
  waiting: 'waiting',
  done: 'done',
  cancelled: 'cancelled',
  failed: 'failed',
} as const;
export type TaskState = (typeof TaskState)[keyof typeof TaskState];

export const TASK_STATES = Object.values(TaskState);

export const isFinished = (state: TaskState): boolean =>
  state === TaskState.done || state === TaskState.cancelled || state === TaskState.failed;

/** Why a task waits; words for it are in `locales/` under `waiting-<reason>`. */
export type WaitingReason = 'session' | 'broker' | 'halt' | 'person' | 'renewal';

/** Why a task that runs could place no order, or saw nothing, for a while, though it trades; words are in `locales/` under `idle-<reason>`. */
export type IdleReason =
  | 'claim-lost'
  | 'not-compared'
  | 'hours-unknown'
  | 'commission-unknown'
  | 'status-unknown'
  | 'book-unknown'
  | 'not-taken'
  | 'limit'
  | 'moves-spent'
  | 'no-hedge'
  | 'no-price'
  | 'settings-unknown'
  | 'not-listed'
  | 'scan-failed'
  | 'scan-blind';

export interface Idleness {
  readonly reason: IdleReason;
  /** The ticker that it is about; empty where it is about all of them. */
  readonly of: string;
  /** Of a limit in roubles: which one an order would break, its value, and what the order would make of it. */
  readonly limit?: string;
  readonly value?: string;
  readonly would?: string;
}

/** As it was told, since when. */
export interface ToldIdleness extends Idleness {
  /** ISO 8601 in UTC. */
  readonly since: string;
}

/** A cause in a stable code and the figures its words need; words are in `locales/` under `error-<code>`. */
export interface TaskError {
  readonly code: string;
  readonly data: Readonly<Record<string, string>>;
}

/**
 * What a person wants of one leg now, the newest version wins. Kept in the task's row and announced, so that an
 * executor obeys within tens of milliseconds; written by the workflow, or directly in an emergency.
 */
export interface Wish {
  readonly version: number;
  readonly mode: 'run' | 'pause' | 'stop';
  readonly targetLots: number;
  /** Per one security, a decimal string; null for none. */
  readonly limitPrice: string | null;
  /** Of spreads alone. */
  readonly spread?: SpreadWish;
}

/** What of a running task is to be another one; what is left out stays. */
export interface Amendment {
  /** Securities, a whole number of lots, at least what is executed. */
  readonly amount?: number;
  /** Per one security, a decimal string; null takes the limit away. */
  readonly limitPrice?: string | null;
  /** Of spreads alone. */
  readonly ratio?: string;
  readonly options?: Partial<SpreadOptions>;
  readonly hedge?: HedgeChoice;
}

/** What every task is asked with, whatever its kind. */
export interface TaskRequest {
  /** Null where it is not about one instrument. */
  readonly ticker: string | null;
  readonly instrumentUid: string | null;
  /** Securities in a lot when it was asked. */
  readonly lot: number;
  /** Securities, a whole number of lots; null of what orders nothing. */
  readonly amount: number | null;
  readonly limitPrice: string | null;
}

/** What tasks that follow the market of an instrument are asked with. */
export interface MarketRequest extends TaskRequest {
  readonly ticker: string;
  readonly instrumentUid: string;
  readonly amount: number;
}

/** Buy or sell one instrument at the best passive price. */
export interface SellbuyRequest extends MarketRequest {
  readonly direction: Direction;
  /** A person agreed that it may become short or leveraged: every order of the task says so to the broker. @default false */
  readonly margin?: boolean;
  /** To what, with its figures; absent where nobody was asked. */
  readonly agreed?: Agreement;
}

/** What an executor has come to; decimal strings because it passes through workflow history. */
export interface Settlement {
  readonly reason:
    | 'reached'
    | 'paused'
    | 'stopped'
    | 'halted'
    | 'not-trading'
    | 'failed'
    /** The time after which it stops is over. */
    | 'time-over'
    /** A person let a hedge be. */
    | 'left-unhedged'
    /** Nothing is left to do, however much of it could be done. */
    | 'complete'
    /** Nothing can be done before `until`. */
    | 'later';
  readonly wishVersion: number;
  /** That it obeyed; absent where it began before this was told. */
  readonly wish?: Wish;
  readonly executedLots: number;
  /** Securities. */
  readonly executed: number;
  readonly averagePrice: string | null;
  readonly commission: string;
  readonly error?: TaskError;
  /** Of spreads alone. */
  readonly spread?: SpreadFigures;
  /** An order could not be taken away, because the market is closed for cancels too. */
  readonly orderLeft?: boolean;
  /** Of tasks about stop orders alone. */
  readonly stops?: StopProgress;
  readonly stopFigures?: StopFigures;
  /** Of tasks that only watch. */
  readonly watching?: WatchingFigures;
  /** Of `later`: when to go on, ISO 8601 in UTC, and what is waited for. */
  readonly until?: string;
  readonly waitsFor?: WaitingReason;
}

/** A finished task's report. */
export interface SellbuyResult {
  readonly direction: Direction;
  readonly ticker: string;
  readonly amount: number;
  readonly executed: number;
  readonly averagePrice: string | null;
  readonly commission: string;
  /** Lots that a person settled without saying their commission: it is in addition. */
  readonly commissionUnknownLots?: number;
}
