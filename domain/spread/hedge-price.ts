import { Decimal, roundDownToStep, roundUpToStep } from '../decimal.js';
import { mostLotsOfValue, type WantedOrder } from '../tend-order.js';
import { levelFor } from './depth.js';
import { firstInWay, insideOf } from './in-way.js';
import { nearLevels } from './quote.js';
import type { SpreadView } from './view.js';

/** The tries of a hedge pay at most such a part more than the price it began at; what is dearer a person decides. */
const MOST_PAID_UP = new Decimal('0.003');
/** Where the broker does not tell the exchange's limit, "any price" goes so far beyond the last level that is shown. */
const BEYOND_LAST_LEVEL = new Decimal('0.05');

/** What the near side shows, for the hedge; nothing while its book is unknown. */
export const hedgeLevels = ({ sell, near, nowMs }: SpreadView) => {
  const { book } = near.market;
  return book ? nearLevels({ sell, near: { ...near.market, book }, nowMs }) : [];
};

/**
 * What a hedge is tried against. What an order of ours that just ended hides is tried once too when there is nothing else:
 * an order that cannot rest costs nothing.
 */
export function levelsToTry(view: SpreadView) {
  const levels = hedgeLevels(view);
  if (levels.length > 0 || (view.memory.hedge?.tries ?? 0) > 0) return levels;
  const { near } = view;
  const ownOrders = near.market.ownOrders.filter(({ endedAtMs }) => endedAtMs === undefined);
  return hedgeLevels({ ...view, near: { ...near, market: { ...near.market, ownOrders } } });
}

/**
 * The worst price that tries which began at this one may pay, on a whole step, one that the exchange takes today, and
 * inside of an order that a person has there: nobody but that person takes it away.
 */
export function hedgeBound(reference: Decimal, view: Pick<SpreadView, 'sell' | 'near'>): Decimal {
  const { sell, near } = view;
  const more = reference.abs().mul(MOST_PAID_UP);
  const { priceStep } = near.market;
  const bound = sell
    ? Decimal.max(reference, roundDownToStep(reference.add(more), priceStep))
    : Decimal.min(reference, roundUpToStep(reference.sub(more), priceStep));
  return withinLimits(view, insideOf(view, firstInWay(view, 'elsewhere'), bound));
}

/** Of what is owed, at any price only what was owed when a person said so: the rest is the next number's. */
function lotsAtOnce({ memory, near }: SpreadView, lots: number): number {
  const { anyPrice, anyPriceTo } = memory.hedge ?? {};
  return anyPrice && anyPriceTo !== undefined ? Math.min(lots, anyPriceTo - near.leg.settled.lots) : lots;
}

/**
 * The hedge for so many lots: at what the book needs for them and some steps more, twice as many at each try, within its
 * bound; or at the exchange's limit when a person said so. Undefined while nobody shows anything to trade against.
 */
export function hedgeFor(view: SpreadView, wanted: number): WantedOrder | undefined {
  const lots = lotsAtOnce(view, wanted);
  const levels = levelsToTry(view);
  const worst = levelFor(levels, lots)?.price;
  if (!worst) return undefined;
  const { hedge } = view.memory;
  const reference = hedge?.referencePrice ?? levels[0]?.price ?? worst;
  const price = hedge?.anyPrice
    ? insideOf(view, firstInWay(view, 'elsewhere'), anyPrice(view, levels.at(-1)?.price ?? worst))
    : paidUp(view, { worst, reference });
  const most = mostLotsOfValue(price.abs().mul(view.near.market.lot));
  return { lots: Math.min(lots, most), price, timeInForce: 'fill-and-kill' };
}

function paidUp(view: SpreadView, { worst, reference }: { worst: Decimal; reference: Decimal }): Decimal {
  const { sell, wish, memory } = view;
  const { payUpTicks } = wish.options;
  const tries = memory.hedge?.tries ?? 0;
  // A pay-up of none widens too once it was not enough.
  const ticks = tries === 0 ? payUpTicks : Math.max(1, payUpTicks) * 2 ** Math.min(tries, MOST_DOUBLINGS);
  const steps = view.near.market.priceStep.mul(ticks);
  const bound = hedgeBound(reference, view);
  return sell ? Decimal.min(worst.add(steps), bound) : Decimal.max(worst.sub(steps), bound);
}

/** More would be past any bound, and past what a number holds. */
const MOST_DOUBLINGS = 20;

function anyPrice(view: SpreadView, last: Decimal): Decimal {
  const { sell, near } = view;
  const { book, priceStep } = near.market;
  const limit = sell ? book?.limitUp : book?.limitDown;
  const more = last.abs().mul(BEYOND_LAST_LEVEL);
  if (sell) return roundDownToStep(limit ?? last.add(more), priceStep);
  return roundUpToStep(limit ?? last.sub(more), priceStep);
}

/** What the exchange would refuse today is no hedge. */
function withinLimits({ sell, near }: Pick<SpreadView, 'sell' | 'near'>, price: Decimal): Decimal {
  const { book, priceStep } = near.market;
  const limit = sell ? book?.limitUp : book?.limitDown;
  if (!limit) return price;
  return sell
    ? Decimal.min(price, roundDownToStep(limit, priceStep))
    : Decimal.max(price, roundUpToStep(limit, priceStep));
}
