import Type from 'typebox';
import type { Trade } from '../domain/account/trade.js';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import { type AccountTrades, readTrades } from './account/read-trades.js';
import { looksLikeDate, spanArguments, spanOf } from './account/span.js';
import {
  sumsJson,
  TRADE_COLUMNS,
  type TradeJson,
  type TradeSumsJson,
  tradeJson,
} from './account/trade-json.js';
import { Ticker } from './arguments.js';
import { defineCommand } from './define-command.js';
import { UsageError } from './errors.js';
import { notFound } from './search/find-instrument.js';

/** The executions of some days. */
export interface Trades {
  /** Days in Moscow, `2026-11-30`. */
  readonly from: string;
  readonly to: string;
  /** Oldest first. */
  readonly items: readonly TradeJson[];
  /** Of those in roubles; `otherCurrencies` are so many others. */
  readonly totals: TradeSumsJson;
  readonly otherCurrencies: number;
}

/** Every execution of the account in a span of days, by whomever it was ordered. */
export const trades = defineCommand({
  name: 'trades',
  arguments: Type.Object(
    { ...spanArguments, ticker: Type.Optional(Ticker), csv: AsCsv },
    { additionalProperties: false },
  ),
  fromWords: tradesFromWords,
  async run({ from, to, ticker, csv }, { db, broker }) {
    const span = spanOf({ from, to });
    const read = await readTrades({ db, broker }, span);
    const chosen = ticker === undefined ? read.trades : await tradesOf(ticker.trim(), read, broker);
    const { tickerOf } = read;
    const items = chosen.map((each) => tradeJson(each, tickerOf));
    const inRoubles = chosen.filter(({ currency }) => currency === 'rub');
    const result: Trades = {
      from: span.from,
      to: span.to,
      items,
      totals: sumsJson(inRoubles),
      otherCurrencies: chosen.length - inRoubles.length,
    };
    return {
      kind: 'result',
      result,
      ...withCsv(csv, { name: 'trades', columns: TRADE_COLUMNS, rows: items }),
    };
  },
});

/** What was not traded is answered with nothing. @throws UnknownTickerError, TickerAmbiguousError */
async function tradesOf(
  ticker: string,
  { trades: all, isGone }: AccountTrades,
  broker: Parameters<typeof notFound>[0],
): Promise<readonly Trade[]> {
  const instrument = await broker.instruments.byTicker(ticker);
  if (instrument) return all.filter(({ instrumentUid }) => instrumentUid === instrument.uid);
  const gone = all.filter((each) => isGone(each, ticker));
  if (gone.length === 0) throw await notFound(broker, ticker);
  return gone;
}

/** Days, then a ticker, each or none: `2026-11-01 2026-11-30 SBER csv`. @throws UsageError */
function tradesFromWords(asked: readonly string[]): unknown {
  const { words, csv } = takeCsv(asked);
  const days = words.filter(looksLikeDate);
  const [ticker, ...more] = words.filter((word) => !looksLikeDate(word));
  const [from, to, ...others] = days;
  if (more.length > 0 || others.length > 0) throw new UsageError('trades');
  return { ...(from && { from }), ...(to && { to }), ...(ticker && { ticker }), ...(csv && { csv }) };
}
