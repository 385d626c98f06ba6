import {
  CandleSource,
  GetCandlesRequest_CandleSource,
  type HistoricCandle,
  type MarketDataServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/marketdata.js';
import type { Bar } from '../candles/bar.js';
import type { Candles } from '../candles/candles.js';
import { candleEnd, type Interval, intervalOf } from '../candles/intervals.js';
import type { Tape } from '../candles/tape.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { type PaperInstrument, priceOf } from '../instruments/instrument.js';
import { toQuotation } from '../money.js';
import { instrumentOf } from './lookups.js';
import { toTrade } from './market-messages.js';
import { checkPeriod } from './periods.js';

/** Weekends and nights are passed over when candles are counted back from the end of the period. */
const STRETCH = 4;
/** The contract's call is for the trades of an hour. */
const LONGEST_TRADES_MS = 3_600_000;

export const createCandlesService = ({
  exchange,
  candles,
  tape,
}: {
  exchange: Exchange;
  candles: Candles;
  tape: Tape;
}): Pick<MarketDataServiceImplementation<PaperContext>, 'getCandles' | 'getLastTrades'> => ({
  async getCandles(request) {
    const instrument = instrumentOf(exchange, request);
    const interval = intervalOf(request.interval);
    if (!interval) throw new ContractError(Refusal.wrongInterval);
    const { limit } = request;
    checkSource(request.candleSourceType, limit);
    if (limit !== undefined && (limit < 1 || limit > interval.mostBars))
      throw new ContractError(Refusal.wrongCandleLimit);
    checkPeriod(request);
    const toMs = request.to?.getTime() ?? exchange.nowMs;
    const fromMs = request.from?.getTime() ?? countedBack(toMs, interval, limit);
    if (toMs < fromMs) throw new ContractError(Refusal.wrongPeriod);
    if (request.from && toMs - fromMs > interval.longestMs)
      throw new ContractError(Refusal.periodTooLongForInterval);
    const bars = candles.between(instrument, { interval, fromMs, toMs });
    const wanted = limit === undefined ? bars : bars.slice(-limit);
    return {
      candles: wanted.map((bar) =>
        toCandle(instrument, bar, candleEnd(interval, bar.startMs) <= exchange.nowMs),
      ),
    };
  },

  async getLastTrades(request) {
    const instrument = instrumentOf(exchange, request);
    checkPeriod(request);
    const toMs = request.to?.getTime() ?? exchange.nowMs;
    const fromMs = request.from?.getTime() ?? toMs - LONGEST_TRADES_MS;
    if (toMs < fromMs) throw new ContractError(Refusal.wrongPeriod);
    if (toMs - fromMs > LONGEST_TRADES_MS) throw new ContractError(Refusal.periodTooLong);
    return {
      trades: tape
        .trades(instrument, exchange.nowMs)
        .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
        .map(toTrade),
    };
  },
});

function checkSource(source: GetCandlesRequest_CandleSource | undefined, limit: number | undefined): void {
  if (source === undefined || source === GetCandlesRequest_CandleSource.CANDLE_SOURCE_UNSPECIFIED) return;
  if (
    source === GetCandlesRequest_CandleSource.UNRECOGNIZED ||
    GetCandlesRequest_CandleSource[source] === undefined
  )
    throw new ContractError(Refusal.wrongCandleSource);
  if (limit !== undefined) throw new ContractError(Refusal.candleSourceWithLimit);
}

function countedBack(toMs: number, interval: Interval, limit: number | undefined): number {
  if (limit === undefined) throw new ContractError(Refusal.missingFromOrLimit);
  return toMs - limit * interval.lengthMs * STRETCH;
}

export const barPrices = (instrument: PaperInstrument, { open, high, low, close }: Bar) => {
  const quote = (ticks: number) => toQuotation(priceOf(instrument, ticks));
  return { open: quote(open), high: quote(high), low: quote(low), close: quote(close) };
};

const toCandle = (instrument: PaperInstrument, bar: Bar, isComplete: boolean): HistoricCandle => ({
  ...barPrices(instrument, bar),
  volume: bar.volume,
  time: new Date(bar.startMs),
  isComplete,
  candleSourceType: CandleSource.CANDLE_SOURCE_EXCHANGE,
});
