import type { Exchange } from '../exchange/exchange.js';
import { isFuture } from '../instruments/instrument.js';

/**
 * The end of a trading day: orders of the day end, futures pay what they gained or lost at their last prices, and
 * those become the closes that tomorrow's limits are made from. The first clearing of all only marks where to go on.
 */
export function clearDay(exchange: Exchange, atMs: number): void {
  const { state } = exchange;
  const isFirst = state.clearedAtMs === 0;
  if (!isFirst) exchange.withdraw(({ createdAtMs }) => createdAtMs < atMs);
  const held = [...state.accounts.values()].flatMap(({ positions }) =>
    isFirst ? [] : [...positions.values()].filter(({ amount }) => amount !== 0),
  );
  const futures = held.map(({ instrument }) => instrument).filter(isFuture);
  const ticks = Object.fromEntries(futures.map((each) => [each.ticker, exchange.listing(each).lastTicks]));
  const opening = isFirst ? { openedAtMs: exchange.nowMs } : {};
  exchange.remember({ kind: 'cleared', atMs, ticks, ...opening });
  if (!isFirst) exchange.rollCloses();
}
