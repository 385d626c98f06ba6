import { randomUUID } from 'node:crypto';
import { SubscriptionAction, SubscriptionStatus } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../../exchange/exchange.js';
import type { PaperInstrument } from '../../instruments/instrument.js';

export type Named = { readonly figi: string; readonly instrumentId: string };

export interface Subscription<T> {
  readonly instrument: PaperInstrument;
  readonly subscriptionId: string;
  readonly terms: T;
}

/** The answer to one wish: what the contract's message says of it, and the subscription if it is there now. */
export interface Answer<T> {
  readonly figi: string;
  readonly instrumentUid: string;
  readonly subscriptionStatus: SubscriptionStatus;
  readonly streamId: string;
  readonly subscriptionId: string;
  readonly subscription: Subscription<T> | undefined;
}

export interface StreamIdentity {
  readonly streamId: string;
  readonly trackingId: string;
}

/** The subscriptions of one kind in one stream. `T` is what may differ between them besides the instrument. */
export class SubscriptionList<T> {
  readonly #exchange: Exchange;
  readonly #streamId: string;
  readonly #hasRoom: () => boolean;
  readonly #entries = new Map<string, Subscription<T>>();

  constructor(parts: { exchange: Exchange; streamId: string; hasRoom: () => boolean }) {
    this.#exchange = parts.exchange;
    this.#streamId = parts.streamId;
    this.#hasRoom = parts.hasRoom;
  }

  get size(): number {
    return this.#entries.size;
  }

  get all(): readonly Subscription<T>[] {
    return [...this.#entries.values()];
  }

  get(instrument: PaperInstrument, variant = ''): Subscription<T> | undefined {
    return this.#entries.get(instrument.uid + variant);
  }

  /** `variant` keeps several subscriptions to one instrument apart; `invalid` says what is wrong with the wish. */
  change({
    wanted,
    action,
    terms,
    variant = '',
    invalid,
  }: {
    wanted: Named;
    action: SubscriptionAction;
    terms: T;
    variant?: string;
    invalid?: SubscriptionStatus | undefined;
  }): Answer<T> {
    const instrument = this.#exchange.catalogue.find(wanted.instrumentId || wanted.figi);
    const subscriptionId = randomUUID();
    const answer = (subscriptionStatus: SubscriptionStatus, subscription?: Subscription<T>): Answer<T> => ({
      figi: instrument?.figi ?? wanted.figi,
      instrumentUid: instrument?.uid ?? wanted.instrumentId,
      subscriptionStatus,
      streamId: this.#streamId,
      subscriptionId,
      subscription,
    });
    if (invalid !== undefined) return answer(invalid);
    if (!instrument) return answer(SubscriptionStatus.SUBSCRIPTION_STATUS_INSTRUMENT_NOT_FOUND);
    const key = instrument.uid + variant;
    if (action === SubscriptionAction.SUBSCRIPTION_ACTION_UNSUBSCRIBE) {
      const { SUBSCRIPTION_STATUS_SUCCESS, SUBSCRIPTION_STATUS_SUBSCRIPTION_NOT_FOUND } = SubscriptionStatus;
      const known = this.#entries.delete(key);
      return answer(known ? SUBSCRIPTION_STATUS_SUCCESS : SUBSCRIPTION_STATUS_SUBSCRIPTION_NOT_FOUND);
    }
    if (action !== SubscriptionAction.SUBSCRIPTION_ACTION_SUBSCRIBE)
      return answer(SubscriptionStatus.SUBSCRIPTION_STATUS_SUBSCRIPTION_ACTION_IS_INVALID);
    if (!this.#entries.has(key) && !this.#hasRoom())
      return answer(SubscriptionStatus.SUBSCRIPTION_STATUS_LIMIT_IS_EXCEEDED);
    const subscription = { instrument, subscriptionId, terms };
    this.#entries.set(key, subscription);
    return answer(SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS, subscription);
  }

  /** What is subscribed to now, as answers of success. */
  mine(): Answer<T>[] {
    return this.all.map((subscription) => ({
      figi: subscription.instrument.figi,
      instrumentUid: subscription.instrument.uid,
      subscriptionStatus: SubscriptionStatus.SUBSCRIPTION_STATUS_SUCCESS,
      streamId: this.#streamId,
      subscriptionId: subscription.subscriptionId,
      subscription,
    }));
  }
}

/** Without what is not for the wire. */
export function toWire<T>({ subscription: _, ...answer }: Answer<T>): Omit<Answer<T>, 'subscription'> {
  return answer;
}
