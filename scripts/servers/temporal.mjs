/** The embedded Temporal server: how it is started and when it works. The namespace's settings are the worker's business. */
import { spawn } from 'node:child_process';
import { freePort } from '../processes/free-port.mjs';
import { waitUntil } from '../processes/wait-until.mjs';

/**
 * As shipped, the server looks for tasks 20 times a second, which makes every hop of a workflow 100 ms; asked 2,000
 * times a second, and writing ahead instead of twice, it is 14 ms. The memory limit makes it 177 MB instead of 280.
 */
const SETTINGS = [
  ...['journal_mode=wal', 'synchronous=normal'].flatMap((each) => ['--sqlite-pragma', each]),
  ...[
    'history.transferProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxPollRPS=2000',
    'history.timerProcessorMaxTimeShift="20ms"',
  ].flatMap((each) => ['--dynamic-config-value', each]),
];

/**
 * @param {{ program: string, port: number, uiPort: number, file: string, stdio?: import('node:child_process').StdioOptions, settings?: readonly string[] }} options `settings`: dynamic configuration of a test
 * @returns {Promise<{ child: import('node:child_process').ChildProcess, address: string, ready: () => Promise<void> }>}
 */
export async function startTemporal({ program, port, uiPort, file, stdio = 'ignore', settings = [] }) {
  const httpPort = await freePort();
  const ports = [
    '--ip',
    '127.0.0.1',
    '--port',
    `${port}`,
    '--ui-port',
    `${uiPort}`,
    '--http-port',
    `${httpPort}`,
  ];
  const args = [
    'server',
    'start-dev',
    ...ports,
    '--log-level',
    'warn',
    '--log-format',
    'json',
    '--db-filename',
    file,
    ...SETTINGS,
    ...settings.flatMap((each) => ['--dynamic-config-value', each]),
  ];
  const child = spawn(program, args, { stdio, detached: true, env: environment() });
  let end;
  child.once('error', (error) => {
    end = error.message;
  });
  child.once('exit', (code, signal) => {
    end = `it ended (${signal ?? `exit code ${code}`})`;
  });
  const ready = async () => {
    await waitUntil(() => answers(httpPort), {
      what: "Temporal's server",
      timeoutMs: 30_000,
      gaveUp: () => end,
    });
  };
  return { child, address: `127.0.0.1:${port}`, ready };
}

/** A person's own settings for the command line (another address, a cloud key) must not reach the server. */
function environment() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(own), GOMEMLIMIT: '170MiB' };
}

async function answers(httpPort) {
  const response = await fetch(`http://127.0.0.1:${httpPort}/api/v1/namespaces/default`, {
    signal: AbortSignal.timeout(1_000),
  });
  return response.ok;
}
