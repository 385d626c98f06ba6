import { commissionRateOf } from '../broker/commission.js';
import type { Decimal } from '../domain/decimal.js';
import type { ExecutionDependencies } from './dependencies.js';
import { shareReadings, type WatchReadings } from './shared-readings.js';

/** A tariff changes with a person's contract, or with what was traded. */
const READ_AGAIN_MS = 3_600_000;
/** What the broker takes of a trade, as a part of its value. */
export type CommissionRates = WatchReadings<Decimal>;

export const watchCommissionRates = ({
  broker,
  logger,
}: Pick<ExecutionDependencies, 'broker' | 'logger'>): CommissionRates =>
  shareReadings({
    async read(instrument) {
      const last = (await broker.instruments.lastPrices([instrument.uid])).get(instrument.uid);
      return commissionRateOf(instrument, last ?? instrument.priceStep, broker.orders);
    },
    everyMs: READ_AGAIN_MS,
    what: 'commission',
    logger,
  });
