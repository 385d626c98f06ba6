import { loadBonds } from './bonds.js';
import { loadCurrencies } from './currencies.js';
import { loadFunds } from './funds.js';
import { makeFutures } from './futures.js';
import type { InstrumentKind, PaperInstrument } from './instrument.js';
import { loadShares } from './shares.js';

export interface Catalogue {
  readonly all: readonly PaperInstrument[];
  of(kind: InstrumentKind): readonly PaperInstrument[];
  /** By instrument uid, FIGI or `TICKER_CLASSCODE`. */
  find(id: string): PaperInstrument | undefined;
  byUid(uid: string): PaperInstrument | undefined;
  byTicker(ticker: string): PaperInstrument | undefined;
  byPositionUid(positionUid: string): PaperInstrument | undefined;
  /** Lists the futures of quarters that have become near enough by then; what is listed stays as it is. */
  grow(nowMs: number): void;
}

/** What is listed: recorded shares, bonds and currencies, funds, and the futures of these days. */
export function loadCatalogue(nowMs = Date.now()): Catalogue {
  const shares = loadShares();
  const shareByTicker = new Map(shares.map((share) => [share.ticker, share]));
  const all: PaperInstrument[] = [];
  const byUid = new Map<string, PaperInstrument>();
  const byTicker = new Map<string, PaperInstrument>();
  const byPositionUid = new Map<string, PaperInstrument>();
  const byAnyId = new Map<string, PaperInstrument>();
  const byKind = new Map<InstrumentKind, PaperInstrument[]>();
  const list = (each: PaperInstrument): void => {
    const { uid, figi, ticker, classCode, positionUid, details } = each;
    all.push(each);
    byUid.set(uid, each);
    byTicker.set(ticker, each);
    byPositionUid.set(positionUid, each);
    for (const id of [uid, figi, `${ticker}_${classCode}`]) byAnyId.set(id, each);
    const ofKind = byKind.get(details.kind) ?? [];
    byKind.set(details.kind, ofKind);
    ofKind.push(each);
  };
  const listFutures = (atMs: number): void => {
    for (const each of makeFutures(shareByTicker, atMs)) if (!byUid.has(each.uid)) list(each);
  };
  for (const each of [...shares, ...loadBonds(), ...loadFunds(), ...loadCurrencies()]) list(each);
  listFutures(nowMs);
  return {
    all,
    of: (kind) => byKind.get(kind) ?? [],
    find: (id) => byAnyId.get(id),
    byUid: (uid) => byUid.get(uid),
    byTicker: (ticker) => byTicker.get(ticker.toUpperCase()),
    byPositionUid: (positionUid) => byPositionUid.get(positionUid),
    grow: listFutures,
  };
}
