/** The Temporal Schedule that has the catalogue of instruments read every day. */
import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { DAY_MS, moscowDay, moscowTime } from '../domain/moscow.js';
import type { RefreshInput } from '../workflows/messages.js';
import { taskQueueOf } from './temporal.js';

export interface CatalogueOf {
  readonly client: Client;
  readonly mode: string;
  readonly accountId: string;
}

/** Names the schedule, and begins the ids of its workflows. */
export const catalogueSchedule = ({ mode, accountId }: Omit<CatalogueOf, 'client'>): string =>
  `catalogue/refresh/${mode}/${accountId}`;

const CALL_TIMEOUT_MS = 3_000;
const MINUTE_MS = 60_000;
/** What a server missed while it was away is made up for, once: whatever is older, the next day's turn is near. */
const CATCH_UP = '23 hours';

/**
 * Makes the schedule, or moves it: every day at the time of day of `next`, from that day on. So it goes on daily also
 * where nobody moves it any more. Several processes may do this at once: the last one's time stays.
 */
export async function scheduleRefresh(of: CatalogueOf, next: Date): Promise<void> {
  const { client } = of;
  const scheduleId = catalogueSchedule(of);
  const options = optionsOf(of, next);
  await client.withDeadline(Date.now() + CALL_TIMEOUT_MS, async () => {
    try {
      await client.schedule.create({ scheduleId, ...options });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      // A person may have paused it in Temporal's UI.
      await client.schedule.getHandle(scheduleId).update(({ state }) => ({ ...options, state }));
    }
  });
}

/** Has it read now, unless it is being read. */
export const refreshNow = (of: CatalogueOf): Promise<void> =>
  of.client.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
    of.client.schedule.getHandle(catalogueSchedule(of)).trigger(ScheduleOverlapPolicy.SKIP),
  );

function optionsOf(of: CatalogueOf, next: Date) {
  const { mode } = of;
  return {
    spec: {
      calendars: [{ hour: next.getUTCHours(), minute: next.getUTCMinutes() }],
      timezone: 'UTC',
      startAt: new Date(beginOf(next)),
    },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'refreshCatalogue',
      workflowId: catalogueSchedule(of),
      taskQueue: taskQueueOf(of),
      args: [{ by: 'schedule' } satisfies RefreshInput],
      staticSummary: `the catalogue of instruments (${mode})`,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP } as const,
  };
}

/**
 * The rest of today is over when the next time is tomorrow: without this a later time of day would have it read twice
 * today. Yet on days without trading it is read too.
 */
function beginOf(next: Date): number {
  const tomorrow = moscowTime(moscowDay(Date.now()) + DAY_MS, 0, 0);
  return Math.min(next.getTime() - MINUTE_MS, tomorrow);
}
