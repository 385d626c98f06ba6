import { cancelStopOrders, type StopCancelOutcome } from '../../broker/cancel-stop-orders.js';
import {
  type LoggedStop,
  recordProgress,
  recordStopEnds,
  type StopEnd,
  stopsOfTask,
  taskByKey,
} from '../../database/index.js';
import { secondsToPlace } from '../../domain/stop-pace.js';
import type { RemoveRequest } from '../../domain/stop-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import { createRetryingWriter } from '../retrying-writer.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { createInsisting } from './insist.js';

/** The task whose stop orders are to go is stopping: what it places last must not stay. */
const LOOK_AGAIN_MS = 500;
/** A cancel is no risk, so a halt does not hold it back. */
const UNDER_HALT = { halt: false };

/** Cancels the stop orders that another task placed, and says which of them had triggered. */
export async function startRemoveExecutor(
  dependencies: ExecutionDependencies,
  options: TaskOptions,
): Promise<RunningExecutor> {
  const { db, broker, logger } = dependencies;
  const { ofKey } = options.task.request as RemoveRequest;

  async function work(list: ListTask): Promise<Settlement | undefined> {
    while (!list.hold(UNDER_HALT) && !(await taskByKey(db, ofKey))?.finishedAt)
      await list.untilChanged([], LOOK_AGAIN_MS);
    const stops = (await stopsOfTask(db, ofKey)).filter(isPlaced);
    const ends = new Map(stops.flatMap(({ stopOrderId, ended }) => (ended ? [[stopOrderId, ended]] : [])));
    const gone = new Set<string>();
    const failed = new Set<string>();
    const count = (end: StopEnd) => [...ends.values()].filter((each) => each === end).length;
    const figures = () => {
      const left = stops.length - ends.size - gone.size - failed.size;
      return {
        executed: count('cancelled'),
        averagePrice: null,
        stops: {
          round: 1,
          placed: count('cancelled'),
          skipped: stops.length - count('cancelled') - failed.size - left,
          failed: failed.size,
          inDoubt: 0,
          left,
          secondsLeft: secondsToPlace(left),
        },
      };
    };
    const progress = createRetryingWriter<ReturnType<typeof figures>>(
      async (items) => {
        const newest = items.at(-1);
        if (newest) await recordProgress(db, { key: list.row.key, ...newest });
      },
      { logger, what: 'progress' },
    );
    const insist = createInsisting({ logger, givenUp: list.givenUp, what: `what ${list.row.id} removed` });
    const writing: Promise<unknown>[] = [];
    const onOutcome = (stopOrderId: string, outcome: StopCancelOutcome) => {
      if (outcome.kind === 'left') return;
      if (outcome.kind === 'failed') failed.add(stopOrderId);
      else if (outcome.kind === 'gone') gone.add(stopOrderId);
      else {
        ends.set(stopOrderId, outcome.kind);
        const one = new Map([[stopOrderId, outcome.kind]]);
        writing.push(insist(() => recordStopEnds(db, broker.accountId, one)));
      }
      progress.add(figures());
      options.onProgress(figures());
    };

    const holding = new AbortController();
    const heed = () => list.hold(UNDER_HALT) && holding.abort();
    const endListening = list.onChange(heed);
    heed();
    const open = stops.filter(({ stopOrderId }) => !ends.has(stopOrderId));
    const ids = open.map(({ stopOrderId }) => stopOrderId);
    const since = Math.min(Date.now(), ...open.map(({ recordedAt }) => recordedAt.getTime()));
    const placedSince = new Date(since - CLOCKS_APART_MS);
    try {
      await cancelStopOrders(broker, ids, { onOutcome, signal: holding.signal, placedSince });
    } finally {
      endListening();
      await Promise.all(writing);
      await progress.flush();
    }
    const hold = list.hold(UNDER_HALT);
    if (hold === 'given-up' || hold === 'unclaimed') return undefined;
    const wish = list.wish();
    const { executed, stops: told } = figures();
    return {
      reason: hold ?? 'complete',
      wishVersion: wish.version,
      wish,
      executedLots: executed,
      executed,
      averagePrice: null,
      commission: '0',
      stops: told,
      stopFigures: {
        amount: stops.length,
        skipped: told.skipped - count('executed'),
        failed: told.failed,
        triggered: count('executed'),
      },
    };
  }

  return startListExecutor(dependencies, options, work);
}

/** How far the broker's clock may be from the database's without anybody having noticed. */
const CLOCKS_APART_MS = 600_000;

type PlacedStop = LoggedStop & { readonly stopOrderId: string };
const isPlaced = (stop: LoggedStop): stop is PlacedStop =>
  stop.state === 'placed' && stop.stopOrderId !== null;
