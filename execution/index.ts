/** The hands on the market: executors, claims, the order log, the sweep. How it stays exactly-once: docs/execution.md. */
export { createClaimKeeper } from './claim-keeper.js';
export type { ExecutionDependencies, ExecutionLogger } from './dependencies.js';
export { ClaimMovedError, TaskNotOursError } from './errors.js';
export { createExecutors, type Executors } from './executors.js';
export { createExpiryWatch } from './expiry-watch.js';
export { watchHalt } from './halt-watch.js';
export { createJournalWriter } from './journal-writer.js';
export type { TaskProgress } from './running-executor.js';
export { createOrderSweep } from './sweep.js';
export { tradedUids } from './traded.js';
export { watchWaitingTasks } from './waiting-tasks.js';
