import type { Exchange } from '../exchange/exchange.js';
import { isFuture } from '../instruments/instrument.js';
import { heldInstruments } from './held.js';
import { payoutsBetween } from './payouts.js';

/**
 * The end of a trading day: orders of the day end, futures pay what they gained or lost at their last prices, holders
 * get their dividends and coupons, and last prices become the closes that tomorrow's limits are made from. The first clearing of all only marks where to go on.
 */
export function clearDay(exchange: Exchange, atMs: number): void {
  const isFirst = exchange.state.clearedAtMs === 0;
  exchange.atOnce(() => clear(exchange, { atMs, isFirst }));
}

function clear(exchange: Exchange, { atMs, isFirst }: { atMs: number; isFirst: boolean }): void {
  const { state } = exchange;
  if (!isFirst) exchange.withdraw(({ createdAtMs }) => createdAtMs < atMs);
  const futures = isFirst ? [] : [...heldInstruments(exchange)].filter(isFuture);
  const ticks = Object.fromEntries(futures.map((each) => [each.ticker, exchange.listing(each).lastTicks]));
  const opening = isFirst ? { openedAtMs: exchange.nowMs } : {};
  const payouts = isFirst ? [] : payoutsBetween(exchange, state.clearedAtMs, atMs);
  exchange.accounts.settle({ kind: 'cleared', atMs, ticks, payouts, ...opening });
  if (!isFirst) exchange.rollCloses();
}
