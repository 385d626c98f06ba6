import type { TradingStatus } from '../domain/instrument.js';
import type { InstrumentReader } from './broker.js';

/** Statuses change a few times a day; scans in a row are not to ask for each of them. */
const KEPT_MS = 30_000;

interface Kept {
  readonly status: TradingStatus;
  readonly readAtMs: number;
}

/**
 * Trading statuses that a subscription did not tell: maybe the broker tells changes alone, and without a status nobody
 * knows whether a book means anything. What cannot be read is left out.
 */
export function createUntoldStatuses(instruments: Pick<InstrumentReader, 'statuses'>) {
  const kept = new Map<string, Kept>();
  return async (uids: readonly string[]): Promise<ReadonlyMap<string, TradingStatus>> => {
    const nowMs = performance.now();
    for (const [uid, { readAtMs }] of kept) if (nowMs - readAtMs >= KEPT_MS) kept.delete(uid);
    const unknown = uids.filter((uid) => !kept.has(uid));
    const read = await instruments.statuses(unknown).catch(() => new Map<string, TradingStatus>());
    for (const [uid, status] of read) kept.set(uid, { status, readAtMs: nowMs });
    return new Map([...kept].map(([uid, { status }]) => [uid, status]));
  };
}
