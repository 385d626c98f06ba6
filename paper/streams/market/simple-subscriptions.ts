/** Trades, statuses and last prices: subscriptions that have nothing but an instrument. */
import {
  type MarketDataResponse,
  type SubscriptionAction,
  TradeSourceType,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../../exchange/exchange.js';
import { toLastPrice, toStreamStatus, toTrade } from '../../services/market-messages.js';
import { type Answer, type Named, type SubscriptionList, toWire } from './subscription-list.js';

type Push = (message: MarketDataResponse) => void;
type WireAnswer = Omit<Answer<undefined>, 'subscription'>;

export class SimpleSubscriptions {
  readonly list: SubscriptionList<undefined>;
  readonly #answer: (answers: WireAnswer[]) => void;

  constructor(list: SubscriptionList<undefined>, answer: (answers: WireAnswer[]) => void) {
    this.list = list;
    this.#answer = answer;
  }

  handle({
    instruments,
    subscriptionAction: action,
  }: {
    readonly instruments: readonly Named[];
    readonly subscriptionAction: SubscriptionAction;
  }): Answer<undefined>[] {
    const answers = instruments.map((wanted) => this.list.change({ wanted, action, terms: undefined }));
    this.#answer(answers.map(toWire));
    return answers;
  }

  tellMine(): void {
    if (this.list.size > 0) this.#answer(this.list.mine().map(toWire));
  }
}

type Lists = Readonly<Record<'trades' | 'infos' | 'lastPrices', SubscriptionList<undefined>>>;

/** The three kinds with the contract's words of each, and what makes them speak. */
export function simpleKinds({
  exchange,
  push,
  trackingId,
  lists,
}: {
  exchange: Exchange;
  push: Push;
  trackingId: string;
  lists: Lists;
}) {
  const trades = new SimpleSubscriptions(lists.trades, (tradeSubscriptions) =>
    push({
      subscribeTradesResponse: {
        trackingId,
        tradeSubscriptions,
        tradeSource: TradeSourceType.TRADE_SOURCE_EXCHANGE,
      },
    }),
  );
  const infos = new SimpleSubscriptions(lists.infos, (infoSubscriptions) =>
    push({ subscribeInfoResponse: { trackingId, infoSubscriptions } }),
  );
  const lastPrices = new SimpleSubscriptions(lists.lastPrices, (lastPriceSubscriptions) =>
    push({ subscribeLastPriceResponse: { trackingId, lastPriceSubscriptions } }),
  );
  const endings = [
    exchange.trades.subscribe((trade) => {
      const { instrument } = trade;
      if (lists.trades.get(instrument)) push({ trade: toTrade(trade) });
      if (lists.lastPrices.get(instrument)) push({ lastPrice: toLastPrice(exchange.listing(instrument)) });
    }),
    exchange.conditions.subscribe((instrument) => {
      if (lists.infos.get(instrument)) push({ tradingStatus: toStreamStatus(exchange, instrument) });
    }),
  ];
  return { trades, infos, lastPrices, endings };
}
