import type {
  OrderBook as RawBook,
  TradingStatus as RawStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Book } from '../../domain/book.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Instrument, TradingStatus } from '../../domain/instrument.js';
import { fromStreamedBook, fromStreamedStatus, type MadeBook } from '../book-conversions.js';
import type { MarketDataHub } from '../broker.js';
import type { GrpcClients } from '../grpc/client.js';
import type { CachedInstruments } from '../instruments.js';
import { scaleOf } from '../price-scale.js';
import { HUB_LIMITS, HUB_TIMES, type HubLimits, type HubTimes } from './hub-times.js';
import { createListeners, type Listeners } from './listeners.js';
import type { Kind } from './market-requests.js';
import { createMarketSnapshots } from './market-snapshots.js';
import { type MarketStreamEvents, openMarketStream } from './market-stream.js';
import { createMarketStreams } from './market-streams.js';
import type { StreamLogger } from './reconnecting-stream.js';

interface Watched {
  readonly instrument: Instrument;
  readonly listeners: Listeners<[]>;
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

export interface MarketDataHubDependencies {
  readonly clients: GrpcClients;
  readonly instruments: Pick<CachedInstruments, 'book' | 'statuses'>;
  /** @default HUB_TIMES */
  readonly times?: HubTimes;
  /** @default HUB_LIMITS */
  readonly limits?: HubLimits;
  readonly logger: StreamLogger;
}

/**
 * Books and trading statuses for all tasks of a worker over as few streams as hold them. After a break nothing is known
 * until it is told again.
 */
export function createMarketDataHub({
  clients,
  instruments,
  times = HUB_TIMES,
  limits = HUB_LIMITS,
  logger,
}: MarketDataHubDependencies): MarketDataHub & { close(): void } {
  const watched = new Map<string, Watched>();

  const snapshots = createMarketSnapshots({
    instruments,
    times,
    logger,
    // What the stream told meanwhile is newer than an answer that was under way.
    onBook: (uid, book) => {
      const one = watched.get(uid);
      if (!one || one.raw) return;
      one.book = { ...book, receivedAtMs: performance.now() };
      one.listeners.tell();
    },
    onStatus: (uid, status) => {
      const one = watched.get(uid);
      if (!one || one.status) return;
      one.status = status;
      one.listeners.tell();
    },
  });

  /**
   * Books that are told when all that has arrived by now is read, still in this turn of the event loop: whoever is
   * behind looks at the newest of each once, and not at every one. Everything else is told at once.
   */
  const untold = new Set<Watched>();
  const tellSoon = (one: Watched) => {
    if (untold.size === 0) setImmediate(tellBooks);
    untold.add(one);
  };
  const tellBooks = () => {
    const all = [...untold];
    untold.clear();
    for (const { listeners } of all) listeners.tell();
  };

  const onBook = (raw: RawBook) => {
    const one = watched.get(raw.instrumentUid);
    if (!one || isOlderThanSnapshot(raw, one)) return;
    snapshots.forget('book', raw.instrumentUid);
    one.raw = raw;
    one.receivedAtMs = performance.now();
    one.book = undefined;
    tellSoon(one);
  };

  const onStatus = (raw: RawStatus) => {
    const one = watched.get(raw.instrumentUid);
    if (!one) return;
    snapshots.forget('status', raw.instrumentUid);
    one.status = fromStreamedStatus(raw, one.instrument.apiTradable);
    one.listeners.tell();
  };

  /**
   * A reading from before the subscription holds could miss a change between the two; one without a subscription would
   * grow old unseen.
   */
  const onSubscribed = (kind: Kind, uid: string) => {
    streams.onAccepted();
    const one = watched.get(uid);
    if (!one) return;
    const isKnown = kind === 'book' ? one.raw || one.book : one.status;
    if (!isKnown) snapshots.want(kind, uid);
  };

  const onBreak = (uids: Iterable<string>) => {
    for (const uid of uids) {
      forgetSnapshots(uid);
      const one = watched.get(uid);
      if (!one) continue;
      one.raw = undefined;
      one.book = undefined;
      one.status = undefined;
      one.listeners.tell();
    }
  };

  const forgetSnapshots = (uid: string) => {
    snapshots.forget('book', uid);
    snapshots.forget('status', uid);
  };

  const events: MarketStreamEvents = { onBook, onStatus, onSubscribed, onBreak };
  const streams = createMarketStreams({
    open: (troubles) => openMarketStream({ clients, times, logger }, { ...events, ...troubles }),
    onMove: (uid) => onBreak([uid]),
    limits,
    times,
    logger,
  });

  const start = (instrument: Instrument): Watched => {
    const one: Watched = {
      instrument,
      listeners: createListeners<[]>(logger),
      raw: undefined,
      receivedAtMs: 0,
      book: undefined,
      made: undefined,
      priceStep: undefined,
      status: undefined,
    };
    watched.set(instrument.uid, one);
    streams.add(instrument.uid);
    return one;
  };

  const end = (one: Watched) => {
    const { uid } = one.instrument;
    if (one.listeners.size > 0 || watched.get(uid) !== one) return;
    watched.delete(uid);
    forgetSnapshots(uid);
    streams.remove(uid);
  };

  return {
    watch(instrument, onChange) {
      const one = watched.get(instrument.uid) ?? start(instrument);
      const stopListening = one.listeners.add(onChange);
      return () => {
        stopListening();
        if (times.lingerMs > 0) setTimeout(() => end(one), times.lingerMs).unref();
        else end(one);
      };
    },
    book(uid) {
      const one = watched.get(uid);
      if (!one?.raw) return one?.book;
      const { priceStep } = one.instrument;
      if (!one.book || one.priceStep !== priceStep) {
        const made = one.priceStep === priceStep ? one.made : undefined;
        const book = fromStreamedBook(one.raw, scaleOf(one.instrument), made);
        one.book = { ...book, receivedAtMs: one.receivedAtMs };
        one.made = { raw: one.raw, book };
        one.priceStep = priceStep;
      }
      return one.book;
    },
    status: (uid) => watched.get(uid)?.status,
    close() {
      snapshots.forgetAll();
      streams.close();
    },
  };
}

/**
 * A snapshot read when the subscription held may overtake a message that was under way. Two messages of one connection
 * cannot overtake each other, whatever their times say.
 */
const isOlderThanSnapshot = (raw: RawBook, { raw: told, book: snapshot }: Watched): boolean =>
  told === undefined && raw.time !== undefined && snapshot?.at !== undefined && raw.time < snapshot.at;
