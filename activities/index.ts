/** What workflows call: factories over their dependencies, one file a subject. */
import { createExecutionActivities, type ExecutionActivitiesDependencies } from './execution.js';
import { createTaskActivities, type TaskActivitiesDependencies } from './tasks.js';

export const createActivities = (
  dependencies: ExecutionActivitiesDependencies & TaskActivitiesDependencies,
) => ({
  ...createExecutionActivities(dependencies),
  ...createTaskActivities(dependencies),
});

export type { TaskEnd } from './tasks.js';

export type Activities = ReturnType<typeof createActivities>;
