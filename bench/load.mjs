/** What many tasks cost: processor time and memory of each process, and how quick the first of them still is. */
import { setTimeout as delay } from 'node:timers/promises';
import { startFeed } from './book-feed.mjs';
import { bookOf } from './market.mjs';
import { measureMoves } from './moves.mjs';
import { difference, isKnownHere, memoryOf, processorOf, total } from './processes.mjs';
import { notMeasured, row } from './report.mjs';

const LEVELS = [0, 50, 200];
const BOOKS_A_SECOND = 10;
const SETTLE_MS = 4_000;
const MEASURED_MS = 15_000;
const MOVE_ROUNDS = 14;
const AT_ONCE = 8;
/** In the table alone for what matters; the JSON has all. */
const PAPER = 'trademan-paper';

/** Each task has an instrument of its own, whose book changes 10 times a second without its best prices moving. */
export async function measureLoad(installation, { instruments, floors }) {
  const rows = [];
  const memory = new Map();
  /** What runs, and what is still to be tried: not all that is listed can be had by everybody. */
  const running = [];
  const waiting = [...instruments];
  for (const [up, tasks] of LEVELS.entries()) {
    await startTasks(installation, { running, waiting, tasks });
    await delay(SETTLE_MS);
    if (tasks > 0) {
      const some = running.slice(0, MOVE_ROUNDS);
      rows.push(
        ...(await measureMoves(installation, {
          instruments: some,
          tasks,
          rounds: MOVE_ROUNDS,
          floors,
          from: up - 1,
        })),
      );
    }
    const { cost, rate, kept } = await underBooks(installation, running, up);
    memory.set(tasks, kept);
    // The goal is for 200 spreads of two legs each, which is twice as many books.
    const noted = { note: tasks > 0 ? `one leg a task, ${rate.toFixed(1)} books a second each` : undefined };
    const percent = (name) => (100 * (cost[name] ?? 0)) / (MEASURED_MS / 1000);
    rows.push(
      ...(isKnownHere
        ? Object.keys(cost).map((name) =>
            row(
              `${tasks} tasks, of one core: ${name}`,
              [
                {
                  value: percent(name),
                  unit: '%',
                  ...(name === 'trademan-worker' && tasks === 200 && { atMost: 40 }),
                },
              ],
              noted,
            ),
          )
        : [notMeasured(`${tasks} tasks, of one core`, 'the system does not tell')]),
    );
  }
  const all = (tasks) => total(memory.get(tasks), { without: [PAPER] });
  for (const tasks of LEVELS) {
    rows.push(
      row(`memory of everything but the paper exchange, ${tasks} tasks`, [
        { value: all(tasks), unit: 'MB', ...(tasks === 50 && { atMost: 600 }) },
      ]),
      ...Object.entries(memory.get(tasks)).map(([name, value]) =>
        row(`  ${name}`, [{ value, unit: 'MB', ...(name === PAPER && { atMost: 120 }) }]),
      ),
    );
  }
  rows.push(
    row('memory of each further task, from 50 to 200', [
      { value: (all(200) - all(50)) / 150, unit: 'MB', atMost: 0.5 },
    ]),
  );
  return rows;
}

async function startTasks({ exchange, buy }, { running, waiting, tasks }) {
  let wanted = tasks - running.length;
  const startSome = async () => {
    while (wanted > 0) {
      wanted -= 1;
      const next = waiting.shift();
      if (!next) throw new Error(`there are too few instruments for ${tasks} tasks`);
      try {
        await exchange.setBook(next.ticker, bookOf(next));
        await buy(next.ticker, next.lot);
        running.push(next);
      } catch (error) {
        if (!error.status) throw error;
        wanted += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, startSome));
}

async function underBooks({ exchange, pid }, instruments, up) {
  const books = instruments.map((instrument, index) => ({
    ticker: instrument.ticker,
    // Those whose price was moved stand higher.
    bodies: [1, 2].map((variation) =>
      JSON.stringify(bookOf(instrument, { up: index < MOVE_ROUNDS ? up : 0, variation })),
    ),
  }));
  const feed = await startFeed({ controlPort: exchange.controlPort, books, aSecond: BOOKS_A_SECOND });
  await delay(2_000);
  const before = processorOf(pid);
  await delay(MEASURED_MS);
  const cost = difference(before, processorOf(pid));
  const kept = memoryOf(pid);
  return { cost, kept, rate: await feed.stop() };
}
