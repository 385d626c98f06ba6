import { Decimal } from '../../domain/decimal.js';
import { levelsOfOthers } from '../../domain/follow.js';
import type { Instrument } from '../../domain/instrument.js';
import { Direction } from '../../domain/order.js';
import { type QuoteLeg, spreadPriceNow } from '../../domain/spread/quote.js';
import type { Sight } from '../../domain/watching/alert.js';
import type { ExecutionDependencies } from '../dependencies.js';
import { legMarketOf } from '../leg-market.js';
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
  close(): void;
}

type Market = Pick<ExecutionDependencies, 'broker'>;
type Readings = Pick<WatchingOptions, 'steps' | 'rates' | 'settings'>;

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
  const spread = against && watchSpread(dependencies, readings, { instrument, against }, tell.soon);
  return {
    now: spread ? spread.now : () => singleSight(dependencies, instrument),
    close() {
      tell.close();
      for (const end of ends) end();
      spread?.close();
    },
  };
}

/** The best that others show: our own orders are nobody to trade with. */
function singleSight({ broker }: Market, instrument: Instrument): Sight | undefined {
  const { tradable, book, ownOrders } = legMarketOf(instrument, broker);
  if (!tradable || !book) return undefined;
  const others = { book, ownOrders, nowMs: performance.now() };
  return {
    bid: levelsOfOthers(Direction.buy, others)[0]?.price,
    ask: levelsOfOthers(Direction.sell, others)[0]?.price,
  };
}

/** What `sprices` shows for one contract at once: it can be sold for the bid and bought for the ask, reserves included. */
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
      const view = { far: farLeg, near: nearLeg, ratio, payUpTicks, nowMs: performance.now() };
      const priceOf = (sell: boolean) => {
        const found = spreadPriceNow({ ...view, sell }, 'crossing', 1);
        // Kopecks, on the side that can surely be had.
        const rounding = sell ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL;
        return 'price' in found ? found.price.toDecimalPlaces(2, rounding) : undefined;
      };
      return { bid: priceOf(true), ask: priceOf(false) };
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
