/** What is known of an order, the account and the broker's own figures at this moment. */
import type { Broker, Margin, MaxLots } from '../../broker/broker.js';
import { BrokerError } from '../../broker/errors.js';
import { Decimal } from '../../domain/decimal.js';
import type { FuturesMargin, Instrument } from '../../domain/instrument.js';
import type { Direction } from '../../domain/order.js';
import { MAX_ORDER_VALUE } from '../../domain/tend-order.js';
import { type Holdings, type HoldingsReader, moneyNow } from '../holdings.js';

/** An order as a whole, however many pieces it goes out in; also a leg of a spread. */
export interface OrderFacts {
  readonly instrument: Instrument;
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** What is held, or (negative) short, less what running tasks will close of it. */
  readonly open: number;
  /** What one security is expected to cost or to bring, without what is paid on top; undefined where nobody knows. */
  readonly price: Decimal | undefined;
  /** Of futures alone. */
  readonly guarantee: FuturesMargin | undefined;
  /** At that price, as far as one is known; undefined where the broker tells none of this instrument, or was not asked. */
  readonly maxLots: MaxLots | undefined;
}

export interface AccountFacts {
  /** Free roubles, less what is promised to running tasks. */
  readonly money: Decimal;
  /** What of it securities that are short would cost to buy back: nothing is paid with that. @default none */
  readonly ofShorts?: Decimal;
  /** Roubles that running tasks have yet to take. */
  readonly promised: Decimal;
  /** Undefined where the account has no margin trading. */
  readonly margin: Margin | undefined;
  /** The broker tells no margin figures here, as in its sandbox: what it lends it says when it is asked for it. @default false */
  readonly isMarginUntold?: boolean;
  /** What starts together with this and before it needs so much margin more. @default none */
  readonly startingMargin?: StartingMargin;
}

/** Roubles. */
export interface StartingMargin {
  /** All of it. */
  readonly all: Decimal;
  /** What of it is not among the money that is promised: of securities that are sold short. */
  readonly ofShorts: Decimal;
}

/** What of the amount makes a position; the rest closes one. */
export const openedBy = ({ direction, amount, open }: Pick<OrderFacts, 'direction' | 'amount' | 'open'>) =>
  Math.max(0, direction === 'buy' ? amount + Math.min(0, open) : amount - Math.max(0, open));

/** What becomes short. */
export const shortOf = (order: Pick<OrderFacts, 'direction' | 'amount' | 'open'>): number =>
  order.direction === 'sell' ? openedBy(order) : 0;

/** How far the broker's reckoning of a value may be from ours: commission, the last digits. */
const VALUE_TOLERANCE = '0.01';

/**
 * Whether so many lots are only the most that one order may be worth, or may be: an amount goes out in as many orders as
 * it takes, so this says nothing of what the account can do.
 */
export function isMostOfOneOrder(most: number, { instrument: { lot }, price }: OrderFacts): boolean {
  if (!price) return true;
  const worth = (lots: number) => price.abs().mul(lot).mul(lots);
  const isOneMoreTooMuch = worth(most + 1).gt(MAX_ORDER_VALUE.mul(new Decimal(1).sub(VALUE_TOLERANCE)));
  return isOneMoreTooMuch && worth(most).lte(MAX_ORDER_VALUE.mul(new Decimal(1).add(VALUE_TOLERANCE)));
}

/** The account's own money and what runs, without the broker's margin figures. */
export async function moneyFacts(
  reader: HoldingsReader,
  holdings: Promise<Holdings>,
): Promise<Pick<AccountFacts, 'money' | 'promised' | 'ofShorts'>> {
  const [{ free: money, promised }, ofShorts] = await Promise.all([
    moneyNow(reader, holdings),
    worthOfShorts(reader, holdings),
  ]);
  return { money, promised, ofShorts };
}

/** At the last prices. Contracts that are short brought no money in. */
async function worthOfShorts({ broker }: HoldingsReader, holdings: Promise<Holdings>): Promise<Decimal> {
  const short = (await holdings).securities.filter(({ free }) => free < 0);
  const zero = new Decimal(0);
  if (short.length === 0) return zero;
  const { instruments } = broker;
  const uids = short.map(({ instrumentUid }) => instrumentUid);
  const [lastPrices, ...listed] = await Promise.all([
    instruments.lastPrices(uids),
    ...uids.map((uid) => instruments.byUid(uid)),
  ]);
  return short.reduce((sum, { instrumentUid, free }, place) => {
    const isContract = listed[place]?.kind === 'future';
    return isContract ? sum : sum.add(lastPrices.get(instrumentUid)?.mul(-free) ?? 0);
  }, zero);
}

/** The broker's margin figures. */
export async function marginFacts({
  broker,
  starting = [],
}: HoldingsReader): Promise<Pick<AccountFacts, 'margin' | 'isMarginUntold' | 'startingMargin'>> {
  const margin = await broker.account.margin();
  const sum = (orders: typeof starting) =>
    orders.reduce((total, each) => total.add(each.margin ?? 0), new Decimal(0));
  return {
    margin,
    isMarginUntold: margin === undefined && broker.mode === 'sandbox',
    startingMargin: { all: sum(starting), ofShorts: sum(starting.filter((each) => each.isShort)) },
  };
}

/** Of what is not traded by API the broker tells none, which is told otherwise. */
export async function maxLotsOf(
  order: { readonly instrument: Instrument; readonly price?: Decimal },
  { account }: Pick<Broker, 'account'>,
): Promise<MaxLots | undefined> {
  try {
    return await account.maxLots(order);
  } catch (error) {
    if (error instanceof BrokerError && error.remedy === 'final') return undefined;
    throw error;
  }
}
