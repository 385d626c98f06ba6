import { Decimal } from '../domain/decimal.js';
import type { Instrument } from '../domain/instrument.js';
import type { Leg } from '../domain/leg.js';
import type { SpreadLegView } from '../domain/spread/view.js';
import type { Idleness } from '../domain/task.js';
import type { ExecutionDependencies } from './dependencies.js';
import { legMarketOf, whatIsMissing } from './leg-market.js';
import type { ExecutorOptions } from './running-executor.js';
import { watchSpreadHours } from './session-hours.js';

const UNKNOWN = new Decimal(0);

interface SeenDesk {
  leg(): Leg;
  mustAsk(): boolean;
}

/** The markets of both legs as a spread's decision sees them: books, statuses, hours, commissions. */
export function watchSpreadMarket(
  { broker }: Pick<ExecutionDependencies, 'broker'>,
  {
    far,
    near,
    options,
    onChange,
    onTradable,
  }: {
    far: Instrument;
    near: Instrument;
    options: Pick<ExecutorOptions, 'steps' | 'hours' | 'rates' | 'settings'>;
    /** @param isOfNear something of the near leg's market changed */
    onChange: (isOfNear: boolean) => void;
    /** The near leg began to trade. */
    onTradable: () => void;
  },
) {
  let didTrade: boolean | undefined;
  const onNear = () => {
    const trades = broker.market.status(near.uid)?.tradable;
    if (trades && didTrade === false) onTradable();
    didTrade = trades;
    onChange(true);
  };
  const ends = [
    broker.market.watch(far, () => onChange(false)),
    broker.market.watch(near, onNear),
    options.steps.watch(far, () => onChange(false)),
    options.steps.watch(near, () => onChange(true)),
  ];
  const both = () => onChange(true);
  const hours = watchSpreadHours(options.hours, { far, near, settings: options.settings }, both);
  const rates = { far: options.rates(far, both), near: options.rates(near, both) };
  const isKnown = () => rates.far.newest() !== undefined && rates.near.newest() !== undefined;

  const viewOf = (instrument: Instrument, rate: Decimal | undefined, desk: SeenDesk): SpreadLegView => ({
    leg: desk.leg(),
    market: { ...legMarketOf(instrument, broker), commissionRate: rate ?? UNKNOWN },
    mustAsk: desk.mustAsk() && desk.leg().current !== undefined,
  });

  return {
    farView: (desk: SeenDesk) => viewOf(far, rates.far.newest()?.value, desk),
    nearView: (desk: SeenDesk) => viewOf(near, rates.near.newest()?.value, desk),
    /** What is not known yet takes no order away, but nothing is opened before. */
    hours: () => hours.now() ?? { farMayRest: true },
    /** Without hours and commissions no price can be promised. */
    isKnown: (): boolean => hours.now() !== undefined && isKnown(),
    /** By the markets alone a far order may rest, as far as they are known. */
    mayRest: (): boolean =>
      hours.now()?.farMayRest !== false &&
      [far, near].every(({ uid }) => broker.market.status(uid)?.tradable !== false),
    /** What is not known, without which no far order is placed. */
    missing(): Idleness | undefined {
      if (!hours.now()) return { reason: 'hours-unknown', of: `${far.ticker}, ${near.ticker}` };
      for (const [leg, rate] of [
        [far, rates.far],
        [near, rates.near],
      ] as const)
        if (!rate.newest()) return { reason: 'commission-unknown', of: leg.ticker };
      return whatIsMissing(far, broker) ?? whatIsMissing(near, broker);
    },
    close() {
      for (const end of ends) end();
      hours.close();
      rates.far.close();
      rates.near.close();
    },
  };
}
