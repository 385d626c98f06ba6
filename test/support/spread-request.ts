import { SPREAD_DEFAULTS, type SpreadFigures, type SpreadRequest } from '../../domain/spread/terms.js';

/** Five contracts of the far future against the share it is written on. */
export const REQUEST: SpreadRequest = {
  sell: true,
  ticker: 'SRH7',
  instrumentUid: 'far',
  lot: 1,
  nearTicker: 'SBER',
  nearInstrumentUid: 'near',
  nearLot: 10,
  amount: 5,
  limitPrice: '250',
  ratio: '100',
  options: SPREAD_DEFAULTS,
  margin: true,
};

/** What so many far contracts at one price each come to. */
export const figuresOf = (contracts: number, more: Partial<SpreadFigures> = {}): SpreadFigures => ({
  far: { ticker: 'SRH7', executed: contracts, averagePrice: contracts ? '31255' : null, commission: '1.5' },
  near: {
    ticker: 'SBER',
    executed: contracts * 100,
    averagePrice: contracts ? '310' : null,
    commission: '3',
  },
  unhedged: '0',
  longestUnhedgedMs: 1_200,
  largestUnhedged: '100',
  ...more,
});
