import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.js';
import { createTestNamespace, temporalAddress } from './temporal.js';

describe('the servers of a test run', () => {
  let database: TestDatabase;
  let connection: Connection;

  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await Connection.connect({ address: temporalAddress() });
  });
  afterAll(async () => {
    await database.drop();
    await connection.close();
  });

  test('give each file an empty database in UTF-8 and UTC', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      "select (select count(*)::int from pg_tables where schemaname = 'public') as tables, current_setting('server_encoding') as encoding, current_setting('timezone') as timezone",
    );
    await client.end();
    expect(rows).toEqual([{ tables: 0, encoding: 'UTF8', timezone: 'UTC' }]);
  });

  test('give a namespace that takes workflows at once', async () => {
    const namespace = await createTestNamespace();
    const client = new Client({ connection, namespace });
    const handle = await client.workflow.start('nobody-runs-it', {
      taskQueue: 'nobody',
      workflowId: 'first',
    });
    const { status } = await handle.describe();
    expect(status.name).toBe('RUNNING');
    await handle.terminate();
  });
});
