import { type InstrumentStatus, InstrumentType } from 'tinkoff-invest-api/dist/generated/common.js';
import { InstrumentIdType } from 'tinkoff-invest-api/dist/generated/instruments.js';
import { type Cause, type Causes, daysFromNow, refusedBare, UNKNOWN } from './cause.js';

const share =
  (idType: InstrumentIdType, id: string, classCode?: string): Cause =>
  ({ client }) =>
    client.instruments.shareBy({ idType, id, classCode });

const dividends =
  (period: { from?: Date; to?: Date }, ticker = 'SBER'): Cause =>
  ({ client, uid }) =>
    client.instruments.getDividends({ instrumentId: uid(ticker), figi: '', ...period });

const schedule =
  (from: Date, to: Date, exchange = ''): Cause =>
  ({ client }) =>
    client.instruments.tradingSchedules({ exchange, from, to });

const { INSTRUMENT_ID_TYPE_TICKER, INSTRUMENT_ID_TYPE_UID } = InstrumentIdType;
const SOON = { from: daysFromNow(0), to: daysFromNow(1) };

export const INSTRUMENT_CAUSES: Causes = {
  // Any call that is not served.
  '12001': ({ bare }) => refusedBare(bare.call('InstrumentsService/GetBrands')),

  '30001': dividends({ to: SOON.to }),
  '30004': dividends({ from: SOON.from }),
  '30054': dividends(SOON, 'SU26238RMFS4'),
  '30002': schedule(daysFromNow(0), daysFromNow(15)),
  '30003': schedule(daysFromNow(-1), daysFromNow(1)),
  '50001': schedule(SOON.from, SOON.to, 'NOWHERE'),

  '30005': share(UNKNOWN as InstrumentIdType, 'SBER'),
  '30006': share(InstrumentIdType.INSTRUMENT_ID_UNSPECIFIED, 'SBER'),
  '30007': share(INSTRUMENT_ID_TYPE_UID, ''),
  '30013': share(INSTRUMENT_ID_TYPE_TICKER, 'SBER'),
  '50002': share(INSTRUMENT_ID_TYPE_TICKER, 'NOBODY', 'TQBR'),
  '30050': ({ client }) => client.instruments.shares({ instrumentStatus: UNKNOWN as InstrumentStatus }),
  '30087': ({ client }) =>
    client.instruments.findInstrument({ query: '', instrumentKind: InstrumentType.INSTRUMENT_TYPE_SHARE }),

  '30041': ({ client, uid }) => client.instruments.getFuturesMargin({ instrumentId: uid('SBER'), figi: '' }),
  '30048': ({ client, uid }) =>
    client.instruments.getBondCoupons({ instrumentId: uid('SBER'), figi: '', ...SOON }),
};
