import type { OrderStateStreamResponse } from 'tinkoff-invest-api/dist/generated/orders.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import type { OrderDesk, OrderStateHub } from '../broker.js';
import type { GrpcClients } from '../grpc/client.js';
import { NewerOrdersStreamService } from '../grpc/newer-fields.js';
import { fromStreamedOrderState } from '../order-conversions.js';
import { keepStreamOpen, PING_MS, type StreamLogger } from './reconnecting-stream.js';

/** While an order works, the account's orders are read this often besides: a stream may lose an event. */
const READ_BESIDE_MS = 5_000;
/** Final orders are remembered for a day at most, and so many. */
const REMEMBERED_FINAL = 5_000;
const RETRY_MS = 500;

export interface OrderStateHubDependencies {
  readonly clients: GrpcClients;
  readonly accountId: string;
  readonly orders: OrderDesk;
  readonly logger: StreamLogger;
}

/**
 * All orders of the account in one place: stream events, unary answers and snapshots are joined by our key, or by the
 * broker's id where an order has none of ours.
 */
export function createOrderStateHub({
  clients,
  accountId,
  orders,
  logger,
}: OrderStateHubDependencies): OrderStateHub & { close(): void } {
  const client = clients.streamsOf(NewerOrdersStreamService);
  const known = new Map<string, OrderSnapshot>();
  const working = new Map<string, OrderSnapshot>();
  const answeredIds = new Map<string, string>();
  const listeners = new Set<(order: OrderSnapshot) => void>();
  let live = false;
  let closed = false;
  let stream: { close(): void } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const merge = (told: OrderSnapshot, isStreamed = false) => {
    const key = told.clientOrderId ?? told.brokerOrderId;
    const before = known.get(key);
    let order = before ? joined(before, told) : told;
    // A stream's first event may carry an internal id; what a unary call answered is the exchange's.
    if (!isStreamed) answeredIds.set(key, told.brokerOrderId);
    else order = { ...order, brokerOrderId: answeredIds.get(key) ?? told.brokerOrderId };
    known.delete(key);
    known.set(key, order);
    if (isFinal(order.status)) working.delete(key);
    else working.set(key, order);
    forget();
    for (const listener of listeners) listener(order);
  };

  const forget = () => {
    if (known.size - working.size <= REMEMBERED_FINAL) return;
    for (const key of known.keys()) {
      if (working.has(key)) continue;
      known.delete(key);
      answeredIds.delete(key);
      return;
    }
  };

  const refresh = async () => {
    for (const order of await orders.today()) merge(order);
  };

  const afterConnect = async (signal: AbortSignal) => {
    while (!closed && !signal.aborted && !live) {
      try {
        await refresh();
        live = !signal.aborted;
      } catch (err) {
        logger.warn({ err }, 'the orders of the day could not be read, trying again');
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  };

  const open = (signal: AbortSignal): AsyncIterable<OrderStateStreamResponse> => {
    void afterConnect(signal);
    return client.orderStateStream({ accounts: [accountId], pingDelayMillis: PING_MS }, { signal });
  };

  return {
    start() {
      stream = keepStreamOpen({
        name: 'own orders',
        open,
        onMessage: ({ orderState }) => {
          if (orderState?.accountId === accountId) merge(fromStreamedOrderState(orderState), true);
        },
        onBreak: () => {
          live = false;
        },
        logger,
      });
      timer = setInterval(() => {
        if (working.size > 0)
          refresh().catch((err: unknown) =>
            logger.debug({ err }, 'the orders could not be read beside the stream'),
          );
      }, READ_BESIDE_MS);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    working: (instrumentUid) =>
      [...working.values()].filter((order) => order.instrumentUid === instrumentUid),
    byClientOrderId: (clientOrderId) => known.get(clientOrderId),
    merge: (order) => merge(order),
    refresh,
    get live() {
      return live;
    },
    close() {
      closed = true;
      clearInterval(timer);
      stream?.close();
    },
  };
}

/** Executed lots never go back, a final state stays, and what one source leaves out is kept from the other. */
function joined(before: OrderSnapshot, told: OrderSnapshot): OrderSnapshot {
  const older = told.lotsExecuted < before.lotsExecuted || (isFinal(before.status) && !isFinal(told.status));
  const [base, newer] = older ? [told, before] : [before, told];
  const exact =
    newer.lotsExecuted === base.lotsExecuted
      ? (newer.executedValue ?? base.executedValue)
      : newer.executedValue;
  const { executedValue: _, ...rest } = { ...base, ...newer };
  return exact ? { ...rest, executedValue: exact } : rest;
}
