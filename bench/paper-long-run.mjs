/**
 * Does the paper exchange's memory stay where it is? `node bench/paper-long-run.mjs [minutes]`: a lively market with
 * 50 clients that read books of several instruments, place 5 orders a second (the broker's limit) and open their streams again and again.
 * Compares the resident memory at the end with that of minute 2 (of a fifth of the time in a shorter run).
 */
import { fileURLToPath } from 'node:url';
import { startExchange } from './paper/exchange-process.mjs';
import { startLoad } from './paper/load.mjs';
import { row, table } from './report.mjs';

const SAMPLE_MS = 1_000;
/** One figure is the middle one of so many samples: a collection of garbage is not the memory. */
const SAMPLES = 20;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export async function measurePaperLongRun({ minutes = 10, ordersPerSecond = 5, onSample = () => {} } = {}) {
  const exchange = await startExchange({ calm: false });
  try {
    const load = await startLoad({
      port: exchange.port,
      controlPort: exchange.controlPort,
      clients: 50,
      tickers: 60,
      booksEach: 5,
      putsPerSecond: 0,
      ordersPerSecond,
      reopenMs: 20_000,
    });
    try {
      const startedMs = performance.now();
      const minute = () => (performance.now() - startedMs) / 60_000;
      const samples = [];
      while (minute() < minutes) {
        await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
        const sample = { minute: minute(), ...(await exchange.probe()) };
        samples.push(sample);
        onSample(sample);
      }
      const { rates, failures } = await load.report();
      const earlyMinute = Math.min(2, minutes / 5);
      const early = samples.filter((sample) => sample.minute <= earlyMinute).slice(-SAMPLES);
      const memory = (some) => median(some.map(({ rssMb }) => rssMb));
      return {
        rates,
        failures,
        earlyMinute,
        earlyMb: memory(early),
        lateMb: memory(samples.slice(-SAMPLES)),
        cpuPercent: median(samples.map(({ cpuPercent }) => cpuPercent)),
      };
    } finally {
      await load.stop();
    }
  } finally {
    await exchange.stop();
  }
}

/** Lines for the table of `npm run bench`. */
export async function paperLongRunRows({ minutes = 10, ...options } = {}) {
  const { rates, failures, earlyMinute, earlyMb, lateMb, cpuPercent } = await measurePaperLongRun({
    minutes,
    ...options,
  });
  const failed = Object.entries(failures).map(([message, count]) => `${count} × ${message}`);
  return [
    row(`the paper exchange, resident at minute ${minutes}`, [
      { value: lateMb, unit: 'MB', atMost: 120 },
      { name: `of minute ${earlyMinute}`, value: lateMb / earlyMb, unit: '×', atMost: 1.1 },
    ]),
    row(
      '  50 clients of a lively market',
      [
        { value: rates.books, unit: 'books a second' },
        { value: rates.posted, unit: 'orders a second' },
      ],
      { note: failed.join(', ') },
    ),
    row('  of one core', [{ value: cpuPercent, unit: '%' }]),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  let told = 0;
  const rows = await paperLongRunRows({
    minutes: Number(process.argv[2] ?? 10),
    onSample({ minute, rssMb, heapMb }) {
      if (minute < told) return;
      told = Math.floor(minute * 2 + 1) / 2;
      process.stdout.write(
        `minute ${minute.toFixed(1)}: ${rssMb.toFixed(0)} MB, heap ${heapMb.toFixed(0)} MB\n`,
      );
    },
  });
  process.stdout.write(`${table(rows)}\n`);
}
