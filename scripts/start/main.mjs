/** `npm start`: set-up, build, and the whole system supervised until Ctrl-C. */
import { build } from '../build.mjs';
import { setUp } from '../set-up/set-up.mjs';
import { SetUpError } from '../set-up/set-up-error.mjs';
import { temporalProgram } from '../set-up/temporal-program.mjs';
import { takeDataFolder } from './data-folder.mjs';
import { checkDatabase } from './database.mjs';
import { groupsFor, paperGroup } from './groups.mjs';
import { checkPorts, neededPorts, paperPorts } from './ports.mjs';
import { present } from './present.mjs';
import { readSettings, refuseWhatCannotRun } from './settings.mjs';
import { System } from './system.mjs';

const SAME_SIGNAL_MS = 2_000;
const say = (line) => process.stdout.write(`${line}\n`);
const complain = (line) => process.stderr.write(`${line}\n`);

/** @param {string[]} args `paper` for the paper exchange alone */
export async function main(args) {
  const began = performance.now();
  await setUp(say);
  await build({ log: say });
  const config = await readSettings();
  const paperOnly = args[0] === 'paper';
  if (!paperOnly) await refuseWhatCannotRun(config);
  const program = paperOnly || config.temporal.address ? undefined : await temporalProgram(say);

  // From here on everything written is of the data folder: nobody else's to read.
  process.umask(0o077);
  const { runFolder, logFolder, release } = await takeDataFolder(config.dataDir, say);
  process.once('exit', release);
  await checkPorts(paperOnly ? paperPorts(config) : neededPorts(config));
  if (!paperOnly) await checkDatabase(config);

  // What parts say while everything ends, one after another, is for their log files.
  const output = { logFolder, say: (line) => system.stopping || complain(line) };
  const groups = paperOnly
    ? paperGroup({ config }, output)
    : groupsFor({ config, temporalProgram: program }, output);
  const system = new System(groups, { runFolder, say: complain });
  const over = stopOnSignals(system);
  try {
    await system.start();
    if (system.stopping) return;
    if (paperOnly)
      say(
        `The paper exchange listens on 127.0.0.1:${config.paper.port}, its control on ${config.paper.controlPort}`,
      );
    else await present({ config, began, say, signal: over });
  } catch (error) {
    if (system.stopping) return;
    await system.stop();
    throw error.code === 'part-failed'
      ? new SetUpError(
          `${error.message} (everything was stopped again; more in ${logFolder}/${error.part}.log)`,
        )
      : error;
  }
}

/**
 * The first signal ends everything in order; one that comes later does not wait any more.
 * @returns {AbortSignal} aborted by the first
 */
function stopOnSignals(system) {
  const over = new AbortController();
  let first;
  const stop = (exitCode) => {
    over.abort();
    system.stop().then(
      () => process.exit(exitCode),
      (error) => {
        complain(`Not everything could be stopped: ${error.message}`);
        process.exit(1);
      },
    );
  };
  const onSignal = () => {
    // One Ctrl-C comes twice: from the terminal, and once more from npm, which hands it on.
    if (first && performance.now() - first < SAME_SIGNAL_MS) return;
    if (first) process.exit(1);
    first = performance.now();
    say('\nStopping');
    stop(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  process.on('uncaughtException', (error) => {
    complain(`The supervisor itself failed, and stops everything: ${error.stack}`);
    stop(1);
  });
  // Nobody may be reading any more (`npm start | head`); that is no reason to leave orders alone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return over.signal;
}
