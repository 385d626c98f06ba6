/** The other examples that `tinkoff-sdk-grpc-js` carries. Their account is nobody's: they end where the broker would end them. */
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

const run = (name: string) => runExample(name, { ...broker.environment, DATA_DIR: dataDir });

test('marketData: candles of 2022, price, book, status and last trades of a share, to its end', async () => {
  const { exitCode, output } = await run('marketData');
  expect([exitCode, output.match(/error/i)]).toEqual([0, null]);
  for (const heading of ['исторических свечей', 'последних цен', 'стакана', 'статуса торгов']) {
    expect(output).toContain(heading);
  }
  expect(output).toContain('trades: [');
});

test('users: everything of the user, then the margin of an account that is not his', async () => {
  const { output } = await run('users');
  expect(output).toContain('Client error: NOT_FOUND(50004)');
  expect(output).toContain('UsersService/GetMarginAttributes');
});

test.each([
  ['orders', 'OrdersService/GetOrders'],
  ['stopOrders', 'StopOrdersService/GetStopOrders'],
  ['operations', 'OperationsService/GetOperations'],
])('%s: the account is not found at its first call', async (name, call) => {
  const { output } = await run(name);
  expect(output).toContain('Client error: NOT_FOUND(50004)');
  expect(output).toContain(call);
});

test('sandbox: it opens an account, and does not close somebody else’s', async () => {
  const { output } = await run('sandbox');
  expect(output).toMatch(/Регистрация счёта в песочнице: {2}\S+/);
  expect(output).toContain('SandboxService/CloseSandboxAccount');
});
