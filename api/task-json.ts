import type { TaskRow } from '../database/index.js';
import type { TaskRequest } from '../domain/task.js';
import { describeError, describeOutage, describeTask, type Locale, waitingReason } from '../locales/index.js';

/** A task as the API shows it: quantities as numbers of securities, prices as decimal strings. */
export const taskJson = (locale: Locale, task: TaskRow, outage?: string) => ({
  id: task.id,
  kind: task.kind,
  state: task.state,
  title: describeTask(locale, task),
  mode: task.mode,
  ticker: task.ticker,
  amount: task.amount === null ? null : Number(task.amount),
  limitPrice: (task.request as Partial<TaskRequest> | null)?.limitPrice ?? null,
  executed: Number(task.executed),
  averagePrice: task.averagePrice,
  waiting:
    task.waitingFor === null
      ? null
      : { for: task.waitingFor, detail: waitingReason(locale, task.waitingFor) },
  outage: task.finishedAt ? null : describeOutage(locale, outage),
  requestedBy: task.requestedBy,
  origin: task.origin,
  startedAt: task.startedAt.toISOString(),
  finishedAt: task.finishedAt?.toISOString() ?? null,
  result: task.result ?? null,
  error: task.error && { ...task.error, detail: describeError(locale, task.error) },
});
