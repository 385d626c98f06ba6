import { freeMoney, type PaperAccount, positionIn } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import { lotsValue, type PaperInstrument, ticksOf } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { NANO, parseNano } from '../money.js';
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
  /** 10^-9 of the units of market data; ignored for orders without a limit. */
  readonly priceNano: bigint | undefined;
  /** The person agreed to a short or leveraged position. */
  readonly margin: boolean;
}

/** Above this an order needs a code from an SMS, which the API cannot give. */
const LARGEST_ORDER = parseNano('30000000') ?? 0n;

/** @throws ContractError when the instrument does not take such an order now. */
export function checkInstrument({ direction }: OrderRequest, condition: InstrumentCondition): void {
  if (!condition.apiTradeAvailable) throw new ContractError(Refusal.notByApi);
  const sideAvailable = direction === 'buy' ? condition.buyAvailable : condition.sellAvailable;
  if (!sideAvailable || !takesOrders(condition)) throw new ContractError(Refusal.notTrading);
}

/**
 * @returns the limit in ticks, `undefined` for a market order.
 * @throws ContractError for a price that is missing, not positive, between two steps or outside the day's limits.
 */
export function checkPrice(
  { instrument, direction, kind, priceNano }: OrderRequest,
  listing: Listing,
): number | undefined {
  if (kind === 'market') return undefined;
  if (kind === 'best-price') {
    const best = listing.book.best(direction === 'buy' ? 'sell' : 'buy');
    if (best === undefined) throw new ContractError(Refusal.noCounterparty);
    return best;
  }
  if (priceNano === undefined) throw new ContractError(Refusal.missingPrice);
  if (priceNano <= 0n) throw new ContractError(Refusal.priceNotPositive);
  const ticks = ticksOf(instrument, priceNano);
  if (ticks === undefined) throw new ContractError(Refusal.wrongStep);
  const outside = direction === 'buy' ? ticks > limitUp(listing) : ticks < limitDown(listing);
  if (outside) throw new ContractError(Refusal.outsideLimits);
  return ticks;
}

/**
 * Money, securities and margin. Without margin an order must be covered by what is free; with it, the account's
 * liquid value must cover the initial margin of every position it would then hold.
 * @throws ContractError
 */
export function checkCover(
  { account, instrument, direction, lots, margin }: OrderRequest,
  { value, listings }: { value: bigint; listings: (instrument: PaperInstrument) => Listing },
): void {
  if (value > LARGEST_ORDER) throw new ContractError(Refusal.valueTooHigh);
  const amount = lots * instrument.lot;
  const position = positionIn(account, instrument);
  const covered =
    direction === 'buy'
      ? value + commissionOf(value) <= freeMoney(account) || amount <= -position.amount
      : amount <= position.amount - position.blocked;
  if (covered) return;
  const shortForbidden = direction === 'sell' && !instrument.share.shortEnabledFlag;
  if (shortForbidden || !marginAllows(account, { instrument, direction, amount, value, listings })) {
    throw new ContractError(direction === 'sell' && !margin ? Refusal.marginNotConfirmed : Refusal.noMoney);
  }
  if (!margin) throw new ContractError(Refusal.marginNotConfirmed);
}

function marginAllows(
  account: PaperAccount,
  order: {
    instrument: PaperInstrument;
    direction: Side;
    amount: number;
    value: bigint;
    listings: (instrument: PaperInstrument) => Listing;
  },
): boolean {
  let liquid = account.money;
  let needed = 0n;
  const held = [...account.positions.values()].map(({ instrument, amount }) => ({ instrument, amount }));
  held.push({
    instrument: order.instrument,
    amount: order.direction === 'buy' ? order.amount : -order.amount,
  });
  const amounts = new Map<PaperInstrument, number>();
  for (const { instrument, amount } of held) amounts.set(instrument, (amounts.get(instrument) ?? 0) + amount);
  for (const [instrument, amount] of amounts) {
    const { lastTicks } = order.listings(instrument);
    const worth = lotsValue(instrument, 1, lastTicks) / BigInt(instrument.lot);
    const rate = amount > 0 ? instrument.longMarginNano : instrument.shortMarginNano;
    liquid += worth * BigInt(amount);
    needed += (worth * BigInt(Math.abs(amount)) * rate) / NANO;
  }
  // The order swaps money for securities of the same worth, which the loop has counted as if they were free.
  liquid += order.direction === 'buy' ? -order.value : order.value;
  return liquid >= needed + account.blocked;
}
