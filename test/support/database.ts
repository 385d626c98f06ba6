import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { sharedServer } from './environment.js';

export interface TestDatabase {
  /** Of an empty database: without tables. */
  readonly url: string;
  /** Also ends connections that are still open. */
  drop(): Promise<void>;
}

/** A fresh database on the run's PostgreSQL; one for each test file keeps them apart. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = new URL(sharedServer('TEST_DATABASE_URL'));
  await administer(url.href, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    drop: () => administer(url.href, `drop database if exists ${name} with (force)`),
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
