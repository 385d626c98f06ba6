/**
 * Hundreds of stop orders and orders through the commands, each against the arithmetic of the limit, on installations of
 * their own with a shortened window. Part of `npm run bench`; `node bench/stop-commands.mjs` runs it alone.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startInstallation } from './installation.mjs';
import { bookOf, listInstruments } from './market.mjs';
import { notMeasured, row, table } from './report.mjs';

const COUNT = 300;
const TICKERS = 30;
const LEVELS = Array.from({ length: COUNT / TICKERS }, (_, place) => String(5 + 3 * place));
/**
 * A fifteenth of a minute, and two fifths: what a window loses at its edge, and the last burst, weigh fifteen and two and a half
 * times as much as in a minute.
 */
const STOPS = { limit: 50, windowMs: 4_000, calls: /StopOrder/ };
const ORDERS = { limit: 100, windowMs: 24_000, calls: /^CancelOrder$/ };
/** All calls from one address, by the broker's advice; a second is as much shorter as the minute is. */
const PER_SECOND = 50;
const PATIENCE_MS = 180_000;
const LOOK_MS = 500;
/** For what counts against the limit before a command begins. */
const MARGIN_MS = 1_000;

/**
 * The least that the limit allows for so many calls: a wait for every window but the first, then the last burst at the
 * pace of all calls.
 */
function leastMs(calls, { limit, windowMs }) {
  const waits = Math.ceil(calls / limit) - 1;
  const last = calls - waits * limit;
  return waits * windowMs + ((Math.ceil(last / PER_SECOND) - 1) * windowMs) / 60;
}

/** Starts a command, and says yes where it asks. */
async function command({ api }, name, body = {}) {
  const send = (more) => api(`/commands/${name}`, { method: 'POST', body: { ...body, ...more } });
  try {
    return await send({});
  } catch (error) {
    const token = error.status === 409 && /"token":"([^"]+)"/.exec(error.message)?.[1];
    if (!token) throw error;
    return send({ confirm: token });
  }
}

/** Whether what a command began is over, as people are told. @throws Error when it did not come to its end */
async function isOver({ api }, { tasks: [task] = [] }) {
  if (!task) return !(await api('/commands/status', { method: 'POST', body: {} })).result.cancelling;
  const now = await api(`/tasks/${encodeURIComponent(task.id)}`);
  if (now.state === 'failed' || now.state === 'cancelled') throw new Error(JSON.stringify(now.error));
  return now.state === 'done';
}

/**
 * Carries one out. What is measured begins with its first call of that limit, because the window does: what comes before
 * would weigh as much more as the window is shorter. It ends with the last entry that the command is for.
 * @param {{ reads: number, lastly?: string }} step `reads` are the lists without which it cannot be done, which count against
 * the same limit; `lastly` is the method with which it ends
 */
async function measure(installation, what, { name, body, kind, reads, lastly, limit }) {
  const { exchange } = installation;
  await delay(limit.windowMs + MARGIN_MS);
  await exchange.news();
  const began = await command(installation, name, body);
  const entries = [];
  const until = performance.now() + PATIENCE_MS;
  for (let over = false; !over; ) {
    if (performance.now() > until) throw new Error(`${name} does not end: ${JSON.stringify(began)}`);
    await delay(LOOK_MS);
    over = await isOver(installation, began);
    entries.push(...(await exchange.news()));
  }
  const done = entries.filter((each) => each.kind === kind);
  if (done.length !== COUNT) throw new Error(`${name}: ${done.length} of ${COUNT} ${kind}`);
  const calls = entries.filter(
    (each) => (each.kind === 'received' || each.kind === 'call') && limit.calls.test(each.method),
  );
  const last = lastly ? calls.findLast(({ method }) => method === lastly) : done.at(-1);
  const tookMs = (last.atUs - calls[0].atUs) / 1_000;
  const goalMs = leastMs(COUNT + reads, limit);
  const [took, least] = [tookMs, goalMs].map((ms) => (ms / 1_000).toFixed(2));
  const list = reads > 0 ? ` and ${reads} list${reads > 1 ? 's' : ''}` : '';
  return row(
    `${COUNT} ${what}: measured / arithmetic`,
    [{ value: tookMs / goalMs, unit: '×', atMost: 1.05 }],
    {
      note: `${took} s of ${least} s for ${COUNT}${list}, ${calls.length} calls made, ${limit.limit} a window of ${limit.windowMs / 1_000} s`,
    },
  );
}

