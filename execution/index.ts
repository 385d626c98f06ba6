/** The hands on the market: executors, claims, the order log, reconciliation. How it stays exactly-once: docs/execution.md. */
export { createClaimKeeper } from './claim-keeper.js';
export type { ExecutionDependencies, ExecutionLogger } from './dependencies.js';
export { ClaimMovedError, TaskNotOursError } from './errors.js';
export { createExecutors, type Executors } from './executors.js';
export { createExpiryWatch } from './expiry-watch.js';
export { watchHalt } from './halt-watch.js';
export { createJournalWriter } from './journal-writer.js';
export {
  createReconciliation,
  type Occasion,
  RECONCILIATION_TIMES,
  type Reconciliation,
} from './reconciliation/index.js';
export type { TaskProgress } from './running-executor.js';
export { tradedUids } from './traded.js';
export { watchWaitingTasks } from './waiting-tasks.js';
