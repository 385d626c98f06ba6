/** Two legs: how soon a fill is hedged, and how soon a far order is gone whose hedge got dearer. All from the ledger. */
import { setTimeout as delay } from 'node:timers/promises';
import { latency } from './report.mjs';
import { farBook, nearBook, takeOne, ticksAgainst } from './spread-pairs.mjs';

/** An order lives two seconds before the next one is sent in its place. */
const LIFE_MS = 2_050;
const PAUSE_MS = 20;
const PATIENCE_MS = 10_000;
const HEDGES = 100;
const MOVES = 12;

const of = (spreads) => `${spreads} ${spreads === 1 ? 'spread' : 'spreads'}`;

/**
 * Somebody takes one contract of a far order of ours; its hedge is what arrives next for a near leg of that contract.
 * @param {{ pairs: object[], measured?: object[] }} options all that run, and those whose far orders stand where they began
 */
export async function measureHedges(
  { exchange },
  { pairs, measured = pairs.slice(0, 1), floors, rounds = HEDGES, under = '', goals = { p50: 2, p99: 10 } },
) {
  const all = [];
  if (!under)
    for (const { far } of measured) await exchange.setBook(far.ticker, farBook(far, { alone: true }));
  for (let round = 0; round < rounds; round += 1) {
    const { far } = measured[round % measured.length];
    const nears = new Set(pairs.filter((pair) => pair.far === far).map(({ near }) => near.ticker));
    await delay(PAUSE_MS);
    await exchange.news();
    await takeOne(exchange, far);
    const [fill, hedge] = await exchange.entries(
      [
        ({ kind, ticker }) => kind === 'fill' && ticker === far.ticker,
        ({ kind, ticker }) => kind === 'received' && nears.has(ticker),
      ],
      { patienceMs: PATIENCE_MS },
    );
    all.push((hedge.atUs - fill.atUs) / 1000);
  }
  return [
    latency(`a far fill → its hedge arrives, ${of(pairs.length)}${under}`, all, {
      ...goals,
      floor: floors?.push,
    }),
  ];
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
