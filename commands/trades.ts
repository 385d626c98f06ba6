import Type from 'typebox';
import { AsCsv, takeCsv, withCsv } from './account/csv-file.js';
import { readTrades } from './account/read-trades.js';
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
import { findInstrument } from './search/find-instrument.js';

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
    const { trades: all, tickerOf } = await readTrades({ db, broker }, span);
    const wanted = ticker?.trim().toUpperCase();
    const chosen = wanted === undefined ? all : all.filter((each) => tickerOf(each).toUpperCase() === wanted);
    // A wrong name is told; one that was not traded is answered with nothing.
    if (wanted !== undefined && chosen.length === 0) await findInstrument(broker, wanted);
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

/** Days, then a ticker, each or none: `2026-11-01 2026-11-30 SBER csv`. @throws UsageError */
function tradesFromWords(asked: readonly string[]): unknown {
  const { words, csv } = takeCsv(asked);
  const days = words.filter(looksLikeDate);
  const [ticker, ...more] = words.filter((word) => !looksLikeDate(word));
  const [from, to, ...others] = days;
  if (more.length > 0 || others.length > 0) throw new UsageError('trades');
  return { ...(from && { from }), ...(to && { to }), ...(ticker && { ticker }), ...(csv && { csv }) };
}
