import { ContractError, Refusal } from '../errors.js';
import { isWeekend, moscowDay } from '../hours/moscow.js';
import { isTradingDay } from '../hours/sessions.js';
import {
  hasEnded,
  isFuture,
  type PaperInstrument,
  ticksOf,
  ticksOfRoubles,
} from '../instruments/instrument.js';
import { parseNano } from '../money.js';
import type { InstrumentCondition, OrderKind, TimeInForce } from '../state/events.js';
import { matches, takesOrders } from './conditions.js';
import type { CoverRequest } from './cover.js';
import { type Listing, limitDown, limitUp } from './listing.js';

/** An order as it was asked for, before anything is known to be right about it. */
export interface OrderRequest extends CoverRequest {
  readonly requestId: string;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  /** In 10^-9; ignored for orders without a limit. */
  readonly priceNano: bigint | undefined;
  /** What the price is in: units of market data, or roubles. They differ for bonds and futures. */
  readonly priceUnit: 'points' | 'roubles';
}

/** Above this an order needs a code from an SMS, which the API cannot give. */
const LARGEST_ORDER = parseNano('30000000') ?? 0n;

/** What the rules of a moment depend on. */
export interface Moment {
  readonly condition: InstrumentCondition;
  readonly nowMs: number;
  /** The rules of weekends hold: the exchange keeps hours. */
  readonly keepsHours: boolean;
  /** The status is the one that the hours say, nobody has set another. */
  readonly byHours: boolean;
}

/** @throws ContractError when the instrument does not take such an order now. */
export function checkInstrument(
  { instrument, direction, kind, timeInForce }: OrderRequest,
  moment: Moment,
): void {
  const { condition, nowMs, keepsHours } = moment;
  if (instrument.listedOnly) throw new ContractError(Refusal.notByApi);
  if (hasEnded(instrument, nowMs)) throw new ContractError(Refusal.notTrading);
  if (!condition.apiTradeAvailable) throw new ContractError(Refusal.notByApi);
  // The user here is not one, as `GetInfo` says.
  if (instrument.details.message.forQualInvestorFlag) throw new ContractError(Refusal.onlyForQualified);
  const sideAvailable = direction === 'buy' ? condition.buyAvailable : condition.sellAvailable;
  if (!sideAvailable) throw new ContractError(Refusal.notTrading);
  if (!takesOrders(condition)) throw new ContractError(whyClosed(instrument, moment));
  // Auctions gather limit orders; others have no price to wait at.
  if (kind !== 'limit' && !matches(condition)) throw new ContractError(Refusal.onlyLimit);
  const allOrNothing = kind === 'limit' && timeInForce === 'fill-or-kill';
  if (allOrNothing && (isFuture(instrument) || (keepsHours && isWeekend(moscowDay(nowMs))))) {
    throw new ContractError(Refusal.wrongTimeInForce);
  }
}

/** All of these mean to wait for the market; which of them, the hours tell. A status that was set is not theirs. */
function whyClosed({ details }: PaperInstrument, { condition, nowMs, keepsHours, byHours }: Moment): string {
  if (!keepsHours || !byHours) return Refusal.notTrading;
  const day = moscowDay(nowMs);
  if (isWeekend(day) && !isTradingDay(details.message.exchange, day)) return Refusal.closedOnWeekends;
  return condition.status === 'BREAK_IN_TRADING' ? Refusal.betweenSessions : Refusal.closedNow;
}

/**
 * @returns the limit in ticks, `undefined` for a market order.
 * @throws ContractError for a price that is missing, not positive, between two steps or outside the day's limits.
 */
export function checkPrice(
  { instrument, direction, kind, priceNano, priceUnit }: OrderRequest,
  listing: Listing,
): number | undefined {
  if (kind === 'market') return undefined;
  if (kind === 'best-price') {
    const best = listing.book.best(direction === 'buy' ? 'sell' : 'buy');
    if (best === undefined) throw new ContractError(Refusal.noCounterparty);
    return best;
  }
  if (priceNano === undefined) throw new ContractError(Refusal.missingPrice);
  // Spreads and the like are traded below zero, as futures may be; nothing else is.
  if (priceNano <= 0n && !isFuture(instrument)) throw new ContractError(Refusal.priceNotPositive);
  const ticks =
    priceUnit === 'points' ? ticksOf(instrument, priceNano) : ticksOfRoubles(instrument, priceNano);
  if (ticks === undefined) throw new ContractError(Refusal.wrongStep);
  const outside = direction === 'buy' ? ticks > limitUp(listing) : ticks < limitDown(listing);
  if (outside) throw new ContractError(Refusal.outsideLimits);
  return ticks;
}

/** @throws ContractError for an order that needs a code from an SMS. */
export function checkValue(value: bigint): void {
  if (value > LARGEST_ORDER) throw new ContractError(Refusal.valueTooHigh);
}
