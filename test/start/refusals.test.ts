import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createServer, ServerError, Status } from 'nice-grpc';
import { UsersServiceDefinition } from 'tinkoff-invest-api/dist/generated/users.js';
import { createTestDatabase } from '../support/database.js';
import { createTestNamespace, temporalAddress } from '../support/temporal.js';
import { Installation } from './installation.js';

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.make();
});
afterAll(() => installation?.remove(), 30_000);

const PASSWORD = 'not-to-be-shown';

describe('settings that cannot be used are one sentence, and nothing is started', () => {
  test.each([
    [{ BROKER: 'foo' }, /^BROKER must be one of paper, sandbox, live, not "foo"/],
    [{ API_PORT: 'abc' }, /^API_PORT must be a whole number from 1 to 65535, not "abc"/],
    [{ DATABASE_URL: 'x' }, /^DATABASE_URL must be a postgres:\/\/ address/],
    [
      { DATABASE_URL: `postgres://me:${PASSWORD}@127.0.0.1:1/x` },
      /^The database of DATABASE_URL cannot be used \(connect ECONNREFUSED/,
    ],
    [{ BROKER: 'live' }, /^BROKER=live needs TINVEST_TOKEN/],
    [{ BROKER: 'sandbox' }, /^BROKER=sandbox needs TINVEST_TOKEN/],
    [{ DATA_DIR: '/dev/null/data' }, /^The data folder \/dev\/null\/data cannot be written/],
    [{ API_HOST: '192.0.2.1' }, /^192\.0\.2\.1 is no address of this machine/],
  ])('%j', async (wrong, sentence) => {
    const run = installation.start({ DATA_DIR: join(installation.folder, 'never started'), ...wrong });
    expect(await run.ended()).toBe(1);
    expect(run.lines()).toEqual([expect.stringMatching(sentence)]);
    expect(run.lines().join()).not.toContain(PASSWORD);
  });
});

describe('what a part finds out only when it runs', () => {
  test('a token that the broker refuses is one sentence, told once', async () => {
    const broker = createServer();
    const refuse = () => {
      throw new ServerError(Status.UNAUTHENTICATED, '40003');
    };
    broker.add(UsersServiceDefinition, {
      getAccounts: refuse,
      getMarginAttributes: refuse,
      getUserTariff: refuse,
      getInfo: refuse,
    });
    const port = await broker.listen('localhost:0');
    const database = await createTestDatabase();
    const run = installation.start({
      BROKER: 'sandbox',
      TINVEST_TOKEN: PASSWORD,
      TINVEST_ENDPOINT: `localhost:${port}`,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress(),
      TEMPORAL_NAMESPACE: await createTestNamespace(),
    });
    expect(await run.ended()).toBe(1);
    expect(run.lines()).toEqual([
      expect.stringMatching(
        /^(worker|api) does not start: the broker does not accept TINVEST_TOKEN.*everything was stopped again/,
      ),
    ]);
    expect(installation.runFolder()).toEqual([]);
    await broker.shutdown();
    await database.drop();
  }, 30_000);
});
