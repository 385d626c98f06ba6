import { Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO, parseNano } from '../money.js';
import { identityOf, madeUp } from './identity.js';
import type { PaperInstrument } from './instrument.js';
import { recordedJson, recordedLines } from './recorded.js';

/** The recorded list restricts nothing, but a program must meet each restriction. */
const RESTRICTED: Readonly<Record<string, Partial<Share>>> = {
  POGR: { apiTradeAvailableFlag: false },
  'VEON-RX': { buyAvailableFlag: false },
  LNZL: { sellAvailableFlag: false },
  VRSB: { forQualInvestorFlag: true },
};

type Quotes = Readonly<Record<string, { readonly price: string; readonly levelLots: number }>>;

/** The recorded rouble shares of the Moscow Exchange; prices come from `market.json`, or are made up steadily. */
export function loadShares(): PaperInstrument[] {
  const quotes = recordedJson<Quotes>('market.json');
  return recordedLines('shares.jsonl').map((line) => {
    const share = Share.fromJSON(line);
    return toInstrument(share, quotes[share.ticker]);
  });
}

function toInstrument(recorded: Share, quote: Quotes[string] | undefined): PaperInstrument {
  const { figi, isin, ticker, classCode, name, currency, lot } = recorded;
  const identity = identityOf(figi);
  const stepNano = fromQuotation(recorded.minPriceIncrement ?? { units: 0, nano: 10_000_000 });
  return {
    ...identity,
    figi,
    isin,
    ticker,
    classCode,
    name,
    currency,
    lot,
    stepNano,
    tickValueNano: stepNano,
    margin: {
      kind: 'rate',
      longNano: recorded.dlong ? fromQuotation(recorded.dlong) : NANO,
      shortNano: recorded.dshort ? fromQuotation(recorded.dshort) : NANO,
    },
    startTicks: quote ? Number((parseNano(quote.price) ?? NANO) / stepNano) : 2_000 + madeUp(identity, 3_000),
    levelLots: quote?.levelLots ?? 10 + madeUp(identity, 40),
    liquid: quote !== undefined,
    details: {
      kind: 'share',
      message: {
        ...recorded,
        ...identity,
        // Recorded in the weeks when short selling was forbidden; liquid shares can be shorted again.
        shortEnabledFlag: quote !== undefined && recorded.dshort !== undefined,
        liquidityFlag: quote !== undefined,
        weekendFlag: recorded.exchange !== 'MOEX_PLUS',
        ...RESTRICTED[ticker],
      },
    },
  };
}
