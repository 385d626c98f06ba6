/**
 * 1,000 book updates and 500 orders a second against one paper exchange: `node bench/paper-throughput.mjs [seconds]
 * [share]`, where a share of 0.2 asks for a fifth of that, for a machine that is busy with other things.
 * The books come through the control interface, the orders from 50 gRPC clients, half of them cancelled again.
 */
import { fileURLToPath } from 'node:url';
import { startExchange } from './paper/exchange-process.mjs';
import { startLoad } from './paper/load.mjs';
import { percentile, row, table } from './report.mjs';

export async function measurePaperThroughput({ seconds = 15, share = 1 } = {}) {
  const exchange = await startExchange({ calm: true });
  try {
    const load = await startLoad({
      port: exchange.port,
      controlPort: exchange.controlPort,
      clients: 50,
      tickers: 100,
      booksEach: 4,
      putsPerSecond: 1_000 * share,
      ordersPerSecond: 500 * share,
      reopenMs: 0,
    });
    try {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await load.report();
      await exchange.probe();
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
      const { rates, failures, postMs, lagMs } = await load.report();
      const cost = await exchange.probe();
      return {
        rates,
        failures,
        cost,
        post: [0.5, 0.99].map((share) => percentile(postMs, share)),
        lag: [0.5, 0.99].map((share) => percentile(lagMs, share)),
      };
    } finally {
      await load.stop();
    }
  } finally {
    await exchange.stop();
  }
}

/** Lines for the table of `npm run bench`. */
export async function paperThroughputRows(options) {
  const { rates, failures, cost, post, lag } = await measurePaperThroughput(options);
  const ms = ([p50, p99]) => [
    { name: 'p50', value: p50, unit: 'ms' },
    { name: 'p99', value: p99, unit: 'ms' },
  ];
  const aSecond = (value, bound = {}) => [{ value, unit: 'a second', ...bound }];
  const { share = 1 } = options ?? {};
  const failed = Object.entries(failures).map(([message, count]) => `${count} × ${message}`);
  // The load comes by timers: a hundredth less is the machine's, not the exchange's.
  return [
    row('the paper exchange: books set', aSecond(rates.put, { atLeast: 990 * share })),
    row('  orders posted (half cancelled again)', aSecond(rates.posted, { atLeast: 495 * share })),
    row('  books told to 16 streams', aSecond(rates.books)),
    row('  order events told to 2 streams', aSecond(rates.orderEvents)),
    row('  failed calls', aSecond(rates.failed, { atMost: 0 }), { note: failed.join(', ') }),
    row('  of one core', [{ value: cost.cpuPercent, unit: '%', atMost: 100 }]),
    row('  an entry happens → the ledger shows it', ms(lag)),
    row('  PostOrder, sent → answered', ms(post)),
    row('  its event loop is late', [
      { name: 'p99', value: cost.delayP99Ms, unit: 'ms' },
      { name: 'at most', value: cost.delayMaxMs, unit: 'ms' },
    ]),
    row('  resident', [{ value: cost.rssMb, unit: 'MB', atMost: 120 }]),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await paperThroughputRows({
    seconds: Number(process.argv[2] ?? 15),
    share: Number(process.argv[3] ?? 1),
  });
  process.stdout.write(`${table(rows)}\n`);
}
