/**
 * Hundreds of stop orders through the commands, each against the arithmetic of the limit, on an installation of its own
 * with a shortened window. Part of `npm run bench`; `node bench/stop-commands.mjs` runs it alone.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nowUs } from './exchange.mjs';
import { startInstallation } from './installation.mjs';
import { listInstruments } from './market.mjs';
import { notMeasured, row, table } from './report.mjs';

const COUNT = 300;
const LIMIT = 50;
/** A twelfth of a minute: what a window loses at its edge, and the last burst, weigh twelve times as much. */
const WINDOW_MS = 5_000;
const TICKERS = 30;
const LEVELS = Array.from({ length: COUNT / TICKERS }, (_, place) => String(5 + 3 * place));
const PATIENCE_MS = 120_000;
const LOOK_MS = 500;
/** Long enough for the limit to be whole again. */
const REST_MS = WINDOW_MS + 1_000;

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

/**
 * Carries one out and waits for so many entries of a kind. The calls of stop orders that it made are what the arithmetic
 * is of: reading the list counts against the same limit.
 */
async function measure(installation, what, { name, body, kind, count = COUNT }) {
  const { exchange } = installation;
  await delay(REST_MS);
  await exchange.news();
  const startedUs = nowUs();
  const began = await command(installation, name, body);
  const entries = [];
  const until = performance.now() + PATIENCE_MS;
  const done = () => entries.filter((each) => each.kind === kind);
  while (done().length < count) {
    if (performance.now() > until)
      throw new Error(`${name}: ${done().length} of ${count} ${kind}; ${JSON.stringify(began)}`);
    await delay(LOOK_MS);
    entries.push(...(await exchange.news()));
  }
  // The window begins with the first call; what comes before it would weigh twelve times as much as in a minute.
  const calls = entries.filter(({ method }) => /StopOrder/.test(method ?? ''));
  const firstMs = (calls[0].atUs - startedUs) / 1_000;
  const tookMs = (done()[count - 1].atUs - calls[0].atUs) / 1_000;
  const leastMs = (Math.ceil(calls.length / LIMIT) - 1) * WINDOW_MS;
  const [took, least] = [tookMs, leastMs].map((ms) => (ms / 1_000).toFixed(2));
  return row(
    `${COUNT} stop orders ${what}: measured / arithmetic`,
    [{ value: tookMs / leastMs, unit: '×', atMost: 1.05 }],
    {
      note: `${took} s of ${least} s, ${calls.length} calls, ${LIMIT} a window of ${WINDOW_MS / 1_000} s, the first after ${(firstMs / 1_000).toFixed(2)} s`,
    },
  );
}

const STEPS = [
  ['placed by `stops`', { name: 'stops', body: { levels: LEVELS, sum: '300000' }, kind: 'stop-placed' }],
  ['stashed', { name: 'stash', kind: 'stop-cancelled' }],
  ['restored', { name: 'restore', kind: 'stop-placed' }],
  ['cancelled by `cancel`', { name: 'cancel', kind: 'stop-cancelled' }],
];

/** Rows of the bench's table. */
export async function measureStopCommands() {
  const installation = await startInstallation({
    environment: { PAPER_RATE_WINDOW_MS: String(WINDOW_MS) },
  });
  try {
    const shares = (await listInstruments()).filter(({ details }) => details.kind === 'share');
    const whitelist = shares.slice(0, TICKERS).map(({ ticker }) => ticker);
    await installation.api('/stops', { method: 'PUT', body: { whitelist, blacklist: [] } });
    await installation.exchange.setMoney('500000000');
    const rows = [];
    for (const [what, step] of STEPS) {
      try {
        rows.push(await measure(installation, what, step));
      } catch (error) {
        // The next step needs what this one was to do.
        rows.push(notMeasured(`${COUNT} stop orders ${what}`, error.message.slice(0, 100)));
        break;
      }
    }
    return rows;
  } finally {
    await installation.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${table(await measureStopCommands())}\n`);
