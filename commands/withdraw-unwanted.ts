import type { Broker } from '../broker/broker.js';
import { BrokerError, NotFoundError } from '../broker/errors.js';
import type { Logger } from '../config/index.js';
import {
  appendToJournal,
  type Database,
  type Notifications,
  runningCancel,
  type UnwantedOrder,
  unwantedOrders,
} from '../database/index.js';
import { isHedge } from '../domain/hedge.js';
import type { JournalEntry } from '../domain/journal.js';
import { isFinal } from '../domain/order.js';

export interface WithdrawalDependencies {
  readonly db: Database;
  readonly mode: string;
  /** Undefined while it has not answered yet. */
  readonly broker: () => Broker | undefined;
  readonly notifications: Pick<Notifications, 'on' | 'onResync'>;
  readonly logger: Logger;
  /** Executors, which know more, get so long to do it themselves. */
  readonly patienceMs: number;
}

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 30_000;
/** What may appear any moment can be executed until it is seen. */
const APPEARING_RETRY_MS = 3_000;
/** A worker that holds the claim but did not manage it in so long has lost its own way to the broker. */
const CLAIMED_PATIENCE_MS = 4_000;
/** A claim is surely over a little after its time. */
const MARGIN_MS = 50;
/** That an order cannot be withdrawn is no news every half a minute. */
const TELL_AGAIN_MS = 600_000;
const CALL_PATIENCE_MS = 1_000;

/**
 * Cancels at the broker what the order log says is ours and nobody wants any more (orders are halted, its task was
 * stopped or is finished), where no worker does: so a halt and a stop need no worker. It looks after each announcement,
 * at the start, and with growing pauses for as long as something may still be open. It writes nothing into the order
 * log, which is the executors' own: they find the end at the broker.
 */
export function withdrawUnwanted(dependencies: WithdrawalDependencies): { close(): void } {
  const { db, mode, notifications, logger, patienceMs } = dependencies;
  const unwantedSinceMs = new Map<string, number>();
  const ended = new Set<string>();
  const toldAtMs = new Map<string, number>();
  let retryMs = FIRST_RETRY_MS;
  let timer: NodeJS.Timeout | undefined;
  let dueAtMs = Number.POSITIVE_INFINITY;
  let looking = false;
  let closed = false;

  const schedule = (inMs: number) => {
    const atMs = performance.now() + inMs;
    if (closed || atMs >= dueAtMs) return;
    clearTimeout(timer);
    dueAtMs = atMs;
    timer = setTimeout(() => {
      dueAtMs = Number.POSITIVE_INFINITY;
      if (looking) return schedule(MARGIN_MS);
      looking = true;
      look()
        .catch((err: unknown) => {
          if (closed) return;
          logger.warn({ err }, 'whether unwanted orders still work could not be looked up, trying again');
          scheduleRetry();
        })
        .finally(() => {
          looking = false;
        });
    }, inMs);
  };
  const scheduleRetry = () => {
    schedule(retryMs);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  };
  const scheduleAppearing = (due: readonly UnwantedOrder[]) => {
    if (due.some(({ mayAppear }) => mayAppear)) schedule(APPEARING_RETRY_MS);
  };
  const announced = () => {
    retryMs = FIRST_RETRY_MS;
    schedule(patienceMs);
  };

  async function look(): Promise<void> {
    const broker = dependencies.broker();
    if (!broker) return scheduleRetry();
    // Who cancels everything takes these first, and tells of its end.
    if (await runningCancel(db, { mode, accountId: broker.accountId })) return scheduleRetry();
    const open = remember(await unwantedNow(broker));
    const nowMs = performance.now();
    const patient = (order: UnwantedOrder) =>
      order.claimedMs > 0 &&
      nowMs - (unwantedSinceMs.get(order.clientOrderId) ?? nowMs) < CLAIMED_PATIENCE_MS;
    for (const order of open.filter(patient)) schedule(order.claimedMs + MARGIN_MS);
    const due = open.filter((order) => !patient(order));
    if (due.length === 0) return;
    scheduleRetry();
    scheduleAppearing(due);
    await withdraw(broker, due);
  }

  /** Neither a halt nor a stop makes what only neutralises a position unwanted; the task hedges first, then ends. */
  const unwantedNow = async ({ accountId }: Broker): Promise<UnwantedOrder[]> =>
    (await unwantedOrders(db, { mode, accountId })).filter((order) => order.isFinished || !isHedge(order));

  /** @returns those not known to have ended */
  function remember(orders: readonly UnwantedOrder[]): UnwantedOrder[] {
    const ids = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    for (const known of [unwantedSinceMs, ended, toldAtMs])
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    for (const id of ids) if (!unwantedSinceMs.has(id)) unwantedSinceMs.set(id, performance.now());
    return orders.filter(({ clientOrderId }) => !ended.has(clientOrderId));
  }

  async function withdraw(broker: Broker, unwanted: readonly UnwantedOrder[]): Promise<void> {
    const today = await broker.orders.today();
    // Reading them may have waited for long: a halt may be over, an end may be known.
    const still = await unwantedNow(broker);
    const byKey = new Map(
      still
        .filter(({ clientOrderId }) => unwanted.some((order) => order.clientOrderId === clientOrderId))
        .map((order) => [order.clientOrderId, order]),
    );
    const entries: JournalEntry[] = [];
    const cancelling = today.map(async ({ clientOrderId, brokerOrderId, status }) => {
      const order = clientOrderId === undefined ? undefined : byKey.get(clientOrderId);
      if (!order) return;
      if (isFinal(status)) return void ended.add(order.clientOrderId);
      try {
        await broker.orders.cancel({ brokerOrderId }, { priority: 'cancel', patienceMs: CALL_PATIENCE_MS });
        entries.push(entryOf(order, 'unwanted-order'));
      } catch (error) {
        if (error instanceof NotFoundError) return;
        logger.warn({ err: error, task: order.taskId }, 'an unwanted order is not cancelled yet');
        if (error instanceof BrokerError && error.remedy === 'final' && isNews(order))
          entries.push(entryOf(order, 'cancel-refused', refusalOf(error)));
      }
    });
    await Promise.all(cancelling);
    await appendToJournal(db, entries);
  }

  function isNews({ clientOrderId }: UnwantedOrder): boolean {
    const lastMs = toldAtMs.get(clientOrderId) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - lastMs < TELL_AGAIN_MS) return false;
    toldAtMs.set(clientOrderId, performance.now());
    return true;
  }

  const endListening = [
    notifications.on('halt', announced),
    notifications.on('wish', announced),
    notifications.on('cancel', announced),
    notifications.onResync(announced),
  ];
  announced();
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const end of endListening) end();
    },
  };
}

const entryOf = (
  { taskId, ticker, number }: UnwantedOrder,
  kind: 'unwanted-order' | 'cancel-refused',
  more: JournalEntry['data'] = {},
): JournalEntry => ({ taskId, kind, severity: 'warning', data: { ticker, number, ...more } });

const refusalOf = ({ brokerCode, code, brokerMessage, trackingId }: BrokerError): JournalEntry['data'] => ({
  code: brokerCode ?? code,
  message: brokerMessage ?? '',
  ...(trackingId && { trackingId }),
});
