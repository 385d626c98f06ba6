import type {
  OrderBook as RawBook,
  TradingStatus as RawStatus,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Instrument } from '../../domain/instrument.js';
import { fromStreamedStatus } from '../book-conversions.js';
import type { MarketDataHub } from '../broker.js';
import type { GrpcClients } from '../grpc/client.js';
import type { CachedInstruments } from '../instruments.js';
import { createGlances } from './glances.js';
import { HUB_LIMITS, HUB_TIMES, type HubLimits, type HubTimes } from './hub-times.js';
import type { Kind } from './market-requests.js';
import { createMarketSnapshots } from './market-snapshots.js';
import { type MarketStreamEvents, openMarketStream } from './market-stream.js';
import { createMarketStreams } from './market-streams.js';
import type { StreamLogger } from './reconnecting-stream.js';
import { bookOf, glimpseOf, isKnown, isOlderThanSnapshot, newlyWatched, type Watched } from './watched.js';

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

  const glances = createGlances((uid) => {
    const one = watched.get(uid);
    return one !== undefined && isKnown('book', one) && isKnown('status', one);
  });
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
      glances.told(uid);
    },
    onStatus: (uid, status) => {
      const one = watched.get(uid);
      if (!one || one.status) return;
      one.status = status;
      one.listeners.tell();
      glances.told(uid);
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
    glances.told(raw.instrumentUid);
    if (one.watchers > 0) tellSoon(one);
  };

  const onStatus = (raw: RawStatus) => {
    const one = watched.get(raw.instrumentUid);
    if (!one) return;
    snapshots.forget('status', raw.instrumentUid);
    one.status = fromStreamedStatus(raw, one.instrument.apiTradable);
    one.listeners.tell();
    glances.told(raw.instrumentUid);
  };

  /**
   * A reading from before the subscription holds could miss a change between the two; one without a subscription would
   * grow old unseen.
   */
  const onSubscribed = (kind: Kind, uid: string) => {
    streams.onAccepted();
    const one = watched.get(uid);
    if (!one) return;
    one.accepted.add(kind);
    if (one.watchers > 0 && !isKnown(kind, one)) snapshots.want(kind, uid);
  };

  const onBreak = (uids: Iterable<string>) => {
    for (const uid of uids) {
      forgetSnapshots(uid);
      const one = watched.get(uid);
      if (!one) continue;
      one.raw = undefined;
      one.book = undefined;
      one.status = undefined;
      one.accepted.clear();
      one.listeners.tell();
      glances.forgotten(uid);
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
    const one = newlyWatched(instrument, logger);
    watched.set(instrument.uid, one);
    return one;
  };

  const leave = (one: Watched, as: 'watchers' | 'glances') => {
    const { uid } = one.instrument;
    one[as] -= 1;
    if (one.watchers === 0) forgetSnapshots(uid);
    if (one.watchers > 0 || one.glances > 0) return;
    watched.delete(uid);
    streams.remove(uid);
  };

  return {
    watch(instrument, onChange) {
      const { uid } = instrument;
      const one = watched.get(uid) ?? start(instrument);
      one.watchers += 1;
      if (one.watchers === 1) {
        streams.add(uid);
        for (const kind of one.accepted) if (!isKnown(kind, one)) snapshots.want(kind, uid);
      }
      const stopListening = one.listeners.add(onChange);
      return once(() => {
        stopListening();
        later(() => leave(one, 'watchers'), times.lingerMs);
      });
    },
    async glance(instruments, waitMs) {
      const all = instruments.map((each) => watched.get(each.uid) ?? start(each));
      for (const one of all) one.glances += 1;
      const told = all.map(({ instrument }) => instrument.uid).filter(streams.addIfThereIsRoom);
      try {
        await glances.untilTold(told, waitMs);
        return new Map(all.map((one) => [one.instrument.uid, glimpseOf(one)]));
      } finally {
        later(() => all.forEach((one) => void leave(one, 'glances')), times.glanceLingerMs);
      }
    },
    book(uid) {
      const one = watched.get(uid);
      return one && bookOf(one);
    },
    status: (uid) => watched.get(uid)?.status,
    close() {
      snapshots.forgetAll();
      streams.close();
      glances.close();
    },
  };
}

const once = (act: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
};

const later = (act: () => void, afterMs: number): void => {
  if (afterMs > 0) setTimeout(act, afterMs).unref();
  else act();
};