/** One after the other: the next needs what this one was to do. */
const OF_STOPS = [
  [
    'stop orders placed by `stops`',
    { name: 'stops', body: { levels: LEVELS, sum: '300000' }, kind: 'stop-placed', reads: 0, limit: STOPS },
  ],
  // What is to be saved is read.
  ['stop orders stashed', { name: 'stash', kind: 'stop-cancelled', reads: 1, limit: STOPS }],
  // What waits already is read, and at last the list that proves it.
  [
    'stop orders restored and proved',
    { name: 'restore', kind: 'stop-placed', reads: 2, lastly: 'GetStopOrders', limit: STOPS },
  ],
  // What is there is read.
  ['stop orders cancelled by `cancel`', { name: 'cancel', kind: 'stop-cancelled', reads: 1, limit: STOPS }],
];
const OF_ORDERS = [
  ['orders cancelled by `cancel`', { name: 'cancel', kind: 'cancelled', reads: 0, limit: ORDERS }],
];

/** Purchases far below the market, of another program. */
async function placeOrders({ api, exchange, paperPort }, instrument) {
  // What the start demonstrates is not to be cancelled too: it would be one call more.
  while ((await api('/tasks')).items.length === 0) await delay(LOOK_MS);
  await api('/commands/stop', { method: 'POST', body: {} });
  const { connectBroker } = await import('../dist/broker/index.js');
  const { Decimal } = await import('../dist/domain/decimal.js');
  await exchange.setBook(instrument.ticker, bookOf(instrument));
  const broker = await connectBroker({
    mode: 'paper',
    endpoint: `localhost:${paperPort}`,
    token: 'bench',
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined },
    paceMinuteMs: ORDERS.windowMs,
  });
  try {
    const listed = await broker.instruments.byTicker(instrument.ticker);
    const step = new Decimal(bookOf(instrument).bids[0][0]).sub(bookOf(instrument).bids[1][0]);
    const price = new Decimal(bookOf(instrument).bids.at(-1)[0]).sub(step);
    const order = { instrument: listed, direction: 'buy', lots: 1, price, timeInForce: 'day' };
    // A little less than the limit, because what the start demonstrates counts too; then the rest.
    for (const count of [COUNT * 0.8, COUNT * 0.2]) {
      const post = () => broker.orders.post({ clientOrderId: randomUUID(), ...order });
      await Promise.all(Array.from({ length: count }, post));
    }
  } finally {
    await broker.close();
  }
}

async function onInstallation({ windowMs }, steps, setUp) {
  const installation = await startInstallation({
    environment: { PAPER_RATE_WINDOW_MS: String(windowMs) },
  });
  const rows = [];
  try {
    await installation.exchange.setMoney('500000000');
    await setUp(installation);
    for (const [what, step] of steps) {
      try {
        rows.push(await measure(installation, what, step));
      } catch (error) {
        rows.push(notMeasured(`${COUNT} ${what}`, error.message.slice(0, 200)));
        break;
      }
    }
    return rows;
  } finally {
    await installation.stop();
  }
}

/** Rows of the bench's table. */
export async function measureStopCommands() {
  const shares = (await listInstruments()).filter(({ details }) => details.kind === 'share');
  const rows = await Promise.all([
    process.env.ONLY_ORDERS
      ? []
      : onInstallation(STOPS, OF_STOPS, async ({ api }) => {
          const whitelist = shares.slice(0, TICKERS).map(({ ticker }) => ticker);
          await api('/stops', { method: 'PUT', body: { whitelist, blacklist: [] } });
        }),
    onInstallation(ORDERS, OF_ORDERS, (installation) => placeOrders(installation, shares[0])),
  ]);
  return rows.flat();
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${table(await measureStopCommands())}\n`);
