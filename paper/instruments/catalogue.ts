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
}

/** What is listed: recorded shares, bonds and currencies, funds, and the futures of these days. */
export function loadCatalogue(nowMs = Date.now()): Catalogue {
  const shares = loadShares();
  const all = [
    ...shares,
    ...loadBonds(),
    ...loadFunds(),
    ...loadCurrencies(),
    ...makeFutures(new Map(shares.map((share) => [share.ticker, share])), nowMs),
  ];
  const byUid = new Map(all.map((each) => [each.uid, each]));
  const byTicker = new Map(all.map((each) => [each.ticker, each]));
  const byPositionUid = new Map(all.map((each) => [each.positionUid, each]));
  const byAnyId = new Map(
    all.flatMap((each) =>
      [each.uid, each.figi, `${each.ticker}_${each.classCode}`].map((id) => [id, each] as const),
    ),
  );
  const byKind = new Map<InstrumentKind, PaperInstrument[]>();
  for (const each of all) {
    const listed = byKind.get(each.details.kind);
    if (listed) listed.push(each);
    else byKind.set(each.details.kind, [each]);
  }
  return {
    all,
    of: (kind) => byKind.get(kind) ?? [],
    find: (id) => byAnyId.get(id),
    byUid: (uid) => byUid.get(uid),
    byTicker: (ticker) => byTicker.get(ticker.toUpperCase()),
    byPositionUid: (positionUid) => byPositionUid.get(positionUid),
  };
}
