/** From what a person asks for to what the exchange sees: buy, amend, pause, stop. */
import { setTimeout as delay } from 'node:timers/promises';
import { isCancel, nowUs } from './exchange.mjs';
import { bookOf } from './market.mjs';
import { latency } from './report.mjs';

/** Between two rounds, so that no call of one has to wait for those of the round before. */
const PAUSE_MS = 120;
const WARM_UPS = 3;

/** Times begin with our own clock just before the HTTP request, and end with the ledger's entry of the call. */
export async function measureCommands({ exchange, buy, tell, amend }, { instrument, floors, rounds = 20 }) {
  const { ticker, lot, stepNano, startTicks } = instrument;
  await exchange.setBook(ticker, bookOf(instrument));
  const clocksMs = await exchange.clockDifferenceMs(ticker, bookOf(instrument));
  const times = { buy: [], pause: [], cancel: [], amend: [] };
  const belowBid = Number((BigInt(startTicks - 3) * stepNano) / 1_000n) / 1e6;

  const after = async (name, act, fits) => {
    await exchange.news();
    const askedUs = nowUs();
    const result = await act();
    const [entry] = await exchange.entries([fits]);
    times[name].push((entry.atUs - askedUs) / 1000);
    await delay(PAUSE_MS);
    return result;
  };
  const isPost = ({ kind, ticker: of }) => kind === 'received' && of === ticker;
  const start = () => after('buy', () => buy(ticker, lot), isPost);

  for (let round = 0; round < rounds + WARM_UPS; round += 1) {
    const paused = await start();
    await after('pause', () => tell(paused.id, 'pause'), isCancel(ticker));
    await tell(paused.id, 'cancel');
    await delay(PAUSE_MS);
    const task = await start();
    // A limit below the price takes the order away at once.
    await after('amend', () => amend(task.id, { limitPrice: String(belowBid) }), isCancel(ticker));
    await tell(task.id, 'cancel');
    await delay(PAUSE_MS);
    const { id } = await start();
    await after('cancel', () => tell(id, 'cancel'), isCancel(ticker));
    await delay(PAUSE_MS);
  }
  const warm = (name) => times[name].slice(WARM_UPS);
  const changes = { p50: 60, p99: 300, floor: floors?.update };
  return [
    latency('POST /commands/buy → the order arrives', warm('buy'), {
      p50: 60,
      floor: floors?.start,
      note: `begins by the bench's own clock, which differs from the exchange's by ${clocksMs.toFixed(2)} ms`,
    }),
    latency('amend (a limit price) → the cancel arrives', warm('amend'), changes),
    latency('pause → the cancel arrives', warm('pause'), changes),
    latency('cancel → the cancel arrives', warm('cancel'), { ...changes, note: 'told past Temporal' }),
  ];
}
