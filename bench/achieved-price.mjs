/** What a spread brought by the exchange's own fills, and how runs of many are summed up; in roubles, exact. */
import { Decimal } from 'decimal.js';

const NONE = new Decimal(0);

/**
 * From the exchange's own fills: far average less ratio × near average, without commission. What was not executed in time
 * is counted at what crossing both books brings at that moment, as somebody would have to pay who must be in by then.
 */
export async function achieved(exchange, { far, near, ratio, amount }) {
  const fills = (await exchange.news()).filter(({ kind }) => kind === 'fill');
  const sumOf = ({ ticker, lot }, direction) => {
    const own = fills.filter((each) => each.ticker === ticker && each.direction === direction);
    const securities = own.reduce((sum, { lots }) => sum + lots * lot, 0);
    const value = own.reduce((sum, { lots, price }) => sum.add(new Decimal(price).mul(lots * lot)), NONE);
    return { securities, value };
  };
  const [sold, bought] = [sumOf(far, 'sell'), sumOf(near, 'buy')];
  const unhedged = sold.securities * ratio - bought.securities;
  const rest = amount - sold.securities;
  const books = await Promise.all([far, near].map(({ ticker }) => exchange.call(`/book/${ticker}`)));
  const [farRest, nearRest] = [
    worth(books[0].bids, rest),
    // What is owed still is bought there too.
    worth(books[1].asks, (rest * ratio + unhedged) / near.lot).mul(near.lot),
  ];
  const filled = sold.value.sub(bought.value);
  return {
    executed: sold.securities,
    unhedged,
    fills: sold.securities === 0 ? null : toKopeck(filled.div(sold.securities)),
    price: filled.add(farRest).sub(nearRest).div(amount),
  };
}

/** What so many lots come to, level by level; the last one is as deep as it takes. */
function worth(levels, lots) {
  let left = lots;
  let value = NONE;
  for (const [place, [price, shown]] of levels.entries()) {
    const taken = place === levels.length - 1 ? left : Math.min(left, shown);
    value = value.add(new Decimal(price).mul(taken));
    left -= taken;
  }
  return value;
}

/** @param {Decimal} roubles */
export const toKopeck = (roubles) => roubles.toDecimalPlaces(2);
export const mean = (values) => Decimal.sum(...values).div(values.length);
export const middleOf = (values) => {
  const sorted = [...values].sort((one, other) => one.cmp(other));
  return mean([sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]]);
};
/** Of the mean of differences, each between two ways through the same market. */
export function standardErrorOf(values) {
  const middle = mean(values);
  const squares = Decimal.sum(...values.map((value) => value.sub(middle).pow(2)));
  return squares
    .div(values.length - 1)
    .div(values.length)
    .sqrt();
}
