/** The Temporal client: starting, finding, telling and listing tasks; the only place that knows they are workflows. */
export * from './errors.js';
export { createTaskService, type StartSellbuy, type TaskService } from './service.js';
export { connectionOptions, connectTemporal, taskQueueOf, type TemporalSettings } from './temporal.js';
