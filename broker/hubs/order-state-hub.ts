import { setTimeout as delay } from 'node:timers/promises';
import { ResultSubscriptionStatus } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type OrderStateStreamResponse,
  OrdersStreamServiceDefinition,
  type SubscriptionResponse,
} from 'tinkoff-invest-api/dist/generated/orders.js';
import type { Instrument } from '../../domain/instrument.js';
import { isFinal, type OrderSnapshot } from '../../domain/order.js';
import type { OrderDesk, OrderStateHub } from '../broker.js';
import { RateLimitedError, UnavailableError } from '../errors.js';
import { freshOnce } from '../fresh-once.js';
import type { GrpcClients } from '../grpc/client.js';
import { type DoubtStep, fromStreamedOrderState } from '../order-conversions.js';
import { HUB_TIMES, type HubTimes } from './hub-times.js';
import { JustEnded } from './just-ended.js';
import { createListeners } from './listeners.js';
import { OrderMemory } from './order-memory.js';
import { keepStreamOpen, type StreamLogger } from './reconnecting-stream.js';

/** Orders that a snapshot left out are asked for one by one, so many a reading: single look-ups are few a minute. */
const ASKED_A_READING = 2;
/** The first pause before the same order is asked for again in vain; it doubles. */
const ASK_AGAIN_MS = 5_000;
const RETRY_MS = 500;

export interface OrderStateHubDependencies {
  readonly clients: GrpcClients;
  readonly accountId: string;
  readonly orders: Pick<OrderDesk, 'today' | 'state'>;
  /** How an instrument is quoted, where the catalogue is there already. @default nothing is known */
  readonly knownInstrument?: (uid: string) => Instrument | undefined;
  readonly doubtStep?: DoubtStep;
  /** @default HUB_TIMES */
  readonly times?: HubTimes;
  readonly logger: StreamLogger;
}

/** All orders of the account in one place: stream events, unary answers and snapshots, each told once and joined. */
export function createOrderStateHub({
  clients,
  accountId,
  orders,
  knownInstrument = () => undefined,
  doubtStep,
  times = HUB_TIMES,
  logger,
}: OrderStateHubDependencies): OrderStateHub & { close(): void } {
  const client = clients.streamsOf(OrdersStreamServiceDefinition);
  const memory = new OrderMemory();
  const ended = new JustEnded();
  const listeners = createListeners<[OrderSnapshot]>(logger);
  const liveListeners = createListeners<[]>(logger);
  const askedInVain = new Map<string, { pauseMs: number; againAtMs: number }>();
  const closing = new AbortController();
  let live = false;
  let onSubscribed: () => void = () => undefined;

  const merge = (told: OrderSnapshot, source: 'stream' | 'answer') => {
    const news = memory.merge(told, source);
    if (!news) return;
    if (isFinal(news.status)) ended.add(news);
    listeners.tell(news);
  };

  /** Shared as a whole: after a break every executor wants it, and single look-ups are few a minute. */
  const refresh = freshOnce(async () => {
    const askedAtMs = Date.now();
    for (const order of await orders.today()) merge(order, 'answer');
    await askAbout(memory.untoldSince(askedAtMs));
  });

  /**
   * Orders we take for working that the account's list does not hold: they ended, and nobody told us. That one is
   * not found proves nothing, so it is asked for again, ever more seldom.
   */
  const askAbout = async (lost: readonly OrderSnapshot[]) => {
    for (const id of askedInVain.keys()) {
      if (!lost.some(({ brokerOrderId }) => brokerOrderId === id)) askedInVain.delete(id);
    }
    const due = lost.filter(({ brokerOrderId: id }) => (askedInVain.get(id)?.againAtMs ?? 0) <= Date.now());
    for (const { brokerOrderId } of due.slice(0, ASKED_A_READING)) {
      try {
        merge(await orders.state({ brokerOrderId }), 'answer');
      } catch (err) {
        const inVain = askedInVain.get(brokerOrderId)?.pauseMs ?? ASK_AGAIN_MS / 2;
        // What was not asked for want of room was not asked in vain.
        const isDry = err instanceof RateLimitedError;
        const [pauseMs, waitMs] = isDry ? [inVain, err.resetMs] : [inVain * 2, inVain * 2];
        askedInVain.set(brokerOrderId, { pauseMs, againAtMs: Date.now() + waitMs });
        logger.debug(
          { err, brokerOrderId },
          'an order taken for working is not listed, and could not be read',
        );
      }
    }
  };

  /** A snapshot read before the stream said its first word could miss what happens between the two. */
  const becomeLive = async (subscribed: Promise<void>, signal: AbortSignal) => {
    await subscribed;
    while (!signal.aborted) {
      try {
        await refresh();
        if (signal.aborted) return;
        live = true;
        liveListeners.tell();
        return;
      } catch (err) {
        logger.warn({ err }, 'the orders of the day could not be read, trying again');
        // The budget knows to the millisecond when there is room again, and who is next then.
        const pauseMs = err instanceof RateLimitedError ? err.resetMs : RETRY_MS * (1 + Math.random() / 2);
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  };

  const open = (signal: AbortSignal): AsyncIterable<OrderStateStreamResponse> => {
    const subscribed = new Promise<void>((resolve) => {
      onSubscribed = resolve;
    });
    void becomeLive(subscribed, signal);
    return client.orderStateStream({ accounts: [accountId], pingDelayMs: times.pingMs }, { signal });
  };

  const readBeside = async () => {
    while (!closing.signal.aborted) {
      await delay(times.readBesideMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (closing.signal.aborted || !memory.isAnyWorking) continue;
      await refresh().catch((err: unknown) =>
        logger.debug({ err }, 'the orders could not be read beside the stream'),
      );
    }
  };

  return {
    start() {
      const stream = keepStreamOpen({
        name: 'own orders',
        open,
        onMessage: ({ orderState, subscription }) => {
          if (subscription) throwIfRefused(subscription);
          onSubscribed();
          if (orderState?.accountId !== accountId) return;
          const instrument = knownInstrument(orderState.instrumentUid);
          merge(fromStreamedOrderState(orderState, instrument, doubtStep), 'stream');
        },
        onBreak: () => {
          live = false;
        },
        times,
        logger,
      });
      closing.signal.addEventListener('abort', () => stream.close());
      void readBeside();
    },
    onChange: listeners.add,
    onLive: liveListeners.add,
    working: (instrumentUid) => memory.workingIn(instrumentUid),
    justEnded: (instrumentUid) => ended.of(instrumentUid),
    byClientOrderId: (clientOrderId) => memory.byClientOrderId(clientOrderId),
    merge: (order) => merge(order, 'answer'),
    refresh,
    get live() {
      return live;
    },
    close: () => closing.abort(),
  };
}

/** A stream whose subscription was refused may stay open, ping, and tell nothing. */
function throwIfRefused({ status, error, trackingId }: SubscriptionResponse): void {
  if (status !== ResultSubscriptionStatus.RESULT_SUBSCRIPTION_STATUS_ERROR) return;
  throw new UnavailableError({
    method: 'OrderStateStream',
    trackingId,
    ...(error && { brokerCode: error.code, brokerMessage: error.message }),
  });
}
