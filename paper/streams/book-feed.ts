import type { MarketDataResponse, OrderBookType } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Exchange } from '../exchange/exchange.js';
import type { Listing } from '../exchange/listing.js';
import { forMany } from '../grpc/encoded-once.js';
import { toStreamBook } from '../services/market-messages.js';
import { Topic } from './topic.js';

/** The broker sends a book at most this often. */
const SHORTEST_MS = 100;

interface Pace {
  sentAtMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** A book as it has just changed. */
export interface BookChange {
  readonly listing: Listing;
  /** The message for everybody who asked for that depth and type. */
  message(wanted: { depth: number; type: OrderBookType }): MarketDataResponse;
}

/** Changes of books at the broker's pace: the first at once, what follows too soon is gathered into one. */
export class BookFeed {
  readonly changes = new Topic<BookChange>();
  /** One for each instrument, for good. */
  readonly #paces = new Map<string, Pace>();

  constructor(exchange: Exchange) {
    exchange.books.subscribe((listing) => this.#changed(listing));
  }

  close(): void {
    for (const { timer } of this.#paces.values()) clearTimeout(timer);
  }

  #changed(listing: Listing): void {
    const { uid } = listing.instrument;
    const pace = this.#paces.get(uid) ?? { sentAtMs: Number.NEGATIVE_INFINITY, timer: undefined };
    this.#paces.set(uid, pace);
    if (pace.timer) return;
    const wait = pace.sentAtMs + SHORTEST_MS - performance.now();
    const send = () => {
      pace.timer = undefined;
      pace.sentAtMs = performance.now();
      this.changes.publish(changeOf(listing));
    };
    if (wait <= 0) send();
    else pace.timer = setTimeout(send, Math.ceil(wait));
  }
}

export function changeOf(listing: Listing): BookChange {
  const messages = new Map<string, MarketDataResponse>();
  return {
    listing,
    message(wanted) {
      const key = `${wanted.depth} ${wanted.type}`;
      const message = messages.get(key) ?? forMany({ orderbook: toStreamBook(listing, wanted) });
      messages.set(key, message);
      return message;
    },
  };
}
