import { Currency } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { fromQuotation, NANO, parseNano } from '../money.js';
import { madeUp } from './identity.js';
import type { PaperInstrument } from './instrument.js';
import { recordedJson, recordedLines } from './recorded.js';
import { idsOf, recordedFacts } from './recorded-facts.js';

/** The recorded currencies and metals, each for roubles. Prices are for the nominal (100 yen, 1 dollar). */
export function loadCurrencies(): PaperInstrument[] {
  const prices = recordedJson<Record<string, string>>('currency-prices.json');
  return recordedLines('currencies.jsonl').map((line) => {
    const currency = Currency.fromJSON(line);
    return toInstrument(currency, parseNano(prices[currency.ticker] ?? '') ?? NANO);
  });
}

function toInstrument(recorded: Currency, priceNano: bigint): PaperInstrument {
  const facts = recordedFacts(recorded);
  const stepNano = fromQuotation(recorded.minPriceIncrement ?? { units: 0, nano: 10_000_000 });
  const nominal = BigInt(recorded.nominal?.units || 1);
  return {
    ...facts,
    stepNano,
    tickValueNano: stepNano / nominal,
    margin: { kind: 'rate', longNano: NANO, shortNano: NANO },
    startTicks: Number(priceNano / stepNano),
    levelLots: 20 + madeUp(facts, 100),
    liquid: false,
    details: {
      kind: 'currency',
      // Recorded while the section was closed; nobody lends currency to sell it short.
      message: { ...recorded, ...idsOf(facts), shortEnabledFlag: false },
    },
  };
}
