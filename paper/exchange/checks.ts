import {
  freeMoney,
  futureMargin,
  type PaperAccount,
  type PaperPosition,
  positionIn,
} from '../accounts/account.js';
import { type LastTicks, liquidPortfolio, startingMargin } from '../accounts/worth.js';
import { ContractError, Refusal } from '../errors.js';
import {
  hasEnded,
  isFuture,
  type PaperInstrument,
  ticksOf,
  ticksOfRoubles,
} from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { parseNano } from '../money.js';
import type { InstrumentCondition, OrderKind, TimeInForce } from '../state/events.js';
import { commissionOf } from '../state/order.js';
import { takesOrders } from './conditions.js';
import { type Listing, limitDown, limitUp } from './listing.js';

/** An order as it was asked for, before anything is known to be right about it. */
export interface OrderRequest {
  readonly requestId: string;
  readonly account: PaperAccount;
  readonly instrument: PaperInstrument;
  readonly direction: Side;
  readonly kind: OrderKind;
  readonly timeInForce: TimeInForce;
  readonly lots: number;
  /** In 10^-9; ignored for orders without a limit. */
  readonly priceNano: bigint | undefined;
  /** What the price is in: units of market data, or roubles. They differ for bonds and futures. */
  readonly priceUnit: 'points' | 'roubles';
  /** The person agreed to a short or leveraged position. */
  readonly margin: boolean;
}

/** Above this an order needs a code from an SMS, which the API cannot give. */
const LARGEST_ORDER = parseNano('30000000') ?? 0n;

/** @throws ContractError when the instrument does not take such an order now. */
export function checkInstrument(
  { instrument, direction }: OrderRequest,
  condition: InstrumentCondition,
  nowMs: number,
): void {
  if (hasEnded(instrument, nowMs)) throw new ContractError(Refusal.notTrading);
  if (!condition.apiTradeAvailable) throw new ContractError(Refusal.notByApi);
  const sideAvailable = direction === 'buy' ? condition.buyAvailable : condition.sellAvailable;
  if (!sideAvailable || !takesOrders(condition)) throw new ContractError(Refusal.notTrading);
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

/**
 * Money, securities and margin. What is paid for must be covered by what is free, or, with margin, the account's liquid
 * value must cover the initial margin of every position it would then hold. Futures need their guarantee; whoever sells
 * more of them than they hold goes short, which a person must have agreed to.
 * @throws ContractError
 */
export function checkCover(
  { account, instrument, direction, lots, margin }: OrderRequest,
  { value, lastTicks }: { value: bigint; lastTicks: LastTicks },
): void {
  if (value > LARGEST_ORDER) throw new ContractError(Refusal.valueTooHigh);
  const amount = lots * instrument.lot;
  const position = positionIn(account, instrument);
  const shorts = direction === 'sell' && amount > position.amount - position.blocked;
  if (shorts && !instrument.details.message.shortEnabledFlag) {
    throw new ContractError(margin ? Refusal.noMoney : Refusal.marginNotConfirmed);
  }
  if (isFuture(instrument)) {
    if (shorts && !margin) throw new ContractError(Refusal.marginNotConfirmed);
    const more = withOrder(position, direction, amount);
    const needed = futureMargin(more) - futureMargin(position) + commissionOf(value);
    if (needed > commissionOf(value) && needed > freeMoney(account)) throw new ContractError(Refusal.noMoney);
    return;
  }
  const covered =
    direction === 'sell'
      ? !shorts
      : value + commissionOf(value) <= freeMoney(account) || amount <= -position.amount;
  if (covered) return;
  const held = new Map(account.positions).set(instrument.uid, {
    ...position,
    amount: position.amount + (direction === 'buy' ? amount : -amount),
  });
  const then = {
    ...account,
    // The order swaps money for securities of the same worth.
    money: account.money + (direction === 'buy' ? -value : value),
    positions: held,
  };
  const allowed = liquidPortfolio(then, lastTicks) >= startingMargin(then, lastTicks) + account.blocked;
  if (!margin && (allowed || direction === 'sell')) throw new ContractError(Refusal.marginNotConfirmed);
  if (!allowed) throw new ContractError(Refusal.noMoney);
}

const withOrder = (position: PaperPosition, direction: Side, amount: number): PaperPosition =>
  direction === 'buy'
    ? { ...position, buying: position.buying + amount }
    : { ...position, blocked: position.blocked + amount };
