/** The price moves: when does the old order's cancel arrive, and when the moved order? All of it from the ledger. */
import { setTimeout as delay } from 'node:timers/promises';
import { bookOf } from './market.mjs';
import { latency } from './report.mjs';

/** An order lives two seconds before it is moved. */
const LIFE_MS = 2_050;

/**
 * Moves the price of one instrument after the other; all executors together move 60 times a minute, so there are few.
 * @param {{ instruments: object[], tasks: number, rounds: number, floors: object, from?: number }} options one instrument at least, its best bid
 *   `from` steps above its place
 */
export async function measureMoves({ exchange }, { instruments, tasks, rounds, floors, from = 0 }) {
  const ups = new Map();
  const movedAtMs = new Map();
  const [toCancel, toOrder] = [[], []];
  await delay(LIFE_MS);
  for (let round = 0; round < rounds; round += 1) {
    const instrument = instruments[round % instruments.length];
    const { ticker } = instrument;
    await delay(Math.max(60, (movedAtMs.get(ticker) ?? 0) + LIFE_MS - performance.now()));
    await exchange.news();
    const up = (ups.get(ticker) ?? from) + 1;
    ups.set(ticker, up);
    await exchange.setBook(ticker, bookOf(instrument, { up }));
    const [moved, cancelled, posted] = await exchange.entries([
      ({ kind }) => kind === 'control',
      ({ method }) => method === 'CancelOrder',
      ({ kind, ticker: of }) => kind === 'received' && of === ticker,
    ]);
    // The new order's life begins when it is sent.
    movedAtMs.set(ticker, performance.now());
    toCancel.push((cancelled.atUs - moved.atUs) / 1000);
    toOrder.push((posted.atUs - moved.atUs) / 1000);
  }
  const of = `${tasks} ${tasks === 1 ? 'task' : 'tasks'}`;
  return [
    latency(`the price moves → the cancel arrives, ${of}`, toCancel, { p50: 2, floor: floors?.push }),
    latency(`the price moves → the moved order arrives, ${of}`, toOrder, { p50: 6, floor: floors?.move }),
  ];
}
