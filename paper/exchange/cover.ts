import {
  freeMoney,
  futureMargin,
  type PaperAccount,
  type PaperPosition,
  positionOf,
} from '../accounts/account.js';
import {
  correctedMargin,
  type LastTicks,
  liquidPortfolio,
  shortsWorth,
  unpaidLosses,
} from '../accounts/worth.js';
import { ContractError, Refusal } from '../errors.js';
import { isFuture, type PaperInstrument, roublesOf } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { commissionOf } from '../state/order.js';

/** What an order needs cover for. */
export interface CoverRequest {
  readonly account: PaperAccount;
  readonly instrument: PaperInstrument;
  readonly direction: Side;
  readonly lots: number;
  /** The person agreed to a short or leveraged position. */
  readonly margin: boolean;
}

interface Prices {
  /** What the order is worth at most, in 10^-9 roubles. */
  readonly value: bigint;
  readonly lastTicks: LastTicks;
}

/**
 * Money, securities and margin. What is paid for must be covered by money of one's own (what shorts brought in is
 * not), or, with margin, the liquid portfolio must cover the margin of every position as working orders and this one
 * could make it. Futures need their guarantee; whoever sells more of them than they hold goes short, which a person
 * must have agreed to.
 * @throws ContractError
 */
export function checkCover(request: CoverRequest, prices: Prices): void {
  const { account, instrument, direction, lots, margin } = request;
  const amount = lots * instrument.lot;
  const position = positionOf(account, instrument);
  const shorts = direction === 'sell' && amount > position.amount - position.blocked;
  if (shorts && !mayShort(account, instrument)) {
    throw new ContractError(margin ? Refusal.noMoney : Refusal.marginNotConfirmed);
  }
  if (isFuture(instrument)) {
    if (shorts && !margin) throw new ContractError(Refusal.marginNotConfirmed);
    checkGuarantee(request, prices);
    return;
  }
  if (direction === 'sell' ? !shorts : isPaidFor(request, prices)) return;
  const allowed = isWithinMargin(request, prices);
  if (!margin && (allowed || direction === 'sell')) throw new ContractError(Refusal.marginNotConfirmed);
  if (!allowed) throw tooLittle(account);
}

/** The sandbox lacks short futures. */
const mayShort = ({ sandbox }: PaperAccount, instrument: PaperInstrument): boolean =>
  instrument.details.message.shortEnabledFlag && !(sandbox && isFuture(instrument));

function checkGuarantee(
  { account, instrument, direction, lots }: CoverRequest,
  { value, lastTicks }: Prices,
) {
  const position = positionOf(account, instrument);
  const more = withOrder(position, direction, lots * instrument.lot);
  const guarantee = futureMargin(more) - futureMargin(position);
  // What needs no more guarantee makes a position smaller: it is never refused.
  if (guarantee <= 0n) return;
  if (guarantee + commissionOf(value) > freeMoney(account) - unpaidLosses(account, lastTicks)) {
    throw tooLittle(account);
  }
}

/** The sandbox has a code of its own for it. */
const tooLittle = ({ sandbox }: PaperAccount): ContractError =>
  new ContractError(sandbox ? Refusal.notEnoughBalance : Refusal.noMoney);

/** A purchase from one's own money, or one that only buys back what was sold short. */
function isPaidFor({ account, instrument, lots }: CoverRequest, { value, lastTicks }: Prices): boolean {
  const position = positionOf(account, instrument);
  const amount = lots * instrument.lot;
  if (amount + position.buying <= -position.amount) return true;
  return value + commissionOf(value) <= freeMoney(account) - shortsWorth(account, lastTicks);
}

function isWithinMargin(
  { account, instrument, direction, lots }: CoverRequest,
  { value, lastTicks }: Prices,
): boolean {
  const amount = lots * instrument.lot;
  const more = withOrder(positionOf(account, instrument), direction, amount);
  const then = { ...account, positions: new Map(account.positions).set(instrument.uid, more) };
  const atLast = roublesOf(instrument, lastTicks(instrument)) * BigInt(amount);
  // A price worse than the last one is lost the moment it is executed.
  const loss = direction === 'buy' ? value - atLast : atLast - value;
  const cost = commissionOf(value) + (loss > 0n ? loss : 0n);
  return liquidPortfolio(account, lastTicks) - cost >= correctedMargin(then, lastTicks);
}

const withOrder = (position: PaperPosition, direction: Side, amount: number): PaperPosition =>
  direction === 'buy'
    ? { ...position, buying: position.buying + amount }
    : { ...position, blocked: position.blocked + amount };
