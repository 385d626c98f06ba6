/** Instruments in the words of the contract, with status and flags of this moment. */
import { InstrumentStatus, InstrumentType } from 'tinkoff-invest-api/dist/generated/common.js';
import type {
  Bond,
  Currency,
  Etf,
  Future,
  Instrument,
  InstrumentShort,
  Share,
} from 'tinkoff-invest-api/dist/generated/instruments.js';
import { ContractError, Refusal } from '../errors.js';
import { toContractStatus } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import { accruedInterest } from '../instruments/bonds.js';
import type { InstrumentDetails, InstrumentKind, PaperInstrument } from '../instruments/instrument.js';
import { toMoney } from '../money.js';

interface Messages {
  readonly share: Share;
  readonly bond: Bond;
  readonly etf: Etf;
  readonly currency: Currency;
  readonly future: Future;
}

export type MessageOf<Kind extends InstrumentKind> = Messages[Kind];

const TYPES: Readonly<Record<InstrumentKind, InstrumentType>> = {
  share: InstrumentType.INSTRUMENT_TYPE_SHARE,
  bond: InstrumentType.INSTRUMENT_TYPE_BOND,
  etf: InstrumentType.INSTRUMENT_TYPE_ETF,
  currency: InstrumentType.INSTRUMENT_TYPE_CURRENCY,
  future: InstrumentType.INSTRUMENT_TYPE_FUTURES,
};

/** The contract's word for a kind, in `instrumentType` fields. */
export const instrumentTypeOf = ({ details: { kind } }: PaperInstrument): string =>
  kind === 'future' ? 'futures' : kind;

export const instrumentKindOf = ({ details: { kind } }: PaperInstrument): InstrumentType => TYPES[kind];

/** @throws ContractError when the instrument is of another kind: to the by-id call of a kind there is no such one. */
export function toMessage<Kind extends InstrumentKind>(
  exchange: Exchange,
  kind: Kind,
  instrument: PaperInstrument,
): MessageOf<Kind> {
  const message = messageOf(instrument.details, kind);
  if (!message) throw new ContractError(Refusal.instrumentNotFound);
  return { ...message, ...momentary(exchange, instrument) };
}

/** Those that can be traded by API, or all of them, ended ones included. */
export const listOf = <Kind extends InstrumentKind>(
  exchange: Exchange,
  kind: Kind,
  status: InstrumentStatus | undefined,
): MessageOf<Kind>[] => {
  if (status && InstrumentStatus[status] === undefined) {
    throw new ContractError(Refusal.wrongInstrumentStatus);
  }
  return exchange.catalogue
    .of(kind)
    .filter((each) => status === InstrumentStatus.INSTRUMENT_STATUS_ALL || isTraded(exchange, each))
    .map((each) => toMessage(exchange, kind, each));
};

export const isTraded = ({ state }: Exchange, instrument: PaperInstrument): boolean =>
  state.condition(instrument).apiTradeAvailable && !state.timetable.hasEnded(instrument);

export function toInstrument(exchange: Exchange, instrument: PaperInstrument): Instrument {
  const { message } = instrument.details;
  return {
    ...message,
    isin: instrument.isin,
    assetUid: 'assetUid' in message ? message.assetUid : '',
    ...momentary(exchange, instrument),
    instrumentType: instrumentTypeOf(instrument),
    instrumentKind: instrumentKindOf(instrument),
  };
}

export function toShort(exchange: Exchange, instrument: PaperInstrument): InstrumentShort {
  return toInstrument(exchange, instrument);
}

function momentary({ state, nowMs }: Exchange, instrument: PaperInstrument) {
  const condition = state.condition(instrument);
  const ended = state.timetable.hasEnded(instrument);
  return {
    tradingStatus: toContractStatus(ended ? 'NOT_AVAILABLE_FOR_TRADING' : condition.status),
    apiTradeAvailableFlag: condition.apiTradeAvailable && !ended,
    buyAvailableFlag: condition.buyAvailable && !ended,
    sellAvailableFlag: condition.sellAvailable && !ended,
    ...(instrument.details.kind === 'bond' && !instrument.listedOnly
      ? { aciValue: toMoney(accruedInterest(instrument, nowMs)) }
      : {}),
  };
}

const messageOf = <Kind extends InstrumentKind>(
  details: InstrumentDetails,
  kind: Kind,
): Messages[Kind] | undefined => (details.kind === kind ? (details.message as Messages[Kind]) : undefined);
