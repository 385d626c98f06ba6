/** The Temporal client: starting, finding, telling and listing tasks; the only place that knows they are workflows. */
export { type CatalogueOf, catalogueSchedule, refreshNow, scheduleRefresh } from './catalogue-schedule.js';
export { endStrays } from './end-strays.js';
export { ensureWorkflows, YOUNG_MS } from './ensure-workflows.js';
export * from './errors.js';
export { prepareNamespace } from './namespace.js';
export { createTaskService, type StartTask, type TaskService } from './service.js';
export { connectionOptions, connectTemporal, type TemporalSettings, taskQueueOf } from './temporal.js';
export { cancelWorkflow } from './workflow-calls.js';
export { tellHaltLifted, tellMarketOpen, tellProgress } from './workflow-signals.js';
