import type { Exchange } from '../exchange/exchange.js';
import {
  endsAtMs,
  isFuture,
  type PaperFuture,
  type PaperInstrument,
  roublesOf,
} from '../instruments/instrument.js';
import { divideRounded, NANO } from '../money.js';
import type { SettlementEvent } from '../state/settlement.js';
import { heldInstruments } from './held.js';

/** Futures that have expired and bonds that have matured: what still works is cancelled, what is held is settled. */
export function settleEnded(exchange: Exchange, nowMs: number): void {
  const hasEnded = (instrument: PaperInstrument): boolean =>
    (endsAtMs(instrument) ?? Number.POSITIVE_INFINITY) <= nowMs;
  exchange.withdraw(({ instrument }) => hasEnded(instrument));
  for (const instrument of heldInstruments(exchange)) {
    const event = hasEnded(instrument) ? settlementOf(exchange, instrument) : undefined;
    if (event) exchange.accounts.settle(event);
  }
}

function settlementOf(exchange: Exchange, instrument: PaperInstrument): SettlementEvent | undefined {
  const { ticker, details } = instrument;
  const atMs = endsAtMs(instrument) ?? 0;
  if (isFuture(instrument)) return expiryOf(exchange, instrument, atMs);
  if (details.kind !== 'bond') return undefined;
  // The price is in percent of the nominal, and the tick's worth was made from it.
  const nominal = (instrument.tickValueNano * 100n * NANO) / instrument.stepNano;
  return { kind: 'redeemed', ticker, atMs, nominalNano: String(nominal) };
}

/** A future on a share ends at the share's last price, an index future at its own. */
function expiryOf(exchange: Exchange, future: PaperFuture, atMs: number): SettlementEvent {
  const { ticker, details } = future;
  const { underlyingPositionUid, size } = details.terms;
  const share = underlyingPositionUid && exchange.catalogue.byPositionUid(underlyingPositionUid);
  if (!share) return { kind: 'expired', ticker, atMs, ticks: exchange.listing(future).lastTicks };
  const worth = roublesOf(share, exchange.listing(share).lastTicks) * BigInt(size);
  const ticks = Number(divideRounded(worth, future.tickValueNano));
  const delivers = details.message.futuresType === 'physical_delivery';
  return {
    kind: 'expired',
    ticker,
    atMs,
    ticks,
    ...(delivers ? { delivers: { ticker: share.ticker, size } } : {}),
  };
}
