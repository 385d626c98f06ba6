import type { Exchange } from '../exchange/exchange.js';
import type { Listing } from '../exchange/listing.js';
import { Topic } from './topic.js';

/** The broker sends a book at most this often. */
const SHORTEST_MS = 100;

interface Pace {
  sentAtMs: number;
  timer: NodeJS.Timeout | undefined;
}

/** Changes of books at the broker's pace: the first at once, what follows too soon is gathered into one. */
export class BookFeed {
  readonly changes = new Topic<Listing>();
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
      this.changes.publish(listing);
    };
    if (wait <= 0) send();
    else pace.timer = setTimeout(send, Math.ceil(wait));
  }
}
