import { InstrumentType } from 'tinkoff-invest-api/dist/generated/common.js';
import {
  type Instrument,
  InstrumentIdType,
  type InstrumentRequest,
  type InstrumentShort,
  type InstrumentsServiceImplementation,
  type Share,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { ContractError, Refusal } from '../errors.js';
import { toContractStatus } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import type { PaperInstrument } from '../instruments/instrument.js';

export const createInstrumentsService = (
  exchange: Exchange,
): Partial<InstrumentsServiceImplementation<PaperContext>> => ({
  async shares() {
    return { instruments: exchange.catalogue.all.map((instrument) => toShare(exchange, instrument)) };
  },

  async shareBy(request) {
    return { instrument: toShare(exchange, find(exchange, request)) };
  },

  async getInstrumentBy(request) {
    return { instrument: toInstrument(toShare(exchange, find(exchange, request))) };
  },

  async findInstrument({ query, instrumentKind, apiTradeAvailableFlag }) {
    const text = query.trim().toLowerCase();
    if (text === '') throw new ContractError(Refusal.emptyQuery);
    const kinds = [
      undefined,
      InstrumentType.INSTRUMENT_TYPE_UNSPECIFIED,
      InstrumentType.INSTRUMENT_TYPE_SHARE,
    ];
    const shares = kinds.includes(instrumentKind)
      ? exchange.catalogue.all.map((instrument) => toShare(exchange, instrument))
      : [];
    return {
      instruments: shares
        .filter((share) => !apiTradeAvailableFlag || share.apiTradeAvailableFlag)
        .filter(({ ticker, figi, isin, uid, name }) =>
          [ticker, figi, isin, uid, name].some((field) => field.toLowerCase().includes(text)),
        )
        .map(toShort),
    };
  },
});

function find({ catalogue }: Exchange, { idType, id, classCode }: InstrumentRequest): PaperInstrument {
  if (id === '') throw new ContractError(Refusal.missingId);
  const found = byIdType(catalogue, { idType, id, classCode });
  if (!found) throw new ContractError(Refusal.instrumentNotFound);
  return found;
}

function byIdType(
  catalogue: Exchange['catalogue'],
  { idType, id, classCode }: InstrumentRequest,
): PaperInstrument | undefined {
  if (idType === InstrumentIdType.INSTRUMENT_ID_TYPE_TICKER) {
    if (!classCode) throw new ContractError(Refusal.classCodeMissing);
    return catalogue.find(`${id}_${classCode}`);
  }
  if (idType === InstrumentIdType.INSTRUMENT_ID_TYPE_POSITION_UID) return catalogue.byPositionUid(id);
  if (idType === InstrumentIdType.INSTRUMENT_ID_TYPE_UID) return catalogue.byUid(id);
  if (idType === InstrumentIdType.INSTRUMENT_ID_TYPE_FIGI) {
    const found = catalogue.find(id);
    return found?.figi === id ? found : undefined;
  }
  throw new ContractError(Refusal.wrongIdType);
}

/** The share with its status and flags of this moment. */
function toShare({ state }: Exchange, instrument: PaperInstrument): Share {
  const condition = state.condition(instrument);
  return {
    ...instrument.share,
    tradingStatus: toContractStatus(condition.status),
    apiTradeAvailableFlag: condition.apiTradeAvailable,
    buyAvailableFlag: condition.buyAvailable,
    sellAvailableFlag: condition.sellAvailable,
  };
}

const toInstrument = (share: Share): Instrument => ({
  ...share,
  instrumentType: 'share',
  instrumentKind: InstrumentType.INSTRUMENT_TYPE_SHARE,
});

const toShort = (share: Share): InstrumentShort => ({
  ...share,
  instrumentType: 'share',
  instrumentKind: InstrumentType.INSTRUMENT_TYPE_SHARE,
});
