/**
 * `npm run bench`: speed, memory and cost of whole installations on this machine, from the exchange's ledger. Prints a
 * table with the goal beside each figure and the floor measured in the same run, and writes bench/result.json.
 * `npm run bench -- commands moves` measures some subjects; HOUR=1 watches an idle task for an hour,
 * LONG_RUN_MINUTES=10 the paper exchange for ten minutes; `npm run bench -- price` compares prices (seven minutes more).
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureCommands } from './commands.mjs';
import { measureFloors } from './floors.mjs';
import { measureIdle } from './idle.mjs';
import { measureLoad } from './load.mjs';
import { listInstruments } from './market.mjs';
import { measureMoves } from './moves.mjs';
import { paperLongRunRows } from './paper-long-run.mjs';
import { paperThroughputRows } from './paper-throughput.mjs';
import { measurePrice } from './price.mjs';
import { benchRateBudget } from './rate-budget.mjs';
import { notMeasured, row, table } from './report.mjs';
import { startTwice } from './starts.mjs';
import { measureStopCommands } from './stop-commands.mjs';
import { benchStopOrders } from './stop-orders.mjs';
import { measureTakeover } from './takeover.mjs';

/** Too long for a whole run: only when it is asked for. */
const LONG = ['price'];
const SUBJECTS = ['floors', 'commands', 'moves', 'idle', 'takeover', 'spreads', 'rates', 'stops', 'paper'];
const asked = process.argv.slice(2).filter((each) => !each.startsWith('-'));
const unknown = asked.filter((each) => ![...SUBJECTS, ...LONG].includes(each));
if (unknown.length > 0) {
  process.stderr.write(`unknown: ${unknown.join(', ')}; there are ${[...SUBJECTS, ...LONG].join(', ')}\n`);
  process.exit(1);
}
const wants = (subject) => asked.length === 0 || asked.includes(subject);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const began = performance.now();
const rows = [];
const step = async (name, work) => {
  const startedMs = performance.now();
  try {
    rows.push(...(await work()));
  } catch (error) {
    // What was measured before, and what comes after, is told all the same.
    process.exitCode = 1;
    process.stderr.write(`${error.stack}\n`);
    rows.push(notMeasured(name, error.message));
  }
  process.stderr.write(`${name}: ${((performance.now() - startedMs) / 1000).toFixed(0)} s\n`);
};

/** Nearly all of it is waiting for windows. */
const measureStops = () => [measureStopCommands(), benchStopOrders()];

const ofInstallation = ['floors', 'commands', 'moves', 'idle', 'spreads'];
if (ofInstallation.some(wants)) {
  let installation;
  await step('starts', async () => {
    const starts = await startTwice();
    installation = starts.installation;
    return starts.rows;
  });
  try {
    const [instrument] = await listInstruments();
    await installation.exchange.setMoney('500000000');
    let floors;
    if (wants('floors') || wants('commands') || wants('moves') || wants('spreads')) {
      await step('floors', async () => {
        const measured = await measureFloors(installation);
        floors = measured.floors;
        return measured.rows;
      });
    }
    if (wants('commands'))
      await step('commands', () => measureCommands(installation, { instrument, floors }));
    if (wants('moves')) {
      await step('moves', async () => {
        const task = await installation.buy(instrument.ticker, instrument.lot);
        const moves = await measureMoves(installation, {
          instruments: [instrument],
          tasks: 1,
          rounds: 12,
          floors,
        });
        await installation.tell(task.id, 'cancel');
        return moves;
      });
    }
    // The minute that an idle task is watched is another installation's for its workers to be killed in, and what a
    // limit's windows are waited for.
    await step('idle, takeover, rates, stops', async () => {
      const all = await Promise.all([
        wants('idle') ? measureIdle(installation, { instrument }) : [],
        wants('takeover') ? measureTakeover() : [],
        wants('rates') ? benchRateBudget() : [],
        ...(wants('stops') ? measureStops() : []),
      ]);
      return all.flat();
    });
    if (wants('spreads')) await step('spreads', () => measureLoad(installation, { floors }));
  } finally {
    await installation.stop();
  }
} else {
  if (wants('takeover')) await step('takeover', () => measureTakeover());
  if (wants('rates')) await step('rates', () => benchRateBudget());
  if (wants('stops')) await step('stops', async () => (await Promise.all(measureStops())).flat());
}
if (asked.includes('price')) await step('price', () => measurePrice());
if (wants('paper')) {
  await step('paper', () => paperThroughputRows());
  // Ten minutes are for those who ask for them.
  const minutes = Number(process.env.LONG_RUN_MINUTES ?? 0);
  if (minutes > 0) await step('paper, long', () => paperLongRunRows({ minutes }));
}
if (asked.length === 0 && !process.env.HOUR && !process.env.LONG_RUN_MINUTES)
  rows.push(
    row('the whole bench', [{ value: (performance.now() - began) / 60_000, unit: 'min', atMost: 6.5 }]),
  );

process.stdout.write(`${table(rows)}\n`);
const machine = {
  cores: cpus().length,
  model: cpus()[0]?.model,
  node: process.version,
  platform: process.platform,
};
writeFileSync(
  fileURLToPath(new URL('./result.json', import.meta.url)),
  `${JSON.stringify({ at: new Date().toISOString(), machine, subjects: asked.length > 0 ? asked : SUBJECTS, rows }, null, 2)}\n`,
);
