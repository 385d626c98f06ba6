/** Two legs: how soon a fill is hedged, and how soon a far order is gone whose hedge got dearer. All from the ledger. */
import { setTimeout as delay } from 'node:timers/promises';
import { latency } from './report.mjs';
import { farBook, nearBook, takeOne, ticksAgainst } from './spread-pairs.mjs';

/** An order lives two seconds before the next one is sent in its place. */
const LIFE_MS = 2_050;
const PAUSE_MS = 20;
const PATIENCE_MS = 10_000;
const HEDGES = 80;
const MOVES = 12;

const of = (spreads) => `${spreads} ${spreads === 1 ? 'spread' : 'spreads'}`;

/**
 * Somebody takes one contract of a far order of ours; its hedge is what arrives next for a near leg of that contract.
 * @param {{ pairs: object[], measured?: object[] }} options all that run, and those whose far orders stand where they began
 */
export async function measureHedges(
  installation,
  { pairs, measured = pairs.slice(0, 1), floors, rounds = HEDGES, under = '', goals = { p50: 2, p99: 10 } },
) {
  const { exchange } = installation;
  const all = [];
  if (!under)
    for (const { far } of measured) await exchange.setBook(far.ticker, farBook(far, { alone: true }));
  for (let round = 0; round < rounds; round += 1) {
    const { far } = measured[round % measured.length];
    const nears = new Set(pairs.filter((pair) => pair.far === far).map(({ near }) => near.ticker));
    await delay(PAUSE_MS);
    const before = await exchange.news();
    try {
      await takeOne(exchange, far);
      const [fill, hedge] = await exchange.entries(
        [
          ({ kind, ticker }) => kind === 'fill' && ticker === far.ticker,
          ({ kind, ticker }) => kind === 'received' && nears.has(ticker),
        ],
        { patienceMs: PATIENCE_MS },
      );
      all.push((hedge.atUs - fill.atUs) / 1000);
    } catch (error) {
      const after = error.seen ?? (await exchange.news());
      throw whatWasSeen(installation, { error, far, nears, measured, done: all.length, before, after });
    }
  }
  return [
    latency(`a far fill → its hedge arrives, ${of(pairs.length)}${under}`, all, {
      ...goals,
      floor: floors?.push,
    }),
  ];
}

/** A far order of ours was executed, and no hedge came: the gravest fault there is, and never only "not measured". */
export class UnhedgedError extends Error {}

/**
 * Why a hedge was not measured, in words: whether a fill was without its hedge, or there was no far order any more that
 * could be filled, because the worker withdrew it.
 */
function whatWasSeen({ output }, { error, far, nears, measured, done, before, after }) {
  const fars = new Set(measured.map((pair) => pair.far.ticker));
  const isOurs = (entry) => fars.has(entry.ticker);
  const count = (fits) => [...before, ...after].filter(fits).length;
  const withdrawn = count((entry) => entry.kind === 'cancelled' && isOurs(entry));
  const cut = output.split('the reader is too slow').length - 1;
  const around =
    `after ${done} hedges; since the one before ${withdrawn} of the ${fars.size} measured contracts' orders were ` +
    `withdrawn; the exchange has cut the worker off ${cut} times, because it read too slowly`;
  const fill = after.find(({ kind, ticker }) => kind === 'fill' && ticker === far.ticker);
  const hedge = after.find(({ kind, ticker }) => kind === 'received' && nears.has(ticker));
  if (fill && !hedge)
    return new UnhedgedError(
      `A FILL WITHOUT ITS HEDGE: ${far.ticker}, entry ${fill.seq}, ${PATIENCE_MS / 1000} s long, ${around}`,
    );
  if (!fill) return new Error(`no far order of ours rested in ${far.ticker} to be filled, ${around}`);
  return new Error(`${error.message}, ${around}`);
}

/**
 * The near leg of one spread after the other gets dearer, by more than the far order's price bears.
 * @param {{ pairs: object[], measured: object[], ups: Map<object, number> }} options `ups` keeps the near ticks that each
 *   pair was moved by
 */
export async function measureAgainst({ exchange }, { pairs, measured, ups, floors, rounds = MOVES }) {
  const movedAtMs = new Map();
  const [toCancel, toOrder] = [[], []];
  await delay(LIFE_MS);
  for (let round = 0; round < rounds; round += 1) {
    const pair = measured[round % measured.length];
    const { far, near } = pair;
    await delay(Math.max(60, (movedAtMs.get(pair) ?? 0) + LIFE_MS - performance.now()));
    const up = (ups.get(pair) ?? 0) + ticksAgainst(pair);
    ups.set(pair, up);
    await exchange.news();
    await exchange.setBook(near.ticker, nearBook(near, { up }));
    const [moved, cancelled, posted] = await exchange.entries([
      ({ kind }) => kind === 'control',
      ({ method }) => method === 'CancelOrder',
      ({ kind, ticker }) => kind === 'received' && ticker === far.ticker,
    ]);
    // The new order's life begins when it is sent.
    movedAtMs.set(pair, performance.now());
    toCancel.push((cancelled.atUs - moved.atUs) / 1000);
    toOrder.push((posted.atUs - moved.atUs) / 1000);
  }
  return [
    latency(`the near price moves → the far cancel arrives, ${of(pairs.length)}`, toCancel, {
      p50: 2,
      floor: floors?.push,
    }),
    latency(`the near price moves → the moved far order arrives, ${of(pairs.length)}`, toOrder, {
      p50: 6,
      floor: floors?.move,
    }),
  ];
}
