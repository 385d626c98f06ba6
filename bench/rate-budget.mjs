/**
 * The rate budget against a paper exchange of its own, with a shortened window: 300 calls of one limited method as a
 * ratio to the arithmetic of its limit, and how long a hedge takes in the middle of them. Part of `npm run bench`;
 * `node bench/rate-budget.mjs` runs it alone.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';
import { latency, percentile, row, table } from './report.mjs';

const CALLS = 300;
/** Short for a bench, long enough that the fifty a second do not hide what a window of a minute would show. */
const WINDOW_MS = 24_000;
/** All calls together, by the broker's advice. */
const PER_SECOND = 50;
const HEDGES = 25;
const WARM_UPS = 5;

/** The least that the limit allows: whole windows for all but the last burst, then that one at fifty a second. */
function arithmeticMs(limit) {
  const waits = Math.ceil(CALLS / limit) - 1;
  const last = CALLS - waits * limit;
  return waits * WINDOW_MS + (Math.ceil(last / PER_SECOND) - 1) * 1_000;
}

/** Runs the calls while a hedge is sent now and then. @returns times in milliseconds */
async function measure({ call, hedge, ledger, everyMs }) {
  for (let round = 0; round < WARM_UPS; round += 1) await hedge();
  const startedMs = performance.now();
  let running = true;
  const calls = Promise.allSettled(Array.from({ length: CALLS }, call)).then((all) => {
    running = false;
    return {
      tookMs: performance.now() - startedMs,
      failed: all.filter((each) => each.status === 'rejected'),
    };
  });
  const sent = [];
  while (running && sent.length < HEDGES) {
    await delay(everyMs);
    const key = randomUUID();
    sent.push({ key, askedUs: Date.now() * 1_000 });
    await hedge(key);
  }
  const { tookMs, failed } = await calls;
  if (failed.length > 0) throw new Error(`${failed.length} calls failed: ${failed[0].reason}`);
  const received = new Map(
    (await ledger())
      .filter(({ kind }) => kind === 'received')
      .map(({ requestId, atUs }) => [requestId, atUs]),
  );
  return { tookMs, hedgesMs: sent.map(({ key, askedUs }) => (received.get(key) - askedUs) / 1_000) };
}

/** Rows of the bench's table. */
export async function benchRateBudget() {
  await build({ bundle: false });
  const { startPaperExchange } = await import('../dist/paper/index.js');
  const { connectBroker } = await import('../dist/broker/index.js');
  const { createRateBudget, realClock } = await import('../dist/broker/limits/index.js');
  const { Decimal } = await import('../dist/domain/decimal.js');
  const logger = { debug: () => undefined, warn: () => undefined };

  const withExchange = async (run) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'trademan-rates-'));
    const exchange = await startPaperExchange({
      port: 0,
      controlPort: 0,
      dataDir,
      seed: '1',
      calm: true,
      hours: 'always',
      rateWindowMs: WINDOW_MS,
    });
    const endpoint = `localhost:${exchange.port}`;
    const waitsMs = [];
    const budget = noteHedges(createRateBudget(realClock), waitsMs);
    const broker = await connectBroker({ mode: 'paper', endpoint, token: 'bench', logger, budget });
    try {
      const control = `http://localhost:${exchange.controlPort}`;
      await fetch(`${control}/book/SBER`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ bids: [['300', 10]], asks: [['301', 10]] }),
      });
      const instrument = await broker.instruments.byTicker('SBER');
      const post = (options, clientOrderId = randomUUID()) =>
        broker.orders.post(
          {
            clientOrderId,
            instrument,
            direction: 'buy',
            lots: 1,
            price: new Decimal('299'),
            timeInForce: 'day',
          },
          options,
        );
      const ledger = async () => (await (await fetch(`${control}/ledger?since=0`)).json()).events;
      return await run({ broker, post, ledger, waitsMs, hedge: (key) => post({ priority: 'hedge' }, key) });
    } finally {
      await broker.close();
      await exchange.close();
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
  const rowsOf = (what, goalMs, { tookMs, hedgesMs, waitsMs }) => {
    const [took, least] = [tookMs, goalMs].map((ms) => (ms / 1_000).toFixed(2));
    return [
      row(
        `${CALLS} × ${what}: measured / arithmetic`,
        [{ value: tookMs / goalMs, unit: '×', atMost: 1.05 }],
        { note: `${took} s of ${least} s` },
      ),
      row('  a hedge sent among them waits for the budget', [
        { name: 'p50', value: percentile(waitsMs.slice(WARM_UPS), 0.5), unit: 'ms', atMost: 5 },
        { name: 'p99', value: percentile(waitsMs.slice(WARM_UPS), 0.99), unit: 'ms', atMost: 5 },
      ]),
      latency('  and has arrived at the exchange after', hedgesMs),
    ];
  };

  const rows = await Promise.all([
    withExchange(async ({ broker, post, ledger, hedge, waitsMs }) => {
      const { brokerOrderId } = await post();
      const call = () => retryAfterReset(() => broker.orders.state({ brokerOrderId }));
      const measured = await measure({ call, hedge, ledger, everyMs: 1_700 });
      return rowsOf('GetOrderState, 100 a window', arithmeticMs(100), { ...measured, waitsMs });
    }),
    withExchange(async ({ post, ledger, hedge, waitsMs }) => {
      // The hedges count against the same limit, and a tenth of it is kept for them: the rest waits for one reset.
      const measured = await measure({ call: () => post(), hedge, ledger, everyMs: 500 });
      return rowsOf('PostOrder, 300 a window with its hedges', WINDOW_MS, { ...measured, waitsMs });
    }),
  ]);
  return rows.flat();
}

/** How long hedges wait for their turn. */
const noteHedges = (budget, waitsMs) => ({
  ...budget,
  async take(wish) {
    const askedMs = performance.now();
    const permit = await budget.take(wish);
    if (wish.priority === 'hedge') waitsMs.push(performance.now() - askedMs);
    return permit;
  },
});

/** A read waits five seconds at most, then says when to ask again. */
async function retryAfterReset(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (error.code !== 'rate-limited' || error.wasSent) throw error;
      await delay(error.resetMs);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${table(await benchRateBudget())}\n`);
