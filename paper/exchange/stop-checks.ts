import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import {
  hasEnded,
  isFuture,
  type PaperInstrument,
  ticksOf,
  ticksOfRoubles,
} from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { NANO } from '../money.js';
import type { InstrumentCondition } from '../state/events.js';
import type { ChildKind, StopKind } from '../stops/stop-events.js';
import { type Distance, isMet, towardsOf } from '../stops/triggers.js';
import { type Listing, limitDown, limitUp } from './listing.js';

export interface DistanceRequest {
  readonly type: 'absolute' | 'relative';
  /** In the unit of the prices, or in percent; 10^-9. */
  readonly nano: bigint;
}

/** A stop order as it was asked for. */
export interface StopRequest {
  readonly requestId: string;
  readonly account: PaperAccount;
  readonly instrument: PaperInstrument;
  readonly direction: Side;
  readonly lots: number;
  readonly kind: StopKind;
  readonly child: ChildKind;
  /** In 10^-9, like the price of the child. */
  readonly stopPriceNano: bigint;
  readonly priceNano: bigint | undefined;
  readonly priceUnit: 'points' | 'roubles';
  readonly trailing: { readonly indent: DistanceRequest; readonly spread: DistanceRequest } | undefined;
  readonly expiresAtMs: number | undefined;
  readonly margin: boolean;
}

export interface StopTicks {
  readonly stop: number;
  readonly limit: number | undefined;
  readonly trailing: { readonly indent: Distance; readonly spread: Distance } | undefined;
}

const HUNDRED_PERCENT = 100n * NANO;

/**
 * What can be known to be wrong before the stop triggers; money and securities are the child's matter. The
 * instrument need not trade now.
 * @throws ContractError
 */
export function checkStop(
  request: StopRequest,
  { condition, listing, nowMs }: { condition: InstrumentCondition; listing: Listing; nowMs: number },
): StopTicks {
  const { instrument, direction, kind, trailing } = request;
  if (instrument.listedOnly) throw new ContractError(Refusal.notByApi);
  if (hasEnded(instrument, nowMs)) throw new ContractError(Refusal.notTrading);
  if (!condition.apiTradeAvailable) throw new ContractError(Refusal.notByApi);
  const sideAvailable = direction === 'buy' ? condition.buyAvailable : condition.sellAvailable;
  if (!sideAvailable) throw new ContractError(Refusal.notTrading);

  const stop = priceTicks(request, request.stopPriceNano);
  // A trailing stop only begins there. Any other would trigger at once: the broker refuses it.
  if (!trailing && isMet(towardsOf(kind, direction), stop, listing.lastTicks)) {
    throw new ContractError(Refusal.stopNotPlaced, 'the last price is at the stop price or beyond it');
  }
  const limit = request.priceNano === undefined ? undefined : priceTicks(request, request.priceNano);
  if (limit !== undefined) {
    const outside = direction === 'buy' ? limit > limitUp(listing) : limit < limitDown(listing);
    if (outside) throw new ContractError(Refusal.outsideLimits);
  }
  return {
    stop,
    limit,
    trailing: trailing && {
      indent: distance(request, trailing.indent, 1n),
      spread: distance(request, trailing.spread, 0n),
    },
  };
}

function priceTicks({ instrument, priceUnit }: StopRequest, nano: bigint): number {
  if (nano <= 0n && !isFuture(instrument)) throw new ContractError(Refusal.priceNotPositive);
  return wholeTicks({ instrument, priceUnit }, nano);
}

function wholeTicks(
  { instrument, priceUnit }: Pick<StopRequest, 'instrument' | 'priceUnit'>,
  nano: bigint,
): number {
  const ticks = priceUnit === 'points' ? ticksOf(instrument, nano) : ticksOfRoubles(instrument, nano);
  if (ticks === undefined) throw new ContractError(Refusal.wrongStep);
  return ticks;
}

function distance(request: StopRequest, { type, nano }: DistanceRequest, leastNano: bigint): Distance {
  const wrong = nano < leastNano || (type === 'relative' && nano >= HUNDRED_PERCENT);
  if (wrong) throw new ContractError(Refusal.wrongTrailingData);
  return type === 'relative'
    ? { type, percentNano: Number(nano) }
    : { type, ticks: wholeTicks(request, nano) };
}
