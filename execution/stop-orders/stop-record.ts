import type { BrokerError } from '../../broker/errors.js';
import {
  type LoggedStop,
  recordProgress,
  recordStopFound,
  recordStopOutcome,
  recordStopPlaced,
  type StopOutcome,
  skipStop,
  stopsOfTask,
} from '../../database/index.js';
import type { JournalEntry, JournalKind, Severity } from '../../domain/journal.js';
import type { TaskError } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { wordsOf } from '../leg-record.js';
import type { ListTask } from '../list-executor.js';
import { createRetryingWriter } from '../retrying-writer.js';
import type { TaskProgress } from '../running-executor.js';
import { createInsisting } from './insist.js';
import { progressOf } from './stop-progress.js';

export type StopRecord = Awaited<ReturnType<typeof openStopRecord>>;

/**
 * What is known of a task's stop orders: in the log, in the journal, in the task's progress, and here. What the broker
 * said is written until the database takes it.
 */
export async function openStopRecord(
  { db, broker, journal, logger }: ExecutionDependencies,
  { list, onProgress }: { list: ListTask; onProgress: (progress: TaskProgress) => void },
) {
  const { row: task } = list;
  const rows = new Map((await stopsOfTask(db, task.key)).map((stop) => [stop.number, stop]));
  const insist = createInsisting({ logger, givenUp: list.givenUp, what: `a stop order of ${task.id}` });
  const progress = createRetryingWriter<ReturnType<typeof figures>>(
    async (items) => {
      const newest = items.at(-1);
      if (newest) await recordProgress(db, { key: task.key, ...newest });
    },
    { logger, what: 'progress' },
  );
  let told = '';
  let freeAtMs = 0;

  const write = (
    kind: JournalKind,
    stop: LoggedStop,
    more: JournalEntry['data'] = {},
    severity: Severity = 'info',
  ) => {
    const { ticker, direction, lots = null, stopPrice = null } = stop.terms;
    const data = { number: stop.number, task: task.id, ticker, direction, lots, price: stopPrice, ...more };
    journal.write({ taskId: task.id, kind, severity, data });
  };
  const ofStop = ({ number }: LoggedStop) => ({ taskKey: task.key, number });
  const change = (stop: LoggedStop, changed: Partial<LoggedStop>) => {
    rows.set(stop.number, { ...stop, ...changed });
    tellProgress();
  };

  const figures = () => {
    const all = [...rows.values()];
    return {
      executed: all.filter(({ state }) => state === 'placed').length,
      averagePrice: null,
      stops: progressOf(all, {
        perMinute: broker.stopOrders.perMinute(),
        freeInMs: Math.max(0, freeAtMs - performance.now()),
      }),
    };
  };
  function tellProgress(): void {
    const now = figures();
    const { secondsLeft: _, ...counts } = now.stops;
    const text = JSON.stringify(counts);
    if (text === told) return;
    told = text;
    progress.add(now);
    onProgress(now);
  }
  tellProgress();

  return {
    all: (): readonly LoggedStop[] => [...rows.values()],
    of: (number: number): LoggedStop | undefined => rows.get(number),
    figures,
    /** The limit is spent until then, by the monotonic clock. */
    spentUntil(ms: number): void {
      freeAtMs = ms;
    },
    /** It was written down that it is sent. */
    sent: (stop: LoggedStop): void => change(stop, { state: 'sent', epoch: list.claim.claim.epoch }),
    async placed(stop: LoggedStop, stopOrderId: string): Promise<void> {
      const is = await insist(() => recordStopPlaced(db, { ...ofStop(stop), stopOrderId }));
      if (is === 'twice') write('stop-twice', stop, { stopOrderId }, 'warning');
      else if (is) write('stop-placed', stop);
      if (is) change(stop, { state: 'placed', ...(is === 'placed' && { stopOrderId }) });
    },
    /** @returns whether it is this one's */
    async found(stop: LoggedStop, stopOrderId: string): Promise<boolean> {
      const isOurs = await insist(() => recordStopFound(db, { ...ofStop(stop), stopOrderId }));
      if (!isOurs) return false;
      write('stop-placed', stop);
      change(stop, { state: 'placed', stopOrderId });
      return true;
    },
    async outcome(stop: LoggedStop, outcome: StopOutcome): Promise<void> {
      await insist(() => recordStopOutcome(db, { ...ofStop(stop), epoch: stop.epoch, outcome }));
      const { state } = outcome;
      const doubted = stop.doubted || state === 'sent' || (state === 'planned' && outcome.doubted === true);
      change(stop, { state, doubted, reason: state === 'refused' ? outcome.reason : null });
      if (state === 'sent') write('stop-in-doubt', stop);
    },
    async refused(stop: LoggedStop, error: BrokerError): Promise<void> {
      const data = { brokerCode: error.brokerCode ?? '', ...wordsOf(error) };
      await this.outcome(stop, { state: 'refused', reason: { code: 'broker-refused', data } });
      write('stop-refused', stop, { code: error.brokerCode ?? error.code, ...wordsOf(error) });
    },
    async skipped(stop: LoggedStop, reason: TaskError): Promise<void> {
      await insist(() => skipStop(db, { ...ofStop(stop), reason }));
      change(stop, { state: 'skipped', reason });
    },
    needsPerson: (stop: LoggedStop, count: number): void =>
      write('stop-needs-person', stop, { count }, 'warning'),
    /** Reads all of them anew: somebody else may have written. */
    async refresh(): Promise<void> {
      for (const stop of await stopsOfTask(db, task.key)) rows.set(stop.number, stop);
      tellProgress();
    },
    flush: progress.flush,
  };
}
