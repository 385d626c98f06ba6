import { Share } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO, parseNano } from '../money.js';
import { madeUp } from './identity.js';
import type { PaperInstrument } from './instrument.js';
import { recordedJson, recordedLines } from './recorded.js';
import { idsOf, recordedFacts, recordedMargin } from './recorded-facts.js';

/** The recorded list restricts nothing, but a program must meet each restriction. */
const RESTRICTED: Readonly<Record<string, Partial<Share>>> = {
  POGR: { apiTradeAvailableFlag: false },
  'VEON-RX': { buyAvailableFlag: false },
  LNZL: { sellAvailableFlag: false },
  VRSB: { forQualInvestorFlag: true },
};

type Quotes = Readonly<Record<string, { readonly price: string; readonly levelLots: number }>>;

/** All recorded shares of the Moscow Exchange, each quoted in roubles; prices come from `market.json`, or are made up steadily. */
export function loadShares(): PaperInstrument[] {
  const quotes = recordedJson<Quotes>('market.json');
  return recordedLines('shares.jsonl').map((line) => {
    const share = Share.fromJSON(line);
    return toInstrument(share, quotes[share.ticker]);
  });
}

function toInstrument(recorded: Share, quote: Quotes[string] | undefined): PaperInstrument {
  const facts = recordedFacts(recorded);
  const stepNano = fromQuotation(recorded.minPriceIncrement ?? { units: 0, nano: 10_000_000 });
  return {
    ...facts,
    stepNano,
    tickValueNano: stepNano,
    margin: recordedMargin(recorded),
    startTicks: quote ? Number((parseNano(quote.price) ?? NANO) / stepNano) : 2_000 + madeUp(facts, 3_000),
    levelLots: quote?.levelLots ?? 10 + madeUp(facts, 40),
    liquid: quote !== undefined,
    details: {
      kind: 'share',
      message: {
        ...recorded,
        ...idsOf(facts),
        // Recorded in the weeks when short selling was forbidden; liquid shares can be shorted again.
        shortEnabledFlag: quote !== undefined && recorded.dshort !== undefined,
        liquidityFlag: quote !== undefined,
        weekendFlag: recorded.exchange !== 'MOEX_PLUS',
        ...RESTRICTED[facts.ticker],
      },
    },
  };
}
