/**
 * Hundreds of stop orders and orders at the pace of their limit, against the arithmetic of that limit, on exchanges of
 * their own with a shortened window. Part of `npm run bench`; `node bench/stop-orders.mjs` runs it alone.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../scripts/build.mjs';
import { row, table } from './report.mjs';

const COUNT = 300;
/**
 * Short for a bench: what is lost at a window's edge, and by the last burst, weighs six and two and a half times as much as
 * in a minute.
 */
const STOPS = { limit: 50, windowMs: 10_000, answers: 1 };
/** After the last cancel its end is read. */
const ORDERS = { limit: 100, windowMs: 24_000, answers: 2 };
/** What is set up is not waited for. */
const SETUP_WINDOW_MS = 50;
/** A call to the broker takes so long. */
const ANSWER_MS = 200;

/** The least that the limit allows: a wait for every window but the first, and the last answer. */
function ratio(what, tookMs, { limit, windowMs, answers }) {
  const leastMs = (Math.ceil(COUNT / limit) - 1) * windowMs + answers * ANSWER_MS;
  const [took, least] = [tookMs, leastMs].map((ms) => (ms / 1_000).toFixed(2));
  return row(
    `${COUNT} ${what}: measured / arithmetic`,
    [{ value: tookMs / leastMs, unit: '×', atMost: 1.05 }],
    {
      note: `${took} s of ${least} s, ${limit} a window of ${windowMs / 1_000} s, answers after ${ANSWER_MS} ms`,
    },
  );
}

/** Rows of the bench's table. */
export async function benchStopOrders() {
  await build({ bundle: false });
  const { startPaperExchange } = await import('../dist/paper/index.js');
  const { cancelOrders, cancelStopOrders, connectBroker } = await import('../dist/broker/index.js');
  const { Decimal } = await import('../dist/domain/decimal.js');
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };

  /** `setUp` under a window that nobody waits for, `run` under the one that is measured; the exchange keeps its state. */
  async function measure({ windowMs, setUp = async () => undefined, methods, run }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'trademan-stops-'));
    const under = async (rateWindowMs, work) => {
      const exchange = await startPaperExchange({
        port: 0,
        controlPort: 0,
        dataDir,
        seed: '1',
        calm: true,
        hours: 'always',
        rateWindowMs,
      });
      const broker = await connectBroker({
        mode: 'paper',
        endpoint: `localhost:${exchange.port}`,
        token: 'bench',
        logger,
        paceMinuteMs: rateWindowMs,
      });
      const control = (method, path, body) =>
        fetch(`http://localhost:${exchange.controlPort}${path}`, {
          method,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      try {
        const instrument = await broker.instruments.byTicker('SBER');
        return await work({ broker, control, instrument });
      } finally {
        await broker.close();
        await exchange.close();
      }
    };
    try {
      const ids = await under(SETUP_WINDOW_MS, async (parts) => {
        await parts.control('PUT', '/book/SBER', { bids: [['300', 10]], asks: [['301', 10]] });
        return setUp(parts);
      });
      return await under(windowMs, async (parts) => {
        for (const method of methods)
          await parts.control('POST', '/faults', { method, kind: 'delay', ms: ANSWER_MS, count: 10 * COUNT });
        const startedMs = performance.now();
        await run(parts, ids);
        return performance.now() - startedMs;
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  const priceOf = (n) => new Decimal(290).sub(new Decimal(n).div(100));
  const placeStop =
    ({ broker, instrument }) =>
    async (_, n) => {
      const price = priceOf(n).toFixed();
      const { stopOrderId } = await broker.stopOrders.post({
        clientOrderId: randomUUID(),
        instrument,
        instrumentUid: instrument.uid,
        ticker: instrument.ticker,
        direction: 'buy',
        lots: 1,
        kind: 'take-profit',
        stopPrice: price,
        child: { type: 'limit', price },
        expiry: { type: 'till-cancel' },
        margin: false,
        priceUnit: 'roubles',
      });
      return stopOrderId;
    };
  const postOrder =
    ({ broker, instrument }) =>
    async (_, n) => {
      const order = { instrument, direction: 'buy', lots: 1, price: priceOf(n), timeInForce: 'day' };
      return (await broker.orders.post({ clientOrderId: randomUUID(), ...order })).brokerOrderId;
    };
  const many = (each) => Promise.all(Array.from({ length: COUNT }, each));
  const allAre = (outcomes, kind) => {
    const others = [...outcomes.values()].filter((each) => each.kind !== kind);
    if (outcomes.size !== COUNT || others.length > 0) throw new Error(`not ${kind}: ${others[0]?.kind}`);
  };

  const [placed, cancelled, ordersCancelled] = await Promise.all([
    measure({ ...STOPS, methods: ['PostStopOrder'], run: (parts) => many(placeStop(parts)) }),
    measure({
      ...STOPS,
      setUp: (parts) => many(placeStop(parts)),
      methods: ['CancelStopOrder'],
      run: async ({ broker }, ids) => allAre(await cancelStopOrders(broker, ids), 'cancelled'),
    }),
    measure({
      ...ORDERS,
      setUp: (parts) => many(postOrder(parts)),
      methods: ['CancelOrder', 'GetOrders'],
      run: async ({ broker }, ids) => allAre(await cancelOrders(broker, ids), 'ended'),
    }),
  ]);
  return [
    ratio('stop orders placed by the client', placed, STOPS),
    ratio('stop orders cancelled', cancelled, STOPS),
    ratio('orders cancelled, with their ends', ordersCancelled, ORDERS),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(`${table(await benchStopOrders())}\n`);
