/**
 * Scans of the whole paper exchange beside running spreads: how long they take by REST, how many calls each costs the
 * broker's limits, and whether hedges come later for it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openExchange } from './exchange.mjs';
import { processesBelow } from './processes.mjs';
import { latency, notMeasured, row } from './report.mjs';
import { measureHedges } from './spreads.mjs';

const SCANS = [
  { name: 'scan', body: {}, withinMs: 1_000 },
  { name: 'dscan', body: {}, withinMs: 2_000 },
];
const MOST_CALLS = 5;
/** Longer than a reading is shared, shorter than its subscriptions are kept. */
const APART_MS = 1_050;
const WARM_ROUNDS = 4;
/** Each costs the seconds that an API needs to be there again. */
const COLD_ROUNDS = 1;
const AT_ONCE = 10;
const HEDGES = 50;
const SEARCHES = ['сбербанк', 'gazp', 'лукой', 'RU0009029540', 'втб обыкн'];
/** The legs' own books show less than a contract's hedge in a third of all pairs here; a scan without prices would be no scan. */
const MOST_LEFT_OUT = 60;
const PATIENCE_MS = 20_000;
/** What an executor asks for besides is none of a scan's: the ledger tells methods, not who called. */
const OF_SCANS =
  /^(Shares|Bonds|Etfs|Futures|Currencies|InstrumentBy|GetFuturesMargin|GetDividends|GetLastPrices|GetOrderBook|GetTradingStatus|GetTradingStatuses|GetClosePrices|GetOrderPrice)$/;

/**
 * @param {object} installation with the spreads running, and nobody else at work
 * @param {{ pairs: object[], measured: object[] }} options as of `measureHedges`
 */
export async function measureScans(installation, { pairs, measured, floors }) {
  // A reader of its own: the other one's place in the ledger is where hedges are looked for.
  const exchange = openExchange(installation.exchange.controlPort);
  const callsOf = async (work) => {
    await exchange.news();
    const result = await work();
    const entries = await exchange.news();
    return {
      result,
      calls: entries.filter(({ kind, method }) => kind === 'call' && OF_SCANS.test(method)).length,
    };
  };
  const run = async ({ name, body }) => {
    const startedMs = performance.now();
    const { result } = await installation.api(`/commands/${name}`, { method: 'POST', body });
    if (result.leftOut > MOST_LEFT_OUT) throw new Error(`${name}: ${result.leftOut} pairs had no price`);
    return performance.now() - startedMs;
  };
  const hedges = (under, rounds = HEDGES) =>
    measureHedges(installation, { pairs, measured, floors, rounds, under, goals: {} });

  const rows = [];
  for (const scan of SCANS) {
    const cold = await repeated(COLD_ROUNDS, async () => {
      await restartApi(installation);
      return await callsOf(() => run(scan));
    });
    rows.push(...rowsOf('the first of a process', scan, cold));
  }
  for (const scan of SCANS) {
    const warm = await repeated(WARM_ROUNDS, async () => {
      await delay(APART_MS);
      return await callsOf(() => run(scan));
    });
    rows.push(...rowsOf('a second after another', scan, warm));
  }
  await delay(APART_MS);
  const together = await callsOf(() =>
    Promise.all(Array.from({ length: AT_ONCE }, (_, place) => run(SCANS[place % SCANS.length]))),
  );
  rows.push(
    ...SCANS.map(({ name, withinMs }, kind) =>
      row(`${AT_ONCE} at once, scan and dscan by turns, the last ${name}`, [
        {
          value: Math.max(...together.result.filter((_, place) => place % SCANS.length === kind)),
          unit: 'ms',
          atMost: withinMs,
        },
      ]),
    ),
    row('  calls of all ten', [{ value: together.calls, unit: '', atMost: MOST_CALLS }]),
  );

  rows.push(...(await hedges(', no scans')));
  let isOver = false;
  const scanning = (async () => {
    for (let place = 0; !isOver; place += 1) {
      await run(SCANS[place % SCANS.length]);
      await delay(APART_MS);
    }
  })();
  scanning.catch(() => undefined);
  rows.push(
    ...(await hedges(', scan and dscan by turns').finally(() => {
      isOver = true;
    })),
  );
  await scanning;
  return [...rows, ...(await catalogueRows(installation))];
}

const rowsOf = (which, { name, withinMs }, all) => [
  latency(
    `POST /commands/${name}, ${which}`,
    all.map(({ result }) => result),
    { p99: withinMs },
  ),
  row(`  calls of one`, [
    { name: 'at most', value: Math.max(...all.map(({ calls }) => calls)), unit: '', atMost: MOST_CALLS },
  ]),
];

async function repeated(rounds, work) {
  const all = [];
  for (let round = 0; round < rounds; round += 1) all.push(await work());
  return all;
}

/** Its supervisor starts another one, which has read nothing yet. */
async function restartApi({ pid, api }) {
  const before = processesBelow(pid).find(({ name }) => name === 'trademan-api');
  process.kill(before.pid, 'SIGKILL');
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    await delay(50);
    const health = await api('/health').catch(() => undefined);
    if (health?.status === 'ok') break;
    if (performance.now() > until) throw new Error('the API did not come back');
  }
  // What it reads by itself at the start is none of a scan's.
  await delay(300);
}

async function catalogueRows({ api }) {
  const timed = async (work) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  const rows = [];
  try {
    const reloads = await repeated(2, () =>
      timed(() => api('/commands/reload', { method: 'POST', body: {} })),
    );
    rows.push(latency('POST /commands/reload', reloads));
    const searches = [];
    for (const text of SEARCHES)
      searches.push(await timed(() => api(`/instruments?search=${encodeURIComponent(text)}`)));
    rows.push(latency('GET /instruments?search=', searches));
  } catch (error) {
    rows.push(notMeasured('the catalogue', error.message));
  }
  return rows;
}
