import { cancelStopOrders, type StopCancelOutcome } from '../../broker/cancel-stop-orders.js';
import {
  recordStashChecked,
  recordStashOutcomes,
  type Stash,
  type StashOrder,
  type StashOutcome,
  stashOrders,
} from '../../database/index.js';
import { isSameOrder, isSameSnapshot, toldSnapshot } from '../../domain/stash/kept-snapshot.js';
import type { StopSnapshot } from '../../domain/stop-order.js';
import type { TaskError } from '../../domain/task.js';
import type { ExecutionDependencies } from '../dependencies.js';
import type { ListHold, ListTask } from '../list-executor.js';
import { createRetryingWriter } from '../retrying-writer.js';

export interface PutAway {
  readonly list: ListTask;
  readonly stash: Stash;
  /** What the broker told, where it was saved in this run: read back it must be that, to the last digit. */
  readonly told?: readonly StopSnapshot[] | undefined;
  /** Each time that more of it is known. */
  readonly onProgress?: (orders: readonly StashOrder[]) => void;
}

export type PutAwayEnd =
  /** What became of each is known, but of those that the broker refuses to cancel. */
  | { readonly kind: 'complete'; readonly refused: number }
  | { readonly kind: 'held'; readonly by: Exclude<ListHold, 'halted'> }
  /** What is in the database is not what the broker tells, so nothing was cancelled. */
  | { readonly kind: 'failed'; readonly error: TaskError };

/** A halt forbids orders, not cancels. */
const MINDS = { halt: false } as const;

/**
 * Cancels what a stash is to hold: it is read back from the database first, and compared with what the broker tells.
 * Nothing is cancelled that is not saved, and whoever calls this again goes on where it was.
 */
export async function putAway(
  dependencies: ExecutionDependencies,
  { list, stash, told, onProgress }: PutAway,
): Promise<PutAwayEnd> {
  const { db, broker, journal, logger } = dependencies;
  const orders = await stashOrders(db, stash.id);
  if (!stash.checkedAt) {
    const active = told ?? (await broker.stopOrders.active());
    const wrong = wronglySaved(orders, active, told ? 'to-the-digit' : 'as-an-order');
    if (wrong) return { kind: 'failed', error: { code: 'stash-not-kept', data: { stopOrderId: wrong } } };
    await recordStashChecked(db, stash.id);
  }
  const open = orders.filter(({ outcome }) => outcome === null);
  onProgress?.(orders);
  if (open.length === 0) return { kind: 'complete', refused: 0 };
  const hold = list.hold(MINDS);
  if (hold) return { kind: 'held', by: hold as Exclude<ListHold, 'halted'> };

  const ending = new AbortController();
  const endListening = list.onChange(() => {
    if (list.hold(MINDS)) ending.abort();
  });
  const known = new Map(orders.map((order) => [order.snapshot.stopOrderId, order]));
  const writer = createRetryingWriter<{ stopOrderId: string; outcome: StashOutcome }>(
    (outcomes) => recordStashOutcomes(db, stash.id, outcomes),
    { logger, what: 'a stash' },
  );
  let refused = 0;
  const heed = (stopOrderId: string, told: StopCancelOutcome) => {
    const order = known.get(stopOrderId);
    if (!order) return;
    const outcome = outcomeOf(told);
    if (told.kind === 'failed') refused += 1;
    if (outcome) {
      known.set(stopOrderId, { ...order, outcome });
      writer.add({ stopOrderId, outcome });
      onProgress?.([...known.values()]);
    }
    const line = lineOf(told);
    if (line)
      journal.write({
        taskId: list.row.id,
        kind: line,
        severity: 'warning',
        data: { stash: stash.id, number: order.position, ...figuresOf(order), ...wordsOf(told) },
      });
  };
  try {
    await cancelStopOrders(
      broker,
      open.map(({ snapshot }) => snapshot.stopOrderId),
      {
        onOutcome: heed,
        signal: ending.signal,
        // Who stood still may be behind another who went on, and behind a restore that found them waiting.
        maySend: () => !list.hold(MINDS),
        placedSince: oldestOf(open),
      },
    );
  } finally {
    endListening();
    await writer.flush();
  }
  const now = list.hold(MINDS);
  const isLeft = [...known.values()].filter(({ outcome }) => outcome === null).length > refused;
  if (isLeft) return { kind: 'held', by: (now ?? 'unclaimed') as Exclude<ListHold, 'halted'> };
  return { kind: 'complete', refused };
}

/**
 * The first that is not what the broker tells. What was saved by a worker that died may have moved since, or be gone;
 * of what is gone nothing is to be cancelled.
 */
function wronglySaved(
  orders: readonly StashOrder[],
  active: readonly StopSnapshot[],
  how: 'to-the-digit' | 'as-an-order',
): string | undefined {
  const told = new Map(active.map((stop) => [stop.stopOrderId, stop]));
  const wrong = orders.find(({ snapshot }) => {
    const stop = told.get(snapshot.stopOrderId);
    if (how === 'to-the-digit') return !stop || !isSameSnapshot(stop, toldSnapshot(snapshot));
    return stop && !isSameOrder(stop, toldSnapshot(snapshot));
  });
  const isWhole = how === 'as-an-order' || orders.length === active.length;
  return wrong?.snapshot.stopOrderId ?? (isWhole ? undefined : 'none');
}

/** Null while nothing is certain. One that was cancelled because its child was refused had triggered. */
function outcomeOf(told: StopCancelOutcome): StashOutcome | null {
  if (told.kind === 'cancelled') return told.stop?.triggeredAt ? 'executed' : 'cancelled';
  return told.kind === 'failed' || told.kind === 'left' ? null : told.kind;
}

/** What a person is told of at once. */
function lineOf(told: StopCancelOutcome) {
  if (outcomeOf(told) === 'executed') return 'stash-triggered' as const;
  if (told.kind === 'gone') return 'stash-gone' as const;
  return told.kind === 'failed' ? ('stash-cancel-refused' as const) : undefined;
}

const figuresOf = ({ ticker, snapshot: { direction, lots, stopPrice, stopOrderId } }: StashOrder) => ({
  ticker,
  direction,
  lots,
  price: stopPrice,
  stopOrderId,
});

const wordsOf = (told: StopCancelOutcome): Record<string, string> =>
  told.kind === 'failed'
    ? { message: told.error instanceof Error ? told.error.message : String(told.error) }
    : {};

const oldestOf = (orders: readonly StashOrder[]): Date =>
  new Date(Math.min(...orders.map(({ snapshot: { createdAt } }) => (createdAt ? Date.parse(createdAt) : 0))));
