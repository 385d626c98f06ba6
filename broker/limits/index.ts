/**
 * The rate budget: who may call now, and who is next. `limit-window.ts` is the broker's counter as the answers tell it,
 * `limit-group.ts` the methods that share one, `common-limits.ts` what all calls share, `line.ts` which of them may still
 * be on their way, `rate-budget.ts` the queue.
 */
export type { CallEnd } from './call-end.js';
export { type LimitHeaders, limitHeadersOf } from './headers.js';
export type { TariffLine } from './limit-table.js';
export { Priority } from './priority.js';
export * from './rate-budget.js';
export { realClock } from './real-clock.js';
