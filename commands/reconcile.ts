import Type from 'typebox';
import { NotServedError, RateLimitedError } from '../broker/errors.js';
import type { Broker } from '../broker/index.js';
import { instrumentsOf } from '../broker/instruments-of.js';
import {
  type Database,
  knownOrders,
  knownStops,
  readReconciliation,
  stopsCancelledByUs,
} from '../database/index.js';
import { instrumentUidOf, orderEntry, stopEntry, stopOrderIdOf } from '../domain/reconciliation/entries.js';
import { executionsOf, joinedExecutions, netOf } from '../domain/reconciliation/executions.js';
import { compareOrders, executedOrders, patienceFor } from '../domain/reconciliation/orders.js';
import {
  compareStops,
  endedStops,
  isFleetingStop,
  type StopDifference,
  sinceFor,
} from '../domain/reconciliation/stops.js';
import { isUuid } from '../domain/uuid.js';
import { defineCommand } from './define-command.js';
import { nothingFromWords } from './order-words.js';

/** What of the account is not as the tasks have it, at this moment. */
export interface Reconciled {
  /** When a worker last compared everything, ISO 8601 in UTC; null before the first time. */
  readonly lookedAt: string | null;
  /** As the journal tells them. */
  readonly differences: readonly {
    readonly kind: string;
    readonly task: string | null;
    /** It may be only on its way: if it stays, the journal tells it. */
    readonly mayPass: boolean;
    readonly data: Readonly<Record<string, string | number | null>>;
  }[];
  /** False where they were not read: the broker has none here, or they cannot be read yet. */
  readonly stopOrders: boolean;
  /** When they can be read again, where placing others has spent the limit of calls about them. */
  readonly stopOrdersInSeconds: number | null;
}

type Difference = Reconciled['differences'][number];
type Of = { readonly db: Database; readonly broker: Broker };

/** Reads the account now and says what differs; it changes nothing and tells nobody else. */
export const reconcile = defineCommand({
  name: 'reconcile',
  arguments: Type.Object({}, { additionalProperties: false }),
  fromWords: (words) => nothingFromWords('reconcile', words),
  async run(_, { db, broker }) {
    const of = { db, broker };
    const { mode, accountId } = broker;
    const last = await readReconciliation(db, { mode, accountId });
    const [account, stops] = await Promise.all([ordersAndPositions(of, last), stopDifferences(of)]);
    const lookedAt =
      last?.savedAgoMs === undefined ? null : new Date(Date.now() - last.savedAgoMs).toISOString();
    const areRead = typeof stops === 'object';
    const result: Reconciled = {
      lookedAt,
      differences: [...account, ...(areRead ? stops : [])],
      stopOrders: areRead,
      stopOrdersInSeconds: typeof stops === 'number' ? stops : null,
    };
    return { kind: 'result', result };
  },
});

type Last = Awaited<ReturnType<typeof readReconciliation>>;

/** Of the log, orders that ended since the last look, and those whose end was written down late. */
const ENDED_BEFORE_MS = 3_600_000;

async function ordersAndPositions({ db, broker }: Of, last: Last): Promise<Difference[]> {
  const { mode, accountId } = broker;
  const listed = await broker.orders.today();
  const keys = listed.flatMap(({ clientOrderId }) => (isUuid(clientOrderId) ? [clientOrderId] : []));
  const endedWithinMs = (last?.savedAgoMs ?? 0) + ENDED_BEFORE_MS;
  const [known, positions] = await Promise.all([
    knownOrders(db, { mode, accountId, keys, endedWithinMs }),
    broker.account.positions(),
  ]);
  const remembered = [...(last?.unexplained.keys() ?? [])].map((instrumentUid) => ({ instrumentUid }));
  const instruments = await instrumentsOf(broker.instruments, [
    ...listed,
    ...known,
    ...positions.securities,
    ...remembered,
  ]);
  const tickerOf = (uid: string) => instruments.get(uid)?.ticker ?? uid;
  const orders = compareOrders({ listed, known }).map((each): Difference => {
    const { kind, taskId, data } = orderEntry(each, tickerOf(instrumentUidOf(each)));
    return { kind, task: taskId, mayPass: patienceFor(each) > 0, data };
  });
  if (!last || positions.loading) return orders;

  const executed = executionsOf(executedOrders(listed, known), (uid) => instruments.get(uid)?.lot);
  const net = netOf(joinedExecutions(last.executions, executed));
  const held = new Map(positions.securities.map((one) => [one.instrumentUid, one.free + one.blocked]));
  const uids = new Set([...held.keys(), ...net.keys(), ...last.unexplained.keys()]);
  const moved = [...uids].flatMap((uid): Difference[] => {
    const base = last.unexplained.has(uid) ? last.unexplained.get(uid) : 0;
    const amount = held.get(uid) ?? 0;
    const expected = (base ?? 0) + (net.get(uid) ?? 0);
    if (base == null || amount === expected) return [];
    return [
      { kind: 'position', task: null, mayPass: true, data: { ticker: tickerOf(uid), expected, amount } },
    ];
  });
  return [...orders, ...moved];
}

/**
 * Of those that wait, and of ours that do not any more; undefined where the broker has none, seconds where they can be
 * read only then.
 */
async function stopDifferences({ db, broker }: Of): Promise<Difference[] | number | undefined> {
  try {
    const differences = await withoutOwnCancels(db, await compareStopsNow({ db, broker }));
    const instruments = await instrumentsOf(
      broker.instruments,
      differences.map((each) => ({ instrumentUid: instrumentUidOf(each) })),
    );
    return differences.map((each) => {
      const uid = instrumentUidOf(each);
      const { kind, taskId, data } = stopEntry(each, instruments.get(uid)?.ticker ?? uid);
      return { kind, task: taskId, mayPass: isFleetingStop(each), data };
    });
  } catch (error) {
    if (error instanceof NotServedError) return undefined;
    if (error instanceof RateLimitedError) return Math.ceil(error.resetMs / 1_000);
    throw error;
  }
}

/** The list comes first: what it holds of ours was written down before it was sent. */
async function compareStopsNow({ db, broker }: Of): Promise<StopDifference[]> {
  const { mode, accountId } = broker;
  const active = await broker.stopOrders.active();
  const known = await knownStops(db, { mode, accountId, ids: active.map(({ stopOrderId }) => stopOrderId) });
  const ended = endedStops(active, known);
  // One more of the few calls that there are about stop orders, only where one of ours is gone.
  const all = ended.length === 0 ? [] : await broker.stopOrders.since(sinceFor(ended));
  return compareStops({ active, known, all });
}

/** What our own tasks cancelled, or are cancelling, is no difference. */
async function withoutOwnCancels(
  db: Database,
  differences: readonly StopDifference[],
): Promise<readonly StopDifference[]> {
  const isCancel = ({ kind }: StopDifference) => kind === 'stop-cancelled-elsewhere';
  const { cancelled, underWay } = await stopsCancelledByUs(
    db,
    differences.filter(isCancel).map(stopOrderIdOf),
  );
  const isOwn = (id: string) => cancelled.has(id) || underWay.has(id);
  return differences.filter((each) => !isCancel(each) || !isOwn(stopOrderIdOf(each)));
}
