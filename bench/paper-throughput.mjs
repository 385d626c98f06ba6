/**
 * 1,000 book updates and 500 orders a second against one paper exchange: `node bench/paper-throughput.mjs [seconds]
 * [share]`, where a share of 0.2 asks for a fifth of that, for a machine that is busy with other things.
 * The books come through the control interface, the orders from 50 gRPC clients, half of them cancelled again.
 */
import { fileURLToPath } from 'node:url';
import { startExchange } from './paper/exchange-process.mjs';
import { startLoad } from './paper/load.mjs';

const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;

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
  const ms = ([half, most]) => `p50 ${half.toFixed(1)} ms, p99 ${most.toFixed(1)} ms`;
  const failed = Object.entries(failures).map(([message, count]) => ` ${count} × ${message}`);
  return [
    {
      what: 'the paper exchange: books set',
      figure: `${rates.put.toFixed(0)} a second`,
      goal: '1,000 a second',
    },
    {
      what: '  orders posted (half cancelled again)',
      figure: `${rates.posted.toFixed(0)} a second`,
      goal: '500 a second',
    },
    { what: '  books told to 16 streams', figure: `${rates.books.toFixed(0)} a second`, goal: '' },
    {
      what: '  order events told to 2 streams',
      figure: `${rates.orderEvents.toFixed(0)} a second`,
      goal: '',
    },
    { what: '  failed calls', figure: `${rates.failed.toFixed(1)} a second${failed}`, goal: '0' },
    { what: '  of one core', figure: `${cost.cpuPercent.toFixed(0)} %`, goal: '≤ 100 %' },
    { what: '  an entry happens → the ledger shows it', figure: ms(lag), goal: '' },
    { what: '  PostOrder, sent → answered', figure: ms(post), goal: '' },
    {
      what: '  its event loop is late',
      figure: `p99 ${cost.delayP99Ms.toFixed(1)} ms, at most ${cost.delayMaxMs.toFixed(0)} ms`,
      goal: '',
    },
    { what: '  resident', figure: `${cost.rssMb.toFixed(0)} MB`, goal: '≤ 120 MB' },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = await paperThroughputRows({
    seconds: Number(process.argv[2] ?? 15),
    share: Number(process.argv[3] ?? 1),
  });
  for (const { what, figure, goal } of rows)
    process.stdout.write(`${what.padEnd(44)} ${figure.padEnd(34)} ${goal}\n`);
}
