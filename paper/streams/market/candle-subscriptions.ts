import {
  CandleSource,
  type GetCandlesRequest_CandleSource,
  type MarketDataRequest,
  type MarketDataResponse,
  type SubscriptionInterval,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import { type Bar, barOfTrade, joined } from '../../candles/bar.js';
import type { Candles } from '../../candles/candles.js';
import { candleEnd, candleStart, type Interval, intervalOf } from '../../candles/intervals.js';
import type { Clock } from '../../clock.js';
import type { Exchange } from '../../exchange/exchange.js';
import type { MarketTrade } from '../../exchange/floor.js';
import { barPrices } from '../../services/candles.js';
import { type Answer, type Subscription, type SubscriptionList, toWire } from './subscription-list.js';

export interface CandleTerms {
  readonly number: SubscriptionInterval;
  readonly interval: Interval | undefined;
  readonly waitingClose: boolean;
  readonly source: GetCandlesRequest_CandleSource | undefined;
  /** The candle that is being formed. */
  bar: Bar | undefined;
  /** Ends the waiting for its close. */
  stop: () => void;
}

type Push = (message: MarketDataResponse) => void;

/** Candles: with every trade, or, where that was asked for, once when they are closed. */
export class CandleSubscriptions {
  readonly list: SubscriptionList<CandleTerms>;
  readonly #candles: Candles;
  readonly #clock: Clock;
  readonly #push: Push;
  readonly #trackingId: string;
  readonly #leave: () => void;

  constructor(parts: {
    exchange: Exchange;
    candles: Candles;
    clock: Clock;
    list: SubscriptionList<CandleTerms>;
    push: Push;
    trackingId: string;
  }) {
    this.list = parts.list;
    this.#candles = parts.candles;
    this.#clock = parts.clock;
    this.#push = parts.push;
    this.#trackingId = parts.trackingId;
    this.#leave = parts.exchange.trades.subscribe((trade) => this.#add(trade));
  }

  close(): void {
    this.#leave();
    for (const { terms } of this.list.all) terms.stop();
  }

  handle(request: NonNullable<MarketDataRequest['subscribeCandlesRequest']>): Answer<CandleTerms>[] {
    const answers = request.instruments.map((wanted) => {
      const interval = intervalOf(wanted.interval);
      const terms: CandleTerms = {
        number: wanted.interval,
        interval,
        waitingClose: request.waitingClose,
        source: request.candleSourceType,
        bar: undefined,
        stop: () => undefined,
      };
      const variant = ` ${wanted.interval}`;
      this.#forget(wanted, variant);
      const invalid = interval ? undefined : SubscriptionStatus.SUBSCRIPTION_STATUS_INTERVAL_IS_INVALID;
      const action = request.subscriptionAction;
      return { ...this.list.change({ wanted, action, terms, variant, invalid }), terms };
    });
    this.#answer(answers);
    return answers;
  }

  /** The candle of this moment, for those who do not wait for its close. */
  snapshot(answers: readonly Answer<CandleTerms>[]): void {
    for (const { subscription } of answers) {
      const interval = subscription?.terms.interval;
      if (!subscription || !interval) continue;
      const fromMs = candleStart(interval, this.#clock.now());
      const [bar] = this.#candles.between(subscription.instrument, { interval, fromMs, toMs: fromMs + 1 });
      subscription.terms.bar = bar;
      if (bar) this.#changed(subscription, interval);
    }
  }

  tellMine(): void {
    const mine = this.list
      .mine()
      .flatMap((answer) => (answer.subscription ? [{ ...answer, terms: answer.subscription.terms }] : []));
    if (mine.length > 0) this.#answer(mine);
  }

  /** What is subscribed to again or given up waits no more for its old candle. */
  #forget({ instrumentId, figi }: { instrumentId: string; figi: string }, variant: string): void {
    for (const { instrument, terms } of this.list.all) {
      const isSame = [instrument.uid, instrument.figi].includes(instrumentId || figi);
      if (isSame && ` ${terms.number}` === variant) terms.stop();
    }
  }

  #answer(answers: readonly (Answer<CandleTerms> & { terms: CandleTerms })[]): void {
    const candlesSubscriptions = answers.map(({ terms, ...answer }) => ({
      ...toWire(answer),
      interval: terms.number,
      waitingClose: terms.waitingClose,
      candleSourceType: terms.source,
    }));
    this.#push({ subscribeCandlesResponse: { trackingId: this.#trackingId, candlesSubscriptions } });
  }

  #add(trade: MarketTrade): void {
    for (const subscription of this.list.all) {
      const { instrument, terms } = subscription;
      if (instrument !== trade.instrument || !terms.interval) continue;
      const bar = barOfTrade(candleStart(terms.interval, trade.atMs), trade);
      const isNew = terms.bar === undefined || bar.startMs > terms.bar.startMs;
      // The candle before may not have been told: a trade can come in the very moment of its close.
      if (isNew && terms.bar && terms.waitingClose) this.#send(subscription);
      terms.bar = isNew || !terms.bar ? bar : joined(terms.bar, bar);
      this.#changed(subscription, terms.interval, isNew);
    }
  }

  #changed(subscription: Subscription<CandleTerms>, interval: Interval, isNew = true): void {
    const { terms } = subscription;
    if (!terms.waitingClose) this.#send(subscription);
    else if (isNew && terms.bar) {
      terms.stop();
      terms.stop = this.#clock.at(candleEnd(interval, terms.bar.startMs), () => {
        this.#send(subscription);
        terms.bar = undefined;
      });
    }
  }

  #send({ instrument, terms: { bar, number } }: Subscription<CandleTerms>): void {
    if (!bar) return;
    this.#push({
      candle: {
        figi: instrument.figi,
        interval: number,
        ...barPrices(instrument, bar),
        volume: bar.volume,
        time: new Date(bar.startMs),
        lastTradeTs: new Date(bar.lastAtMs),
        instrumentUid: instrument.uid,
        candleSourceType: CandleSource.CANDLE_SOURCE_EXCHANGE,
      },
    });
  }
}
