import { readFileSync } from 'node:fs';
import { Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { v5 as uuidv5 } from 'uuid';
import { fromQuotation, NANO, parseNano } from '../money.js';
import type { PaperInstrument } from './instrument.js';

/** Uids are made from the FIGI, so that they are the same in every installation. */
const UID_NAMESPACE = 'b6a3c1de-0f7a-4a53-9d43-0c35d5b7a9f1';

/** The recorded list restricts nothing, but a program must meet each restriction. */
const RESTRICTED: Readonly<Record<string, Partial<Share>>> = {
  POGR: { apiTradeAvailableFlag: false },
  'VEON-RX': { buyAvailableFlag: false },
  LNZL: { sellAvailableFlag: false },
};

export interface Catalogue {
  readonly all: readonly PaperInstrument[];
  /** By instrument uid, FIGI or `TICKER_CLASSCODE`. */
  find(id: string): PaperInstrument | undefined;
  byUid(uid: string): PaperInstrument | undefined;
  byTicker(ticker: string): PaperInstrument | undefined;
  byPositionUid(positionUid: string): PaperInstrument | undefined;
}

/** Loads the recorded rouble shares of the Moscow Exchange; prices come from `market.json`, or are made up steadily. */
export function loadCatalogue(): Catalogue {
  const quotes = JSON.parse(read('market.json')) as Record<string, { price: string; levelLots: number }>;
  const all = read('shares.jsonl')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => toInstrument(Share.fromJSON(JSON.parse(line)), quotes));
  const byUid = new Map(all.map((each) => [each.uid, each]));
  const byTicker = new Map(all.map((each) => [each.ticker, each]));
  const byPositionUid = new Map(all.map((each) => [each.positionUid, each]));
  const byAnyId = new Map(
    all.flatMap((each) =>
      [each.uid, each.figi, `${each.ticker}_${each.classCode}`].map((id) => [id, each] as const),
    ),
  );
  return {
    all,
    find: (id) => byAnyId.get(id),
    byUid: (uid) => byUid.get(uid),
    byTicker: (ticker) => byTicker.get(ticker.toUpperCase()),
    byPositionUid: (positionUid) => byPositionUid.get(positionUid),
  };
}

const read = (name: string): string => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');

function toInstrument(
  recorded: Share,
  quotes: Record<string, { price: string; levelLots: number }>,
): PaperInstrument {
  const { figi, ticker, classCode, name, currency, lot } = recorded;
  const uid = uuidv5(figi, UID_NAMESPACE);
  const positionUid = uuidv5(`position ${figi}`, UID_NAMESPACE);
  const quote = quotes[ticker];
  const stepNano = fromQuotation(recorded.minPriceIncrement ?? { units: 0, nano: 10_000_000 });
  const made = Number.parseInt(uid.slice(0, 6), 16);
  return {
    uid,
    positionUid,
    figi,
    ticker,
    classCode,
    name,
    kind: 'share',
    currency,
    lot,
    stepNano,
    tickValueNano: stepNano,
    longMarginNano: recorded.dlong ? fromQuotation(recorded.dlong) : NANO,
    shortMarginNano: recorded.dshort ? fromQuotation(recorded.dshort) : NANO,
    startTicks: quote ? Number((parseNano(quote.price) ?? NANO) / stepNano) : 2_000 + (made % 3_000),
    levelLots: quote?.levelLots ?? 10 + (made % 40),
    share: {
      ...recorded,
      uid,
      positionUid,
      assetUid: uuidv5(`asset ${figi}`, UID_NAMESPACE),
      // Recorded in the weeks when short selling was forbidden; liquid shares can be shorted again.
      shortEnabledFlag: quote !== undefined && recorded.dshort !== undefined,
      liquidityFlag: quote !== undefined,
      weekendFlag: recorded.exchange === 'MOEX_WEEKEND',
      ...RESTRICTED[ticker],
    },
  };
}
