import {
  type MarketDataRequest,
  type MarketDataResponse,
  type OrderBook,
  OrderBookType,
  SubscriptionStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../../exchange/exchange.js';
import type { Listing } from '../../exchange/listing.js';
import type { Random } from '../../market/random.js';
import { toStreamBook } from '../../services/market-messages.js';
import type { BookChange, BookFeed } from '../book-feed.js';
import { type Answer, type SubscriptionList, toWire } from './subscription-list.js';

const DEPTHS = new Set([1, 10, 20, 30, 40, 50]);
/** Of a thousand books, so many are sent broken before the whole one; dealer's books go out beside exchange's. */
const INCONSISTENT = 3;
const DEALER = 30;

export interface BookTerms {
  readonly depth: number;
  readonly type: OrderBookType;
}

/** Books: at once when subscribed to, then whenever they change. */
export class BookSubscriptions {
  readonly list: SubscriptionList<BookTerms>;
  readonly #exchange: Exchange;
  readonly #push: (message: MarketDataResponse) => void;
  readonly #trackingId: string;
  readonly #oddities: Random;
  readonly #isCalm: () => boolean;
  readonly close: () => void;

  constructor(parts: {
    exchange: Exchange;
    bookFeed: BookFeed;
    list: SubscriptionList<BookTerms>;
    push: (message: MarketDataResponse) => void;
    trackingId: string;
    /** What a careless client stumbles over, unless the market is calm. */
    oddities: Random;
    isCalm: () => boolean;
  }) {
    this.list = parts.list;
    this.#exchange = parts.exchange;
    this.#push = parts.push;
    this.#trackingId = parts.trackingId;
    this.#oddities = parts.oddities;
    this.#isCalm = parts.isCalm;
    this.close = parts.bookFeed.changes.subscribe((change) => {
      const subscription = this.list.get(change.listing.instrument);
      if (subscription) this.#send(change, subscription.terms);
    });
  }

  handle(request: NonNullable<MarketDataRequest['subscribeOrderBookRequest']>): Answer<BookTerms>[] {
    const answers = request.instruments.map((wanted) => {
      // Exchange and dealer books together is what the broker sends to those who do not choose.
      const type = wanted.orderBookType || OrderBookType.ORDERBOOK_TYPE_ALL;
      const { depth } = wanted;
      const invalid = DEPTHS.has(depth) ? undefined : SubscriptionStatus.SUBSCRIPTION_STATUS_DEPTH_IS_INVALID;
      const terms = { depth, type };
      return { terms, ...this.list.change({ wanted, action: request.subscriptionAction, terms, invalid }) };
    });
    this.#answer(answers);
    return answers;
  }

  snapshot(answers: readonly Answer<BookTerms>[]): void {
    for (const { subscription } of answers) {
      if (subscription) {
        const listing = this.#exchange.listing(subscription.instrument);
        this.#push({ orderbook: bookOf(listing, subscription.terms) });
      }
    }
  }

  tellMine(): void {
    const mine = this.list
      .mine()
      .flatMap((answer) => (answer.subscription ? [{ ...answer, terms: answer.subscription.terms }] : []));
    if (mine.length > 0) this.#answer(mine);
  }

  #answer(answers: readonly (Answer<BookTerms> & { terms: BookTerms })[]): void {
    const orderBookSubscriptions = answers.map(({ terms, ...answer }) => ({
      ...toWire(answer),
      depth: terms.depth,
      orderBookType: terms.type,
    }));
    this.#push({ subscribeOrderBookResponse: { trackingId: this.#trackingId, orderBookSubscriptions } });
  }

  #send({ listing, message }: BookChange, terms: BookTerms): void {
    const isOdd = (perMille: number) => !this.#isCalm() && this.#oddities.below(1_000) < perMille;
    if (isOdd(INCONSISTENT)) {
      const broken = bookOf(listing, terms);
      this.#push({ orderbook: { ...broken, isConsistent: false, asks: broken.bids } });
    }
    const wantsDealers = terms.type === OrderBookType.ORDERBOOK_TYPE_DEALER;
    const isDealersTurn = terms.type === OrderBookType.ORDERBOOK_TYPE_ALL && isOdd(DEALER);
    if (wantsDealers || isDealersTurn) this.#push({ orderbook: dealersBook(listing, terms) });
    if (wantsDealers) return;
    this.#push(message({ depth: terms.depth, type: OrderBookType.ORDERBOOK_TYPE_EXCHANGE }));
  }
}

/** Who wants both gets the exchange's, and the dealer's now and then. */
const bookOf = (listing: Listing, terms: BookTerms): OrderBook =>
  terms.type === OrderBookType.ORDERBOOK_TYPE_DEALER
    ? dealersBook(listing, terms)
    : toStreamBook(listing, { ...terms, type: OrderBookType.ORDERBOOK_TYPE_EXCHANGE });

/** The broker quotes worse than the exchange, and little. */
function dealersBook(listing: Listing, { depth }: BookTerms): OrderBook {
  const book = toStreamBook(listing, { depth, type: OrderBookType.ORDERBOOK_TYPE_DEALER });
  const worst = (levels: OrderBook['bids']) => levels.slice(-1).map(({ price }) => ({ price, quantity: 1 }));
  return { ...book, bids: worst(book.bids), asks: worst(book.asks) };
}
