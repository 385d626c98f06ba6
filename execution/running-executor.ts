import type { TaskRow } from '../database/index.js';
import type { Instrument } from '../domain/instrument.js';
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
  /** Of what may need a person: whether it does now. */
  readonly waitingFor?: 'person' | null;
}

export interface ExecutorOptions {
  readonly task: TaskRow;
  /** What it trades, the task's own first. */
  readonly instruments: readonly [Instrument, ...Instrument[]];
  readonly claim: HeldClaim;
  readonly moves: MoveBudget;
  readonly steps: StepValues;
  readonly hours: SessionHours;
  readonly rates: CommissionRates;
  readonly owners: OrderOwners;
  readonly onProgress: (progress: TaskProgress) => void;
  readonly halted: () => boolean;
  /** The log refused an order: the wish may be newer than we know, or orders are halted. */
  readonly onRefusedIntent: () => void;
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
