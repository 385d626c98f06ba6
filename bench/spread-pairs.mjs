/**
 * Spreads for the bench: every far contract with shares and funds of its own, by ratios set by hand, because the paper
 * exchange lists fewer natural pairs than the bench needs; what a ratio comes from changes nothing of what is measured.
 */
import { bookOf } from './market.mjs';

const LOTS = 10_000;
const SHOWN = 100;
/** Enough for every fill of the bench, and below the 30,000,000 roubles that one order may be worth. */
const AMOUNT = 400;
const LARGEST_NANO = 20_000_000n * 1_000_000_000n;
const MONEY = '10000000000000';
const AT_ONCE = 4;

/**
 * @typedef {{ far: object, near: object, ratio: string }} Pair no two of the first 146 have the same near leg, and none
 *   of the first 48 the same far one
 * @returns {Promise<Pair[]>}
 */
export async function listPairs(count) {
  const { loadCatalogue } = await import('../dist/paper/instruments/catalogue.js');
  const nowMs = Date.now();
  const usable = loadCatalogue(nowMs).all.filter(
    ({ currency, details: { message } }) =>
      currency === 'rub' &&
      message.apiTradeAvailableFlag &&
      message.buyAvailableFlag &&
      message.sellAvailableFlag,
  );
  const fars = usable.filter(
    ({ details }) => details.kind === 'future' && (details.terms.expiresAtMs ?? 0) > nowMs + 10 * 86_400_000,
  );
  const nears = usable.filter(({ details }) => details.kind === 'share' || details.kind === 'etf');
  return Array.from({ length: count }, (_, index) => {
    const far = fars[index % fars.length];
    // Those that come again are the last ones: the first are measured.
    const near = nears[index < nears.length ? index : 2 * nears.length - 1 - index];
    return { far, near, ratio: String(near.lot) };
  });
}

/**
 * Others' orders deep enough for every hedge of the bench. What they ask stands a step higher once ours rest, which is
 * within their slop; or they ask nothing, and ours are found alone.
 */
export const farBook = (far, { up = 0, variation = 0, alone = false } = {}) => {
  const { bids, asks } = deep(bookOf(far, { variation }));
  return { bids, asks: alone ? [] : asks.slice(up) };
};

/** @param {number} up near ticks by which all that is asked stands higher */
export const nearBook = ({ stepNano, startTicks, ...rest }, { up = 0, variation = 0 } = {}) =>
  deep(bookOf({ stepNano, startTicks: startTicks + up, ...rest }, { variation }));

const deep = ({ bids, asks }) => {
  const scaled = (levels) => levels.map(([price, lots]) => [price, lots * LOTS]);
  return { bids: scaled(bids), asks: scaled(asks) };
};

/**
 * Somebody takes a contract at the price that ours were started at, or better. Others ask there no more: a trade that
 * went on to what they ask would look like a fill of ours that nobody saw.
 */
export async function takeOne(exchange, far) {
  const { ticker } = far;
  const [[price]] = farBook(far).asks;
  const lots = await exchange.trade(ticker, { side: 'buy', lots: 1, price });
  if (lots !== 1) throw new Error(`no far order of ours rests in ${ticker} at ${price}`);
}

/** Near ticks that make the near leg of a contract dearer by three far steps: what turns a far order against us. */
export function ticksAgainst({ far, near, ratio }) {
  const farNano = 3n * far.tickValueNano;
  const nearNano = BigInt(ratio) * near.tickValueNano;
  return Number((farNano + nearNano - 1n) / nearNano);
}

/**
 * Sets up an account that holds what is sold, so that nobody has to be asked, and money that is enough for everything.
 * @param {Pair[]} pairs
 */
export async function prepareSpreads({ exchange }, pairs) {
  const fars = new Set(pairs.map(({ far }) => far));
  await exchange.call('/account', {
    method: 'PUT',
    body: {
      money: MONEY,
      positions: Object.fromEntries([...fars].map(({ ticker }) => [ticker, 1_000_000])),
    },
  });
  for (const far of fars) await exchange.setBook(far.ticker, farBook(far));
  for (const near of new Set(pairs.map((pair) => pair.near)))
    await exchange.setBook(near.ticker, nearBook(near));
}

/**
 * Sells spreads at the very price that joining the best others gives at this moment, so that a near leg that gets
 * dearer is against us at once. Done when the far order of each rests.
 * @param {Pair[]} pairs
 * @returns {Promise<{ id: string }[]>} the tasks, in the order of the pairs
 */
export async function startSpreads({ api, exchange }, pairs) {
  const isFresh = new Set();
  for (const { far } of pairs) {
    if (isFresh.has(far)) continue;
    isFresh.add(far);
    await exchange.setBook(far.ticker, farBook(far));
  }
  const rows = [];
  for (const { far, near, ratio } of pairs) {
    const row = await api('/spreads', {
      method: 'POST',
      body: {
        farTicker: far.ticker,
        nearTicker: near.ticker,
        sell: true,
        amount: amountOf(far),
        price: '0',
        ratio,
        displayQuantity: SHOWN,
        active: true,
      },
    });
    rows.push(row.id);
  }
  const { result } = await api('/commands/sprices', { method: 'POST', body: {} });
  const priceOf = new Map(result.items.map(({ row, passive }) => [row, passive?.price]));
  await exchange.news();
  const tasks = [];
  const waiting = rows.map((id, place) => ({ id, place }));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { id, place } = next;
        const price = priceOf.get(id);
        if (!price)
          throw new Error(`no price for ${JSON.stringify(result.items.find(({ row }) => row === id))}`);
        await api(`/spreads/${id}`, { method: 'PATCH', body: { price, active: false } });
        const { tasks: started } = await api('/commands/spreads', { method: 'POST', body: { id } });
        tasks[place] = started[0];
      }
    }),
  );
  await everyFarOrder(exchange, pairs);
  for (const far of isFresh) await exchange.setBook(far.ticker, farBook(far, { alone: true }));
  return tasks;
}

const amountOf = ({ startTicks, tickValueNano }) =>
  Math.min(AMOUNT, Number(LARGEST_NANO / (BigInt(startTicks) * tickValueNano)));

/** As many accepted far orders as there are spreads. */
async function everyFarOrder(exchange, pairs) {
  const wanted = new Map();
  for (const { far } of pairs) wanted.set(far.ticker, (wanted.get(far.ticker) ?? 0) + 1);
  const conditions = [...wanted].map(([ticker, count]) => {
    let seen = 0;
    const counted = new Set();
    return (entry) => {
      if (entry.kind !== 'accepted' || entry.ticker !== ticker || counted.has(entry.seq))
        return seen >= count;
      counted.add(entry.seq);
      seen += 1;
      return seen >= count;
    };
  });
  await exchange.entries(conditions);
}
