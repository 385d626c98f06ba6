import { cancelStopOrders, type StopCancelOutcome } from '../../broker/cancel-stop-orders.js';
import { recordProgress, recordStopEnds, stopsOfTask, taskByKey } from '../../database/index.js';
import type { RemoveRequest } from '../../domain/stop-task.js';
import type { Settlement } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { type ListTask, startListExecutor } from '../list-executor.js';
import { listSettlement } from '../list-settlement.js';
import { createRetryingWriter } from '../retrying-writer.js';
import type { RunningExecutor, TaskOptions } from '../running-executor.js';
import { createInsisting } from './insist.js';
import { type RemovalFigures, removalOf } from './removal-figures.js';

/** The task whose stop orders are to go is stopping: what it places last must not stay. */
const LOOK_AGAIN_MS = 500;
/** A cancel is no risk, so a halt does not hold it back. */
const UNDER_HALT = { halt: false };
/** How far the broker's clock may be from the database's without anybody having noticed. */
const CLOCKS_APART_MS = 600_000;

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
    const perMinute = broker.stopOrders.perMinute();
    const removal = removalOf(await stopsOfTask(db, ofKey), { since: list.row.startedAt, perMinute });
    const progress = createRetryingWriter<RemovalFigures>(
      async (items) => {
        const newest = items.at(-1);
        if (newest) await recordProgress(db, { key: list.row.key, ...newest });
      },
      { logger, what: 'progress' },
    );
    const insist = createInsisting({ logger, givenUp: list.givenUp, what: `what ${list.row.id} removed` });
    const writing: Promise<unknown>[] = [];
    const onOutcome = (stopOrderId: string, { kind }: StopCancelOutcome) => {
      if (kind === 'left') return;
      if (kind === 'failed') removal.failed(stopOrderId);
      else {
        removal.ended(stopOrderId, kind);
        const one = new Map([[stopOrderId, kind]]);
        writing.push(insist(() => recordStopEnds(db, broker.accountId, one)));
      }
      progress.add(removal.figures());
      options.onProgress(removal.figures());
    };

    const holding = new AbortController();
    const heed = () => list.hold(UNDER_HALT) && holding.abort();
    const endListening = list.onChange(heed);
    heed();
    const { open } = removal;
    const ids = open.map(({ stopOrderId }) => stopOrderId);
    const since = Math.min(Date.now(), ...open.map(({ recordedAt }) => recordedAt.getTime()));
    const placedSince = new Date(since - CLOCKS_APART_MS);
    try {
      const maySend = () => !list.hold(UNDER_HALT);
      await cancelStopOrders(broker, ids, { onOutcome, signal: holding.signal, maySend, placedSince });
    } finally {
      endListening();
      await Promise.all(writing);
      await progress.flush();
    }
    const hold = list.hold(UNDER_HALT);
    if (hold === 'given-up') return undefined;
    if (hold === 'unclaimed') throw new Error('the claim is not sure');
    const { executed, stops } = removal.figures();
    return {
      ...listSettlement(list, { reason: hold ?? 'complete', done: executed }),
      stops,
      stopFigures: removal.result(),
    };
  }

  return startListExecutor(dependencies, options, work);
}
