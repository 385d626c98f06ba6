import {
  InstrumentIdType,
  type InstrumentRequest,
  type InstrumentsServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import type { InstrumentKind, PaperInstrument } from '../instruments/instrument.js';
import { createInstrumentEvents } from './instrument-events.js';
import {
  instrumentKindOf,
  isTraded,
  listOf,
  type MessageOf,
  toInstrument,
  toMessage,
  toShort,
} from './instrument-messages.js';

export const createInstrumentsService = (
  exchange: Exchange,
): Partial<InstrumentsServiceImplementation<PaperContext>> => {
  const oneOf = <Kind extends InstrumentKind>(
    kind: Kind,
    request: InstrumentRequest,
  ): { instrument: MessageOf<Kind> } => ({ instrument: toMessage(exchange, kind, find(exchange, request)) });

  return {
    shares: async ({ instrumentStatus }) => ({ instruments: listOf(exchange, 'share', instrumentStatus) }),
    bonds: async ({ instrumentStatus }) => ({ instruments: listOf(exchange, 'bond', instrumentStatus) }),
    etfs: async ({ instrumentStatus }) => ({ instruments: listOf(exchange, 'etf', instrumentStatus) }),
    currencies: async ({ instrumentStatus }) => ({
      instruments: listOf(exchange, 'currency', instrumentStatus),
    }),
    futures: async ({ instrumentStatus }) => ({ instruments: listOf(exchange, 'future', instrumentStatus) }),

    shareBy: async (request) => oneOf('share', request),
    bondBy: async (request) => oneOf('bond', request),
    etfBy: async (request) => oneOf('etf', request),
    currencyBy: async (request) => oneOf('currency', request),
    futureBy: async (request) => oneOf('future', request),

    ...createInstrumentEvents(exchange),

    async getInstrumentBy(request) {
      return { instrument: toInstrument(exchange, find(exchange, request)) };
    },

    async findInstrument({ query, instrumentKind, apiTradeAvailableFlag }) {
      const text = query.trim().toLowerCase();
      if (text === '') throw new ContractError(Refusal.emptyQuery);
      const anyKind = !instrumentKind;
      return {
        instruments: exchange.catalogue.all
          .filter((each) => anyKind || instrumentKindOf(each) === instrumentKind)
          .filter((each) => !apiTradeAvailableFlag || isTraded(exchange, each))
          .filter(({ ticker, figi, isin, uid, name }) =>
            [ticker, figi, isin, uid, name].some((field) => field.toLowerCase().includes(text)),
          )
          .map((each) => toShort(exchange, each)),
      };
    },
  };
};

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
  if (idType === InstrumentIdType.INSTRUMENT_ID_UNSPECIFIED) throw new ContractError(Refusal.missingIdType);
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
