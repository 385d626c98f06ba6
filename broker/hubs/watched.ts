import type { OrderBook as RawBook } from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Book } from '../../domain/book.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Instrument, TradingStatus } from '../../domain/instrument.js';
import { fromStreamedBook, type MadeBook } from '../book-conversions.js';
import type { MarketGlimpse } from '../broker.js';
import { scaleOf } from '../price-scale.js';
import { createListeners, type Listeners } from './listeners.js';
import type { Kind } from './market-requests.js';
import type { StreamLogger } from './reconnecting-stream.js';

/** What the hub holds of one instrument. */
export interface Watched {
  readonly instrument: Instrument;
  readonly listeners: Listeners<[]>;
  /** Those who watch it, or did so a moment ago: for them it is read besides what the stream does not tell. */
  watchers: number;
  /** Those who glance at it, or did so a moment ago. */
  glances: number;
  /** What the broker said that it tells changes of. */
  readonly accepted: Set<Kind>;
  /** The newest book that the stream told; until it does, `book` is a snapshot. */
  raw: RawBook | undefined;
  /** When `raw` came, in monotonic milliseconds. */
  receivedAtMs: number;
  /** Made from `raw` when it is first read: most books are replaced before anybody looks. */
  book: Book | undefined;
  /** The last book that was made from one of the stream, which shares most prices with the next. */
  made: MadeBook | undefined;
  /** That `made` was made with: with another one a book is made anew. */
  priceStep: Decimal | undefined;
  status: TradingStatus | undefined;
}

export const newlyWatched = (instrument: Instrument, logger: StreamLogger): Watched => ({
  instrument,
  listeners: createListeners<[]>(logger),
  watchers: 0,
  glances: 0,
  accepted: new Set(),
  raw: undefined,
  receivedAtMs: 0,
  book: undefined,
  made: undefined,
  priceStep: undefined,
  status: undefined,
});

export const isKnown = (kind: Kind, { raw, book, status }: Watched): boolean =>
  kind === 'book' ? raw !== undefined || book !== undefined : status !== undefined;

/** Made when somebody looks, and then kept. */
export function bookOf(one: Watched): Book | undefined {
  if (!one.raw) return one.book;
  const { priceStep } = one.instrument;
  if (!one.book || one.priceStep !== priceStep) {
    const made = one.priceStep === priceStep ? one.made : undefined;
    const book = fromStreamedBook(one.raw, scaleOf(one.instrument), made);
    one.book = { ...book, receivedAtMs: one.receivedAtMs };
    one.made = { raw: one.raw, book };
    one.priceStep = priceStep;
  }
  return one.book;
}

/** As it is now, whatever becomes of the subscription; also the book is made only when somebody looks. */
export function glimpseOf(one: Watched): MarketGlimpse {
  const { raw, instrument, receivedAtMs, status } = one;
  if (!raw || one.book) {
    const book = bookOf(one);
    return { status, book: () => book };
  }
  return { status, book: () => ({ ...fromStreamedBook(raw, scaleOf(instrument)), receivedAtMs }) };
}

/**
 * A snapshot read when the subscription held may overtake a message that was under way. Two messages of one connection
 * cannot overtake each other, whatever their times say.
 */
export const isOlderThanSnapshot = (raw: RawBook, { raw: told, book: snapshot }: Watched): boolean =>
  told === undefined && raw.time !== undefined && snapshot?.at !== undefined && raw.time < snapshot.at;
