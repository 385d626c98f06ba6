import type { TaskRow } from '../database/index.js';
import type { Instrument } from '../domain/instrument.js';
import type { Settings } from '../domain/settings.js';
import type { StopProgress } from '../domain/stop-task.js';
import type { Settlement, Wish } from '../domain/task.js';
import type { HeldClaim } from './claim-keeper.js';
import type { CommissionRates } from './commission-rates.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { MoveBudget } from './move-budget.js';
import type { OrderOwners } from './order-owners.js';
import type { SessionHours } from './session-hours.js';
import type { StepValues } from './step-values.js';

/** How far a task is, for its workflow. */
export interface TaskProgress {
  readonly executed: number;
  readonly averagePrice: string | null;
  /** Of tasks about stop orders alone; then what is executed are orders. */
  readonly stops?: StopProgress;
  /** Of what may need a person: whether it does now. */
  readonly waitingFor?: 'person' | null;
}

/** What every executor is started with. */
export interface TaskOptions {
  readonly task: TaskRow;
  readonly claim: HeldClaim;
  readonly onProgress: (progress: TaskProgress) => void;
  readonly halted: () => boolean;
  /** The log refused an order: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
}

/** What one that follows a market is started with. */
export interface ExecutorOptions extends TaskOptions {
  /** What it trades, the task's own first. */
  readonly instruments: readonly [Instrument, ...Instrument[]];
  readonly moves: MoveBudget;
  readonly steps: StepValues;
  readonly hours: SessionHours;
  readonly rates: CommissionRates;
  readonly owners: OrderOwners;
  /** Another object after each change; undefined until they are known. */
  readonly settings: () => Settings | undefined;
}

export interface RunningExecutor {
  /** Ends when the wish is fulfilled or cannot be; undefined when it was told to give the task up. */
  readonly settled: Promise<Settlement | undefined>;
  obey(wish: Wish): void;
  /** Of the wish it obeys now. */
  wishVersion(): number;
  /** Finishes what is under way and gives the task up, its order left as it is. */
  giveUp(): void;
  /** Something may have been missed: ask before acting. */
  doubtEverything(): void;
  /** Something outside the market changed. */
  lookAgain(): void;
}

export type StartExecutor = (
  dependencies: ExecutionDependencies,
  options: ExecutorOptions,
) => Promise<RunningExecutor>;

/** What one that only watches is started with: it finds what it watches by itself, which may be gone. */
export type WatchingOptions = TaskOptions & Pick<ExecutorOptions, 'steps' | 'rates' | 'hours' | 'settings'>;

export type StartWatchingExecutor = (
  dependencies: ExecutionDependencies,
  options: WatchingOptions,
) => Promise<RunningExecutor>;

/** Of one that works a list off, and follows no market. */
export type StartListExecutor = (
  dependencies: ExecutionDependencies,
  options: TaskOptions,
) => Promise<RunningExecutor>;
