import type { TaskRow } from '../database/index.js';
import type { SpreadRequest, SpreadResult } from '../domain/spread/terms.js';
import type { StopsResult } from '../domain/stop-task.js';
import type { SellbuyResult, TaskRequest } from '../domain/task.js';
import type { AlertRequest, WatchingResult, WatchRequest } from '../domain/watching/requests.js';
import {
  describeError,
  describeIdleness,
  describeOutage,
  describeTask,
  type Locale,
  waitingReason,
} from '../locales/index.js';

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
  spread: spreadJson(task),
  watching: watchingJson(task),
  executed: Number(task.executed),
  averagePrice: task.averagePrice,
  waiting:
    task.waitingFor === null
      ? null
      : { for: task.waitingFor, detail: waitingReason(locale, task.waitingFor) },
  idle: task.idle && { ...task.idle, detail: describeIdleness(locale, { ...task.idle }) },
  outage: task.finishedAt ? null : describeOutage(locale, outage),
  requestedBy: task.requestedBy,
  origin: task.origin,
  startedAt: task.startedAt.toISOString(),
  finishedAt: task.finishedAt?.toISOString() ?? null,
  progress: task.progress,
  result: (task.result ?? null) as SellbuyResult | SpreadResult | StopsResult | WatchingResult | null,
  error: task.error && { ...task.error, detail: describeError(locale, task.error) },
});

/** The terms that only spreads have, as they are wanted now. */
function spreadJson({ kind, request, wish }: TaskRow) {
  if (kind !== 'spread') return null;
  const { sell, nearTicker, margin, ratio, options } = request as SpreadRequest;
  return { sell, nearTicker, margin, ratio, options, hedge: wish.spread?.hedge ?? null };
}

/** What a task that only watches tells of. */
function watchingJson({ kind, request }: TaskRow) {
  if (kind === 'alert') {
    const { price, against, ratio, once, from = null } = request as AlertRequest;
    return { price, against, ratio, once, from };
  }
  if (kind !== 'watch') return null;
  const { rate, minutes } = request as WatchRequest;
  return { rate, minutes };
}
