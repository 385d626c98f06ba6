import { type HubLimits, type HubTimes, LAST_REFUSED_MS } from './hub-times.js';
import type { MarketStream, MarketStreamTroubles } from './market-stream.js';
import type { StreamLogger } from './reconnecting-stream.js';

export interface MarketStreamsOptions {
  open(troubles: MarketStreamTroubles): MarketStream;
  /** Its stream cannot hold it: what that one told of it may grow old from now on. */
  onMove(uid: string): void;
  readonly limits: HubLimits;
  readonly times: Pick<HubTimes, 'refusedMs'>;
  readonly logger: StreamLogger;
}

interface Held {
  readonly stream: MarketStream;
  /** The broker said so, though we count fewer subscriptions here than it allows. */
  isFull: boolean;
}

/**
 * Which stream tells of which instrument. A stream is opened when the others have no room, and closed with its last
 * instrument: the broker ends an empty one with an error. What finds no place takes that of one that is only glanced at;
 * else it waits, is unknown meanwhile, and moves in as soon as there is room. Who has a place otherwise keeps it.
 */
export function createMarketStreams({ open, onMove, limits, times, logger }: MarketStreamsOptions) {
  const all = new Set<Held>();
  const waiting = new Set<string>();
  /** What somebody only glances at: it does not wait for a place. */
  const glanced = new Set<string>();
  let refusedMs = times.refusedMs;
  /** Runs while a refusal is waited out. */
  let retry: NodeJS.Timeout | undefined;
  let isToldOf = false;

  const hasRoom = ({ stream, isFull }: Held) => !isFull && stream.uids.size < limits.subscriptionsAStream;

  const place = () => {
    for (const uid of waiting) {
      const held = [...all].find(hasRoom) ?? openAnother() ?? makeRoom();
      if (!held) break;
      waiting.delete(uid);
      held.stream.add(uid);
    }
    if (waiting.size > 0 && !isToldOf) {
      const counts = { waiting: waiting.size, streams: all.size };
      logger.warn(counts, 'no market-data stream has room: some instruments are unknown until one has');
    }
    isToldOf = waiting.size > 0;
    if (isToldOf && [...all].some(({ isFull }) => isFull)) askAgainLater();
  };

  const isPlaced = (uid: string) => [...all].some(({ stream }) => stream.uids.has(uid));

  const makeRoom = (): Held | undefined => {
    for (const uid of glanced)
      for (const held of all) {
        if (!held.stream.uids.has(uid)) continue;
        glanced.delete(uid);
        held.stream.remove(uid);
        held.isFull = false;
        onMove(uid);
        return held;
      }
    return undefined;
  };

  const hold = (uid: string) => {
    if (!glanced.delete(uid)) waiting.add(uid);
  };

  const openAnother = (): Held | undefined => {
    if (retry || all.size >= limits.marketStreams) return undefined;
    const held: Held = {
      stream: open({ onFull: (uid) => onFull(held, uid), onRefused: () => onRefused(held) }),
      isFull: false,
    };
    all.add(held);
    return held;
  };

  const askAgainLater = () => {
    if (retry) return;
    retry = setTimeout(
      () => {
        retry = undefined;
        for (const held of all) held.isFull = false;
        place();
      },
      refusedMs * (1 + Math.random() / 2),
    );
    retry.unref();
    refusedMs = Math.min(refusedMs * 2, LAST_REFUSED_MS);
  };

  const closeIfEmpty = (held: Held) => {
    if (held.stream.uids.size > 0) return;
    all.delete(held);
    held.stream.close();
  };

  const onFull = (held: Held, uid: string) => {
    // One that has no room for a single instrument will have none if it is opened anew.
    const isUseless = held.stream.uids.size === 1;
    held.isFull = true;
    held.stream.remove(uid);
    hold(uid);
    onMove(uid);
    closeIfEmpty(held);
    if (isUseless) askAgainLater();
    place();
  };

  const onRefused = (held: Held) => {
    all.delete(held);
    held.stream.close();
    for (const uid of held.stream.uids) hold(uid);
    askAgainLater();
    place();
  };

  return {
    add(uid: string): void {
      glanced.delete(uid);
      if (isPlaced(uid)) return;
      waiting.add(uid);
      place();
    },
    /**
     * Takes a place only while as many as one stream has are left to others, and gives it up without a word when the
     * broker has none. @returns whether it has one
     */
    addIfThereIsRoom(uid: string): boolean {
      if (isPlaced(uid)) return true;
      if (retry || waiting.size > 0) return false;
      const taken = [...all].reduce((sum, { stream }) => sum + stream.uids.size, 0);
      if (taken >= (limits.marketStreams - 1) * limits.subscriptionsAStream) return false;
      const held = [...all].find(hasRoom) ?? openAnother();
      if (!held) return false;
      glanced.add(uid);
      held.stream.add(uid);
      return true;
    },
    remove(uid: string): void {
      glanced.delete(uid);
      waiting.delete(uid);
      for (const held of all) {
        if (!held.stream.uids.has(uid)) continue;
        held.stream.remove(uid);
        held.isFull = false;
        closeIfEmpty(held);
      }
      place();
    },
    /** The broker accepted a subscription: the next refusal is waited out as the first. */
    onAccepted(): void {
      if (waiting.size === 0) refusedMs = times.refusedMs;
    },
    close(): void {
      clearTimeout(retry);
      for (const { stream } of all) stream.close();
      all.clear();
      waiting.clear();
      glanced.clear();
    },
  };
}
