/** An installation's database, by the program's own connection: only that folder knows the driver. */

/** What Kysely makes of a statement in plain SQL. */
const raw = (sql, parameters) => ({
  sql,
  parameters,
  query: { kind: 'RawNode' },
  queryId: { queryId: 'bench' },
});

/** @param {string} url */
export async function openDatabaseOf(url) {
  const { openDatabase } = await import('../dist/database/index.js');
  const database = openDatabase(url, { poolSize: 1 });
  return {
    /** @returns {Promise<{ rows: object[] }>} */
    query: (text, values = []) => database.executeQuery(raw(text, values)),
    end: () => database.destroy(),
  };
}
