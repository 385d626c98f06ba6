/** Whole programs as their author published them, run to their end: no line and no argument is changed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { PaperExchange } from '../../../paper/index.js';
import { newDataDir, start } from '../paper-client.js';
import { answerAsBroker, type BrokerName } from './broker-name.js';
import { runExample } from './run-example.js';

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

test('marketDataStream subscribes once a second, hears of each, and its stream ends when its requests do', async () => {
  const { exitCode, output } = await runExample('marketDataStream', {
    ...broker.environment,
    DATA_DIR: dataDir,
  });
  expect([exitCode, output.match(/Client error|Error:/)]).toEqual([0, null]);
  const answers = output.match(/lastPriceSubscriptions: \[ \[Object\] \]/g) ?? [];
  // It asks for five seconds, by timers of its own.
  expect(answers.length).toBeGreaterThanOrEqual(3);
  expect(answers.length).toBeLessThanOrEqual(5);
  expect(new Set(broker.asked)).toEqual(new Set(['invest-public-api.tinkoff.ru:443']));
});
