import { NotServedError } from '../broker/errors.js';
import { Decimal, roundUpToStep } from '../domain/decimal.js';
import type { ExecutionDependencies } from './dependencies.js';
import { shareReadings, type WatchReadings } from './shared-readings.js';

/** A tariff changes with a person's contract, or with what was traded. */
const READ_AGAIN_MS = 3_600_000;
/** The "Trader" tariff's rate, where the broker tells none, as in the sandbox. */
const USUAL_RATE = new Decimal('0.0005');

/** What the broker takes of a trade, as a part of its value. */
export type CommissionRates = WatchReadings<Decimal>;

export const watchCommissionRates = ({
  broker,
  logger,
}: Pick<ExecutionDependencies, 'broker' | 'logger'>): CommissionRates =>
  shareReadings({
    async read(instrument) {
      const last = (await broker.instruments.lastPrices([instrument.uid])).get(instrument.uid);
      const price = roundUpToStep(last ?? instrument.priceStep, instrument.priceStep);
      try {
        const { commissionRate } = await broker.orders.cost({ instrument, direction: 'buy', lots: 1, price });
        return commissionRate ?? USUAL_RATE;
      } catch (error) {
        if (error instanceof NotServedError) return USUAL_RATE;
        throw error;
      }
    },
    everyMs: READ_AGAIN_MS,
    what: 'commission',
    logger,
  });
