/**
 * The broker's orders, stop orders and positions against what the tasks believe. What differs is decided in
 * `domain/reconciliation`; how it is told once is in `database/told-differences.ts`; why: docs/reconciliation.md.
 */

export { createOrderComparison } from './orders.js';
export { readOrders } from './read-orders.js';
export {
  createReconciliation,
  type Occasion,
  RECONCILIATION_TIMES,
  type Reconciliation,
  type ReconciliationTimes,
} from './reconcile.js';
