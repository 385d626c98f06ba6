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

export type Action = 'subscribe' | 'unsubscribe';

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
  readonly #send: (uids: readonly string[], action: Action) => void;

  constructor(send: (uids: readonly string[], action: Action) => void) {
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
      if (uids.length > 0) this.#send(uids, action);
    }
  }
}

const KINDS = ['book', 'status'] as const;
export type Kind = (typeof KINDS)[number];

export interface SubscriptionAnswer {
  readonly kind: Kind;
  readonly instrumentUid: string;
  /** The broker's reason; undefined when it accepted. */
  readonly refusal: string | undefined;
  /** It was refused because the stream has as many subscriptions as it may. */
  readonly isFull: boolean;
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
  isFull: answer.subscriptionStatus === SubscriptionStatus.SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED,
  refusal:
    answer.subscriptionStatus === SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS
      ? undefined
      : (SubscriptionStatus[answer.subscriptionStatus] ?? String(answer.subscriptionStatus)),
});

/**
 * What was asked on one connection and not answered yet. An answer does not tell whether it is to the beginning or to
 * the end of a subscription, but answers come in the order of the requests.
 */
export class AwaitedAnswers {
  readonly #asked = new Map<string, Action[]>();

  sent(uids: readonly string[], action: Action): void {
    for (const uid of uids) {
      for (const kind of KINDS) {
        const name = nameOf(kind, uid);
        this.#asked.set(name, [...(this.#asked.get(name) ?? []), action]);
      }
    }
  }

  /** @returns whether this is the answer to the newest request about the instrument, a subscription. */
  isToSubscription({ kind, instrumentUid }: SubscriptionAnswer): boolean {
    const [action, ...later] = this.#asked.get(nameOf(kind, instrumentUid)) ?? [];
    if (later.length > 0) this.#asked.set(nameOf(kind, instrumentUid), later);
    else this.#asked.delete(nameOf(kind, instrumentUid));
    return action === 'subscribe' && later.length === 0;
  }

  /** Until the end of a subscription is answered, what comes may be left over from before it. */
  isEnding(kind: Kind, uid: string): boolean {
    if (this.#asked.size === 0) return false;
    return this.#asked.get(nameOf(kind, uid))?.includes('unsubscribe') ?? false;
  }
}

const nameOf = (kind: Kind, uid: string): string => `${kind} ${uid}`;
