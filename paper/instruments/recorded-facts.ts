import type { Bond, Currency, Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO } from '../money.js';
import { type Identity, identityOf } from './identity.js';
import type { MarginTerms, PaperInstrument } from './instrument.js';

/** What the exchange takes over from a record of any kind, under ids of its own: none were recorded. */
export type RecordedFacts = Identity &
  Pick<PaperInstrument, 'figi' | 'isin' | 'ticker' | 'classCode' | 'name' | 'currency' | 'lot'>;

export function recordedFacts(recorded: Share | Bond | Currency): RecordedFacts {
  const { figi, isin, ticker, classCode, name, currency, lot } = recorded;
  return { ...identityOf(figi), figi, isin, ticker, classCode, name, currency, lot };
}

/** As the messages of the instruments service carry them. */
export const idsOf = ({ uid, positionUid, assetUid }: Identity): Identity => ({ uid, positionUid, assetUid });

/** Without a recorded rate nothing is lent. */
export const recordedMargin = ({ dlong, dshort }: Pick<Share, 'dlong' | 'dshort'>): MarginTerms => ({
  kind: 'rate',
  longNano: dlong ? fromQuotation(dlong) : NANO,
  shortNano: dshort ? fromQuotation(dshort) : NANO,
});
