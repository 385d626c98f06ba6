import { Decimal, roundUpToStep } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { OrderDesk } from './broker.js';
import { NotServedError } from './errors.js';

/** The "Trader" tariff's rate, where the broker tells none, as in the sandbox. */
export const USUAL_RATE = new Decimal('0.0005');

/**
 * What the broker takes of a trade, as a part of its value; asked for one lot at about this price.
 * @throws BrokerError
 */
export async function commissionRateOf(
  instrument: Instrument,
  about: Decimal,
  orders: Pick<OrderDesk, 'cost'>,
): Promise<Decimal> {
  try {
    const price = roundUpToStep(about, instrument.priceStep);
    const { commissionRate } = await orders.cost({ instrument, direction: 'buy', lots: 1, price });
    return commissionRate ?? USUAL_RATE;
  } catch (error) {
    if (error instanceof NotServedError) return USUAL_RATE;
    throw error;
  }
}
