/** The only place that imports pg: one file a table, functions that take the database first; statements are lowercase SQL or Kysely. */
export * from './account-orders.js';
export * from './amend-task.js';
export * from './asked-hedges.js';
export * from './cancel-items.js';
export {
  type CancelRow,
  cancelById,
  lastCancel,
  onlyAccountOf,
  runningCancel,
} from './cancel-rows.js';
export * from './cancels.js';
export * from './catalogue-changes.js';
export * from './catalogue-entries.js';
export * from './catalogue-tellings.js';
export * from './claims.js';
export { clientOrderIdOf } from './client-order-id.js';
export * from './confirmations.js';
export { type Database, inTransaction, openDatabase } from './connection.js';
export * from './dividends.js';
export * from './expiry-warnings.js';
export * from './halt.js';
export { type HedgeRecord, recordHedge } from './hedge-records.js';
export * from './instruments.js';
export * from './journal.js';
export * from './known-orders.js';
export * from './known-stops.js';
export * from './ladder-lists.js';
export { type CountQuestion, countOrders } from './limits.js';
export { migrateToLatest } from './migrate.js';
export * from './notifications.js';
export { LimitBrokenError, type OrderIntent, recordIntent } from './order-intents.js';
export { type OrderOutcome, recordOutcome } from './order-outcomes.js';
export * from './orders.js';
export * from './outbox.js';
export { pingDatabase } from './ping.js';
export * from './ratio.js';
export * from './reconciliation.js';
export * from './requests.js';
export * from './restores.js';
export * from './risk.js';
export * from './search-instruments.js';
export * from './sellbuy-queue.js';
export * from './settings.js';
export * from './settle-order.js';
export * from './spread-queue.js';
export { standingStops } from './standing-stops.js';
export * from './stash.js';
export { recordStopIntent, type StopIntent } from './stop-intents.js';
export * from './stop-orders.js';
export * from './stop-outcomes.js';
export * from './tasks.js';
export * from './told-differences.js';
export { isDatabaseUnavailable, isRefusedByDatabase, isTakenByAnother } from './unavailable.js';
export * from './unwanted-orders.js';
export * from './watch-marks.js';
export { type SettingsWatch, watchSettings } from './watch-settings.js';
export * from './wishes.js';
export * from './withdraw-telling.js';
export * from './workers.js';
export { workingOrders } from './working-orders.js';
