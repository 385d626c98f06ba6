/** Whole programs as their author published them, run to their end: no line and no argument is changed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PaperExchange } from '../../../paper/index.js';
import { eventually } from '../../support/eventually.js';
import { startTestProcess } from '../../support/processes.js';
import { newDataDir, start } from '../paper-client.js';
import { answerAsBroker, type BrokerName } from './broker-name.js';

const { dataDir, remove } = newDataDir();
let exchange: PaperExchange;
let broker: BrokerName;

beforeAll(async () => {
  exchange = await start(dataDir);
  broker = await answerAsBroker(exchange.port);
});
afterAll(async () => {
  await broker.close();
  await exchange.close();
  remove();
});

/** An example that the npm package `tinkoff-sdk-grpc-js` carries. */
async function runExample(name: string): Promise<{ exitCode: number | null; output: string }> {
  const path = `node_modules/tinkoff-sdk-grpc-js/dist/examples/${name}.js`;
  const program = startTestProcess(path, { ...broker.environment, DATA_DIR: dataDir });
  try {
    await eventually(() => program.child.exitCode !== null, {
      what: `the end of ${name}`,
      timeoutMs: 15_000,
    });
  } finally {
    await program.stop('SIGKILL');
  }
  return { exitCode: program.child.exitCode, output: program.output() };
}

test('marketDataStream subscribes once a second, hears of each, and its stream ends when its requests do', async () => {
  const { exitCode, output } = await runExample('marketDataStream');
  expect([exitCode, output.match(/error/i)]).toEqual([0, null]);
  const answers = output.match(/lastPriceSubscriptions: \[ \[Object\] \]/g) ?? [];
  // It asks for five seconds, by timers of its own.
  expect(answers.length).toBeGreaterThanOrEqual(3);
  expect(answers.length).toBeLessThanOrEqual(5);
  expect(new Set(broker.asked)).toEqual(new Set(['invest-public-api.tinkoff.ru:443']));
});
