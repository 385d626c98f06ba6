/** What is known of a spread's legs, the account and the broker's own figures at this moment. */
import type { Broker, Margin, MaxLots } from '../../broker/broker.js';
import { BrokerError } from '../../broker/errors.js';
import { Decimal } from '../../domain/decimal.js';
import type { TradingInterval } from '../../domain/hours.js';
import type { FuturesMargin, Instrument } from '../../domain/instrument.js';
import type { Direction } from '../../domain/order.js';
import { directionsOf } from '../../domain/spread/directions.js';
import { MAX_ORDER_VALUE } from '../../domain/tend-order.js';
import { type Holdings, type HoldingsReader, moneyNow, openPositionOf, readHoldings } from '../holdings.js';
import { marginNow } from '../order-cost.js';
import type { SpreadPair } from './pair.js';

export interface LegFacts {
  readonly instrument: Instrument;
  readonly direction: Direction;
  /** Securities or contracts. */
  readonly amount: number;
  /** What is held, or (negative) short, less what running tasks will close of it. */
  readonly open: number;
  /** What the order that takes the other side pays now, the last price where nobody is there; undefined without both. */
  readonly price: Decimal | undefined;
  /** Of futures alone. */
  readonly guarantee: FuturesMargin | undefined;
  /** At that price, as far as one is known; undefined where the broker tells none of this instrument. */
  readonly maxLots: MaxLots | undefined;
  readonly sessions: readonly TradingInterval[] | undefined;
}

export interface SpreadFacts {
  readonly far: LegFacts;
  readonly near: LegFacts;
  /** Free roubles, less what is promised to running tasks. */
  readonly money: Decimal;
  /** Roubles that running tasks have yet to take. */
  readonly promised: Decimal;
  /** Undefined where the account has no margin trading. */
  readonly margin: Margin | undefined;
  readonly now: Date;
}

/** What of the amount makes a position; the rest closes one. */
export const openedBy = ({ direction, amount, open }: LegFacts): number =>
  Math.max(0, direction === 'buy' ? amount + Math.min(0, open) : amount - Math.max(0, open));

/** How far the broker's reckoning of a value may be from ours: commission, the last digits. */
const VALUE_TOLERANCE = '0.01';

/**
 * Whether so many lots are only the most that one order may be worth, or may be: an amount goes out in as many orders as
 * it takes, so this says nothing of what the account can do.
 */
export function isMostOfOneOrder(most: number, { instrument: { lot }, price }: LegFacts): boolean {
  if (!price) return true;
  const worth = (lots: number) => price.abs().mul(lot).mul(lots);
  const isOneMoreTooMuch = worth(most + 1).gt(MAX_ORDER_VALUE.mul(new Decimal(1).sub(VALUE_TOLERANCE)));
  return isOneMoreTooMuch && worth(most).lte(MAX_ORDER_VALUE.mul(new Decimal(1).add(VALUE_TOLERANCE)));
}

export interface SpreadSize extends SpreadPair {
  readonly sell: boolean;
  /** Far contracts. */
  readonly amount: number;
  /** Near securities. @default what hedges the far contracts */
  readonly nearAmount?: number;
}

/** @throws BrokerError while it cannot be asked */
export async function spreadFacts(
  { far, near, ratio, sell, amount, nearAmount = ratio.mul(amount).ceil().toNumber() }: SpreadSize,
  reader: HoldingsReader,
): Promise<SpreadFacts> {
  const directions = directionsOf(sell);
  const holdings = readHoldings(reader);
  const sources = { reader, holdings };
  const [farFacts, nearFacts, { free: money, promised }, margin] = await Promise.all([
    legFacts({ instrument: far, direction: directions.far, amount }, sources),
    legFacts({ instrument: near, direction: directions.near, amount: nearAmount }, sources),
    moneyNow(reader, holdings),
    reader.broker.account.margin(),
  ]);
  return { far: farFacts, near: nearFacts, money, promised, margin, now: new Date() };
}

interface Sources {
  readonly reader: HoldingsReader;
  readonly holdings: Promise<Holdings>;
}

async function legFacts(
  leg: Pick<LegFacts, 'instrument' | 'direction' | 'amount'>,
  { reader: { broker }, holdings }: Sources,
): Promise<LegFacts> {
  const { instrument } = leg;
  // First: it may tell a new value of a future's step, which prices are made with.
  const guarantee = await marginNow(instrument, broker);
  const [{ price, maxLots }, open, sessions] = await Promise.all([
    priceToTake(leg, broker).then(async (price) => ({
      price,
      // At the same price: what the two say of one order has to be comparable.
      maxLots: await maxLotsOf({ instrument, ...(price && { price }) }, broker),
    })),
    holdings.then((each) => openPositionOf(instrument, each)),
    broker.instruments.sessions(instrument),
  ]);
  return { ...leg, guarantee, price, open, maxLots, sessions };
}

async function priceToTake(
  { instrument: { uid }, direction }: Pick<LegFacts, 'instrument' | 'direction'>,
  { instruments }: Broker,
): Promise<Decimal | undefined> {
  const { bids, asks } = await instruments.book(uid);
  const taken = (direction === 'buy' ? asks : bids)[0]?.price;
  return taken ?? (await instruments.lastPrices([uid])).get(uid);
}

/** Of what is not traded by API the broker tells none, which is told otherwise. */
async function maxLotsOf(
  order: { readonly instrument: Instrument; readonly price?: Decimal },
  { account }: Broker,
): Promise<MaxLots | undefined> {
  try {
    return await account.maxLots(order);
  } catch (error) {
    if (error instanceof BrokerError && error.remedy === 'final') return undefined;
    throw error;
  }
}
