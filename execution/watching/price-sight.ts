import type { Decimal } from '../../domain/decimal.js';
import { mayTradeAt } from '../../domain/hours.js';
import type { Instrument } from '../../domain/instrument.js';
import type { QuoteLeg } from '../../domain/spread/quote.js';
import type { Idleness } from '../../domain/task.js';
import { type Sight, sightOfBook, sightOfSpread } from '../../domain/watching/sight.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { legMarketOf, whatIsMissing } from '../leg-market.js';
import type { WatchingOptions } from '../running-executor.js';

/** A person is told: so much later is early enough, and a hedge never waits for what is computed here. */
const LOOK_MS = 50;

export interface WatchedPrice {
  readonly instrument: Instrument;
  /** The near leg of a spread. */
  readonly against?: { readonly instrument: Instrument; readonly ratio: Decimal };
}

export interface PriceSight {
  /** Undefined while the market is closed, or not known. */
  now(): Sight | undefined;
  /** What is not known of it, while it is not closed by its status or its hours. */
  missing(now: Date): Idleness | 'closed' | undefined;
  close(): void;
}

type Market = Pick<ExecutionDependencies, 'broker'>;
type Readings = Pick<WatchingOptions, 'steps' | 'rates' | 'hours' | 'settings'>;

/** Where one could trade now, at a price or at that of a spread, by the hub's streams; changes are told at most so often. */
export function watchPriceSight(
  dependencies: Market,
  readings: Readings,
  { instrument, against }: WatchedPrice,
  onChange: () => void,
): PriceSight {
  const { broker } = dependencies;
  const tell = spaced(onChange, LOOK_MS);
  const legs = against ? [instrument, against.instrument] : [instrument];
  const ends = legs.flatMap((leg) => [
    broker.market.watch(leg, tell.soon),
    readings.steps.watch(leg, tell.soon),
  ]);
  const hours = legs.map((leg) => readings.hours(leg, tell.soon));
  const spread = against && watchSpread(dependencies, readings, { instrument, against }, tell.soon);
  return {
    now: spread ? spread.now : () => singleSight(dependencies, instrument),
    missing(now) {
      const isClosed = ({ uid }: Instrument) => broker.market.status(uid)?.tradable === false;
      if (legs.some(isClosed) || !hours.every((each) => mayTradeAt(each.newest()?.value, now)))
        return 'closed';
      for (const leg of legs) {
        const missing = whatIsMissing(leg, broker);
        if (missing) return missing;
      }
      return spread?.missing();
    },
    close() {
      tell.close();
      for (const end of ends) end();
      for (const each of hours) each.close();
      spread?.close();
    },
  };
}

/** What others show of one book. */
function singleSight({ broker }: Market, instrument: Instrument): Sight | undefined {
  const { tradable, book, ownOrders } = legMarketOf(instrument, broker);
  return tradable && book ? sightOfBook({ book, ownOrders, nowMs: performance.now() }) : undefined;
}

function watchSpread(
  { broker }: Market,
  { rates, settings }: Readings,
  { instrument: far, against }: Required<WatchedPrice>,
  onRead: () => void,
) {
  const { instrument: near, ratio } = against;
  const readings = { far: rates(far, onRead), near: rates(near, onRead) };
  const legOf = (leg: Instrument, rate: { readonly value: Decimal } | undefined): QuoteLeg | undefined => {
    const { tradable, book, ...market } = legMarketOf(leg, broker);
    return tradable && book && rate ? { ...market, book, commissionRate: rate.value } : undefined;
  };
  return {
    now(): Sight | undefined {
      const payUpTicks = settings()?.['spread.payUpTicks'];
      const farLeg = legOf(far, readings.far.newest());
      const nearLeg = legOf(near, readings.near.newest());
      if (payUpTicks === undefined || !farLeg || !nearLeg) return undefined;
      return sightOfSpread({ far: farLeg, near: nearLeg, ratio, payUpTicks, nowMs: performance.now() });
    },
    missing(): Idleness | undefined {
      if (!readings.far.newest()) return { reason: 'commission-unknown', of: far.ticker };
      if (!readings.near.newest()) return { reason: 'commission-unknown', of: near.ticker };
      return settings() ? undefined : { reason: 'settings-unknown', of: far.ticker };
    },
    close() {
      readings.far.close();
      readings.near.close();
    },
  };
}

/** Calls something soon after it is asked for, once for all that asked meanwhile. */
function spaced(call: () => void, everyMs: number) {
  let calledAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  return {
    soon() {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          calledAtMs = performance.now();
          call();
        },
        Math.max(0, calledAtMs + everyMs - performance.now()),
      );
    },
    close: () => clearTimeout(timer),
  };
}
