/** The only place that imports pg: one file a table, functions that take the database first; statements are lowercase SQL or Kysely. */
export * from './amend-task.js';
export * from './claims.js';
export * from './confirmations.js';
export { type Database, inTransaction, openDatabase } from './connection.js';
export * from './halt.js';
export * from './journal.js';
export { migrateToLatest } from './migrate.js';
export * from './notifications.js';
export * from './orders.js';
export * from './outbox.js';
export { pingDatabase } from './ping.js';
export * from './requests.js';
export * from './sellbuy-queue.js';
export * from './tasks.js';
export { isDatabaseUnavailable } from './unavailable.js';
export * from './unwanted-orders.js';
export * from './withdraw-telling.js';
export * from './workers.js';
