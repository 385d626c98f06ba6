import {
  type MarketDataRequest,
  type MarketDataResponse,
  OrderBookType,
  SubscriptionAction,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';

/** Ten levels are enough for pricing, and half the bytes of twenty. */
export const BOOK_DEPTH = 10;

type Action = 'subscribe' | 'unsubscribe';

const ACTIONS = {
  subscribe: SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE,
  unsubscribe: SubscriptionAction.SUBSCRIPTION_ACTION_UNSUBSCRIBE,
} as const;

/** The book and the trading status of each, in one request for either. */
export function subscriptionRequests(uids: readonly string[], action: Action): MarketDataRequest[] {
  if (uids.length === 0) return [];
  const subscriptionAction = ACTIONS[action];
  const ids = uids.map((instrumentId) => ({ figi: '', instrumentId }));
  return [
    {
      subscribeOrderBookRequest: {
        subscriptionAction,
        // The default mixes in the broker's own quotes.
        instruments: ids.map((id) => ({
          ...id,
          depth: BOOK_DEPTH,
          orderBookType: OrderBookType.ORDERBOOK_TYPE_EXCHANGE,
        })),
      },
    },
    { subscribeInfoRequest: { subscriptionAction, instruments: ids } },
  ];
}

/** Gathers what is asked for within one turn of the event loop: requests are counted by the broker, instruments are not. */
export class SubscriptionChanges {
  readonly #wanted = new Map<string, Action>();
  readonly #send: (request: MarketDataRequest) => void;

  constructor(send: (request: MarketDataRequest) => void) {
    this.#send = send;
  }

  add(uid: string, action: Action): void {
    if (this.#wanted.size === 0) queueMicrotask(() => this.#flush());
    this.#wanted.set(uid, action);
  }

  #flush(): void {
    const all = [...this.#wanted];
    this.#wanted.clear();
    for (const action of ['unsubscribe', 'subscribe'] as const) {
      const uids = all.filter(([, each]) => each === action).map(([uid]) => uid);
      for (const request of subscriptionRequests(uids, action)) this.#send(request);
    }
  }
}

/** Instruments whose subscription the broker did not accept, with its reason. */
export function refusedSubscriptions({
  subscribeOrderBookResponse,
  subscribeInfoResponse,
}: MarketDataResponse): { instrumentUid: string; status: string }[] {
  const answers = [
    ...(subscribeOrderBookResponse?.orderBookSubscriptions ?? []),
    ...(subscribeInfoResponse?.infoSubscriptions ?? []),
  ];
  return answers
    .filter(({ subscriptionStatus }) => subscriptionStatus !== SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS)
    .map(({ instrumentUid, subscriptionStatus }) => ({
      instrumentUid,
      status: SubscriptionStatus[subscriptionStatus] ?? String(subscriptionStatus),
    }));
}
