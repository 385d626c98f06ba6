/** What many spreads cost: processor time and memory of each process, and how quick they still are. */
import { setTimeout as delay } from 'node:timers/promises';
import { startFeed } from './book-feed.mjs';
import { difference, isKnownHere, memoryOf, processorOf, total } from './processes.mjs';
import { notMeasured, row } from './report.mjs';
import { measureScans } from './scans.mjs';
import { farBook, listPairs, nearBook, prepareSpreads, startSpreads } from './spread-pairs.mjs';
import { measureAgainst, measureHedges, UnhedgedError } from './spreads.mjs';

/** Spreads that run at once; each level has its own whose near price is moved, because those stand elsewhere then. */
const LEVELS = [
  { spreads: 0 },
  { spreads: 1, hedged: [0, 1], moved: [0, 1], isQuick: true },
  { spreads: 20, hedged: [1, 15], isScanned: true },
  { spreads: 50, hedged: [1, 15], moved: [15, 27] },
  { spreads: 200, hedged: [1, 15], moved: [27, 39] },
];
const BOOKS_A_SECOND = 10;
/** Of so many changes of a near book one moves its best price, and the next one moves it back; the others, depth alone. */
const CHANGES_IN_TURN = 10;
const SETTLE_MS = 3_000;
const MEASURED_MS = 11_000;
const HEDGES_UNDER_BOOKS = 40;
/** In the table alone for what matters; the JSON has all. */
const PAPER = 'trademan-paper';

export async function measureLoad(installation, { floors }) {
  const rows = [];
  const memory = new Map();
  const pairs = await listPairs(LEVELS.at(-1).spreads);
  await prepareSpreads(installation, pairs);
  const ups = new Map();
  let before = 0;
  for (const { spreads, hedged, moved, isQuick = false, isScanned = false } of LEVELS) {
    const running = pairs.slice(0, spreads);
    await startSpreads(installation, running.slice(before));
    before = spreads;
    if (isScanned) {
      const measured = pairs.slice(...hedged);
      const scans = await measureScans(installation, { pairs: running, measured, floors }).catch((error) => {
        process.exitCode = 1;
        return [notMeasured('scans', error.message)];
      });
      rows.push(...scans);
      continue;
    }
    if (spreads > 0) {
      rows.push(
        ...(await measureHedges(installation, { pairs: running, measured: pairs.slice(...hedged), floors })),
        ...(await measureAgainst(installation, {
          pairs: running,
          measured: pairs.slice(...moved),
          ups,
          floors,
        })),
      );
    }
    if (isQuick) continue;
    await delay(SETTLE_MS);
    const { cost, kept, books, hedges } = await underBooks(installation, { running, ups, hedged, floors });
    memory.set(spreads, kept);
    rows.push(...hedges);
    const percent = (name) => (100 * (cost[name] ?? 0)) / (MEASURED_MS / 1000);
    rows.push(
      ...(isKnownHere
        ? Object.keys(cost).map((name) =>
            row(
              `${spreads} spreads, of one core: ${name}`,
              [
                {
                  value: percent(name),
                  unit: '%',
                  ...(name === 'trademan-worker' && spreads === 200 && { atMost: 40 }),
                },
              ],
              { note: spreads > 0 ? books : undefined },
            ),
          )
        : [notMeasured(`${spreads} spreads, of one core`, 'the system does not tell')]),
    );
  }
  return [...rows, ...memoryRows(memory)];
}

function memoryRows(memory) {
  const all = (spreads) => total(memory.get(spreads), { without: [PAPER] });
  return [
    ...[...memory].flatMap(([spreads, each]) => [
      row(`memory of everything but the paper exchange, ${spreads} spreads`, [
        { value: all(spreads), unit: 'MB', ...(spreads === 50 && { atMost: 600 }) },
      ]),
      ...Object.entries(each).map(([name, value]) =>
        row(`  ${name}`, [{ value, unit: 'MB', ...(name === PAPER && { atMost: 120 }) }]),
      ),
    ]),
    row('memory of each further spread, from 50 to 200', [
      { value: (all(200) - all(50)) / 150, unit: 'MB', atMost: 0.5 },
    ]),
  ];
}

/**
 * Every book of every leg changes 10 times a second, each near one's best price twice a second. The paper exchange lists
 * fewer instruments than 200 spreads have legs: several spreads look at one book, each by itself.
 */
async function underBooks(installation, { running, ups, hedged, floors }) {
  const { exchange, pid } = installation;
  const upOf = new Map(running.map((pair) => [pair.near, ups.get(pair) ?? 0]));
  const bodies = (make) =>
    Array.from({ length: CHANGES_IN_TURN }, (_, place) => JSON.stringify(make((place % 2) + 1, place)));
  const books = [
    ...[...new Set(running.map(({ far }) => far))].map((far) => ({
      ticker: far.ticker,
      bodies: bodies((variation) => farBook(far, { up: 1, variation })),
    })),
    ...[...upOf].map(([near, up]) => ({
      ticker: near.ticker,
      // For us, and back: what is wanted stays the same, and is looked at anew.
      bodies: bodies((variation, place) => nearBook(near, { up: place === 0 ? up - 1 : up, variation })),
    })),
  ];
  const feed = await startFeed({ controlPort: exchange.controlPort, books, aSecond: BOOKS_A_SECOND });
  await delay(2_000);
  const before = processorOf(pid);
  await delay(MEASURED_MS);
  const cost = difference(before, processorOf(pid));
  const kept = memoryOf(pid);
  const hedges = hedged
    ? await measureHedges(installation, {
        pairs: running,
        measured: running.slice(...hedged),
        floors,
        rounds: HEDGES_UNDER_BOOKS,
        under: ', under their books',
        goals: {},
      }).catch((error) => {
        // A worker that falls too far behind is cut off by the exchange, and its far orders are withdrawn.
        if (error instanceof UnhedgedError) process.exitCode = 1;
        const what = `a far fill → its hedge arrives, ${running.length} spreads, under their books`;
        return [notMeasured(what, error.message)];
      })
    : [];
  const rate = await feed.stop();
  return {
    cost,
    kept,
    hedges,
    books: `${books.length} books, ${rate.toFixed(1)} changes a second each, seen by ${2 * running.length} legs`,
  };
}
