import {
  type InfoSubscription,
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

  /** A new stream asks for everything that is watched: what was gathered for the one before is void. */
  clear(): void {
    this.#wanted.clear();
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

export interface SubscriptionAnswer {
  readonly kind: 'book' | 'status';
  readonly instrumentUid: string;
  /** The broker's reason; undefined when it accepted. */
  readonly refusal: string | undefined;
}

/** What the broker says of each subscription, or of the end of one: the message does not tell which. */
export function subscriptionAnswers({
  subscribeOrderBookResponse,
  subscribeInfoResponse,
}: MarketDataResponse): SubscriptionAnswer[] {
  const books = subscribeOrderBookResponse?.orderBookSubscriptions ?? [];
  const statuses = subscribeInfoResponse?.infoSubscriptions ?? [];
  return [
    ...books.map((each) => ({ kind: 'book' as const, ...answerOf(each) })),
    ...statuses.map((each) => ({ kind: 'status' as const, ...answerOf(each) })),
  ];
}

const answerOf = (answer: Pick<InfoSubscription, 'instrumentUid' | 'subscriptionStatus'>) => ({
  instrumentUid: answer.instrumentUid,
  refusal:
    answer.subscriptionStatus === SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS
      ? undefined
      : (SubscriptionStatus[answer.subscriptionStatus] ?? String(answer.subscriptionStatus)),
});
