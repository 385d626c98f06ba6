/** What workflows call: factories over their dependencies, one file a subject. */
import { type CatalogueActivitiesDependencies, createCatalogueActivities } from './catalogue.js';
import { createExecutionActivities, type ExecutionActivitiesDependencies } from './execution.js';
import { createTaskActivities, type TaskActivitiesDependencies } from './tasks.js';

export const createActivities = (
  dependencies: ExecutionActivitiesDependencies &
    TaskActivitiesDependencies &
    CatalogueActivitiesDependencies,
) => ({
  ...createCatalogueActivities(dependencies),
  ...createExecutionActivities(dependencies),
  ...createTaskActivities(dependencies),
});

export { timeOfNextRefresh } from './catalogue.js';
export type { TaskEnd } from './tasks.js';

export type Activities = ReturnType<typeof createActivities>;
