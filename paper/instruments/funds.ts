import { Etf, RealExchange } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { NANO, parseNano, toQuotation } from '../money.js';
import { identityOf } from './identity.js';
import type { PaperInstrument } from './instrument.js';

/** No list of funds was recorded: two of the exchange's best known, by hand. */
const FUNDS = [
  {
    ticker: 'TMOS',
    figi: 'BBG333333333',
    isin: 'RU000A101X76',
    name: 'Крупнейшие компании РФ',
    price: '6.24',
    focusType: 'equity',
  },
  {
    ticker: 'LQDT',
    figi: 'TCS00A1014L8',
    isin: 'RU000A1014L8',
    name: 'Ликвидность',
    price: '1.8453',
    focusType: 'money_market',
  },
] as const;

const STEP: Readonly<Record<string, string>> = { TMOS: '0.01', LQDT: '0.0001' };

export const loadFunds = (): PaperInstrument[] =>
  FUNDS.map(({ price, focusType, ...facts }) => {
    const identity = identityOf(facts.figi);
    const stepNano = parseNano(STEP[facts.ticker] ?? '0.01') ?? NANO;
    const common = { ...facts, ...identity, classCode: 'TQTF', currency: 'rub', lot: 1 };
    return {
      ...common,
      stepNano,
      tickValueNano: stepNano,
      margin: { kind: 'rate', longNano: NANO, shortNano: NANO },
      startTicks: Number((parseNano(price) ?? NANO) / stepNano),
      levelLots: 400,
      liquid: true,
      details: {
        kind: 'etf',
        message: {
          ...Etf.decode(new Uint8Array()),
          ...common,
          exchange: 'MOEX',
          realExchange: RealExchange.REAL_EXCHANGE_MOEX,
          focusType,
          rebalancingFreq: 'daily',
          countryOfRisk: 'RU',
          countryOfRiskName: 'Российская Федерация',
          minPriceIncrement: toQuotation(stepNano),
          buyAvailableFlag: true,
          sellAvailableFlag: true,
          apiTradeAvailableFlag: true,
          liquidityFlag: true,
        },
      },
    };
  });
