/**
 * `npm run bench`: speed and memory of a whole installation on this machine, from the exchange's ledger. Prints a
 * table with the goal beside each figure, and writes bench/result.json.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startInstallation } from './installation.mjs';
import { memoryOf } from './memory.mjs';
import { paperLongRunRows } from './paper-long-run.mjs';
import { paperThroughputRows } from './paper-throughput.mjs';
import { benchRateBudget } from './rate-budget.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 40);
const TICKER = 'SBER';
const LOT = 10;

const installation = await startInstallation();
const { api, paper } = installation;
const rows = [];
const row = (what, figure, goal) => rows.push({ what, figure, goal });

const ledgerAfter = async (seq) => (await paper(`/ledger?since=${seq}`)).events;
const lastSeq = async () => (await ledgerAfter(0)).at(-1)?.seq ?? 0;
/** Waits for an entry of the ledger that fits. */
async function entry(since, fits) {
  for (;;) {
    const found = (await ledgerAfter(since)).find(fits);
    if (found) return found;
    await delay(2);
  }
}
const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const figures = (values) =>
  `p50 ${percentile(values, 0.5).toFixed(1)} ms, p99 ${percentile(values, 0.99).toFixed(1)} ms`;
const nowUs = () => Date.now() * 1000;
const stop = (id) => api(`/tasks/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
const buy = async (limitPrice) =>
  (
    await api('/commands/buy', {
      method: 'POST',
      body: { ticker: TICKER, amount: LOT, ...(limitPrice && { limitPrice }) },
    })
  ).tasks[0];

try {
  await delay(3_000);
  await paper(`/book/${TICKER}`, { method: 'PUT', body: { bids: [['300', 100]], asks: [['300.5', 100]] } });

  const toOrder = [];
  const toPause = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const since = await lastSeq();
    const askedUs = nowUs();
    const task = await buy();
    const received = await entry(since, ({ kind }) => kind === 'received');
    toOrder.push((received.atUs - askedUs) / 1000);
    await entry(since, ({ kind }) => kind === 'accepted');
    const beforePause = await lastSeq();
    const pausedUs = nowUs();
    await api(`/tasks/${encodeURIComponent(task.id)}/pause`, { method: 'POST' });
    const cancelled = await entry(
      beforePause,
      ({ kind, method }) => kind === 'cancelled' || method === 'CancelOrder',
    );
    toPause.push((cancelled.atUs - pausedUs) / 1000);
    await stop(task.id);
  }
  row('POST /commands/buy → the order arrives at the exchange', figures(toOrder), 'p50 ≤ 60 ms');
  row('pause → the cancel arrives at the exchange', figures(toPause), 'p50 ≤ 60 ms, p99 ≤ 300 ms');

  const toCancel = [];
  const toMoved = [];
  const moving = await buy();
  await delay(2_700);
  for (let round = 0; round < 10; round += 1) {
    const since = await lastSeq();
    const bid = round % 2 === 0 ? '300.1' : '300';
    await paper(`/book/${TICKER}`, { method: 'PUT', body: { bids: [[bid, 100]], asks: [['300.5', 100]] } });
    const moved = await entry(since, ({ kind }) => kind === 'control');
    const cancelled = await entry(
      since,
      ({ method, kind }) => kind === 'cancelled' || method === 'CancelOrder',
    );
    const posted = await entry(since, ({ kind }) => kind === 'received');
    toCancel.push((cancelled.atUs - moved.atUs) / 1000);
    toMoved.push((posted.atUs - moved.atUs) / 1000);
    // An order lives two seconds before it is moved again.
    await delay(2_700);
  }
  await stop(moving.id);
  row('the price moves → the old order’s cancel arrives', figures(toCancel), 'p50 ≤ 2 ms');
  row('the price moves → the moved order arrives', figures(toMoved), 'p50 ≤ 6 ms');

  row(
    'npm start, everything installed, empty folder → healthy',
    `${(installation.readyMs / 1000).toFixed(1)} s`,
    '≤ 6 s',
  );
  const idle = memoryOf(installation.pid);
  await Promise.all(Array.from({ length: 50 }, () => buy('200')));
  await delay(10_000);
  const busy = memoryOf(installation.pid);
  const total = (memory) =>
    Object.entries(memory).reduce((sum, [name, mb]) => (name === 'trademan-paper' ? sum : sum + mb), 0);
  row(
    'memory of everything but the paper exchange, 50 tasks',
    `${total(busy).toFixed(0)} MB (idle ${total(idle).toFixed(0)} MB)`,
    '≤ 600 MB',
  );
  row('each further task', `${((total(busy) - total(idle)) / 50).toFixed(2)} MB`, '≤ 0.5 MB');
  row('the paper exchange', `${(busy['trademan-paper'] ?? 0).toFixed(0)} MB`, '≤ 120 MB');
  for (const [name, mb] of Object.entries(busy)) row(`  ${name}`, `${mb.toFixed(0)} MB`, '');
} finally {
  await installation.stop();
}
rows.push(...(await benchRateBudget()));

rows.push(...(await paperThroughputRows()));
// Ten minutes are for those who ask for them.
const longRunMinutes = Number(process.env.LONG_RUN_MINUTES ?? 0);
if (longRunMinutes > 0) rows.push(...(await paperLongRunRows({ minutes: longRunMinutes })));

const width = Math.max(...rows.map(({ what }) => what.length));
for (const { what, figure, goal } of rows)
  process.stdout.write(`${what.padEnd(width)}  ${figure.padEnd(34)} ${goal}\n`);
writeFileSync(fileURLToPath(new URL('./result.json', import.meta.url)), `${JSON.stringify(rows, null, 2)}\n`);
