/** A database of a person's own is asked before anything is started; without one the embedded one serves. */
import { SetUpError } from '../set-up/set-up-error.mjs';

const PATIENCE_MS = 5_000;

/** @param {Pick<import('./settings.mjs').Config, 'databaseUrl'>} config @throws {SetUpError} when it cannot be used */
export async function checkDatabase({ databaseUrl }) {
  if (!databaseUrl) return;
  const { default: pg } = await import('pg');
  try {
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: PATIENCE_MS });
    client.on('error', () => {});
    await client.connect();
    await client.end();
  } catch (error) {
    // Several addresses of one host fail together, in an error without words.
    const cause = error.message || error.errors?.[0]?.message || error.code;
    throw new SetUpError(
      `The database of DATABASE_URL cannot be used (${cause}): start it or change DATABASE_URL, or leave it out for the embedded one`,
    );
  }
}
