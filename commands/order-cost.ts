import type { Broker } from '../broker/broker.js';
import { NotServedError } from '../broker/errors.js';
import type { Decimal } from '../domain/decimal.js';
import { type FuturesMargin, type Instrument, paidFor } from '../domain/instrument.js';
import type { Direction } from '../domain/order.js';

/** The broker's dearest usual commission, as a part of the price. */
export const COMMISSION = '0.003';

export interface Purchase {
  readonly instrument: Instrument;
  /** Only a future's sale takes money: the guarantee of what becomes short. @default buy */
  readonly direction?: Direction;
  readonly price: Decimal | undefined;
  /** Securities, or contracts that open a position: closing one takes no money. */
  readonly amount: number;
  /** @default that of the catalogue */
  readonly margin?: FuturesMargin | undefined;
}

/**
 * What a purchase takes out of the free money at most, commission included: the price of securities, the margin that
 * futures lock.
 * @returns undefined where the price, or the margin, is not known
 */
export function costOf({
  instrument,
  direction = 'buy',
  price,
  amount,
  margin,
}: Purchase): Decimal | undefined {
  const { future } = instrument;
  const { toBuy, toSell } = margin ?? future?.margin ?? {};
  const each = future ? (direction === 'buy' ? toBuy : toSell) : price && paidFor(instrument, price);
  return each?.add(price?.abs().mul(COMMISSION) ?? 0).mul(amount);
}

/** The margin of this moment; the catalogue's where the broker tells none now, as its sandbox does. */
export async function marginNow(
  { uid, future }: Instrument,
  { instruments }: Pick<Broker, 'instruments'>,
): Promise<FuturesMargin | undefined> {
  if (!future) return undefined;
  try {
    const { toBuy, toSell } = await instruments.futuresMargin(uid);
    return { toBuy: toBuy ?? future.margin.toBuy, toSell: toSell ?? future.margin.toSell };
  } catch (error) {
    if (error instanceof NotServedError) return future.margin;
    throw error;
  }
}
