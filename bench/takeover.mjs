/** Two workers, one of them dies or freezes: how long until the other one hedges what was filled meanwhile? */
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabaseOf } from './database.mjs';
import { nowUs } from './exchange.mjs';
import { startInstallation } from './installation.mjs';
import { row } from './report.mjs';
import { listPairs, prepareSpreads, startSpreads, takeOne } from './spread-pairs.mjs';

const STRIKES = {
  kill: { words: 'kill -9 of the worker', rounds: 3, atMost: 5 },
  freeze: { words: 'the worker freezes', rounds: 2, atMost: 10 },
};
/** Long enough to be left out of a second's report, too short for a claim to run out. */
const STOPPED_MS = 1_500;
const STEADY_MS = 2_200;

/**
 * The worker that holds the spread's claim is struck and its far order filled at once; what counts is when the hedge
 * arrives at the exchange, which only another worker can send.
 */
export async function measureTakeover() {
  const installation = await startInstallation({ environment: { WORKERS: '2' } });
  const { exchange } = installation;
  const database = await openDatabaseOf(installation.databaseUrl());
  try {
    const pairs = await listPairs(1);
    const [{ far, near }] = pairs;
    await prepareSpreads(installation, pairs);
    const names = await nameWorkers(database, installation);
    const [task] = await startSpreads(installation, pairs);
    const holder = async () => {
      const { rows } = await database.query(
        'select worker_id from claims join tasks on tasks.key = claims.task_key where tasks.id = $1',
        [task.id],
      );
      return rows[0]?.worker_id;
    };
    const strike = async (how) => {
      await names.learn();
      const before = await holder();
      const pid = names.pidOf(before);
      await exchange.news();
      process.kill(pid, how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
      const struckUs = nowUs();
      await takeOne(exchange, far);
      const [hedge] = await exchange
        .entries([({ kind, ticker }) => kind === 'received' && ticker === near.ticker])
        .finally(() => how === 'freeze' && process.kill(pid, 'SIGCONT'));
      if ((await holder()) === before) throw new Error('the worker that was struck acted itself');
      return (hedge.atUs - struckUs) / 1e6;
    };
    const rows = [];
    for (const [how, { words, rounds, atMost }] of Object.entries(STRIKES)) {
      const all = [];
      for (let round = 0; round < rounds; round += 1) all.push(await strike(how));
      rows.push(
        row(
          `${words} → another worker's hedge arrives`,
          [{ name: 'at most', value: Math.max(...all), unit: 's', atMost }],
          { samples: all.length, note: `each: ${all.map((each) => each.toFixed(1)).join(', ')} s` },
        ),
      );
    }
    return rows;
  } finally {
    await database.end();
    await installation.stop();
  }
}

/**
 * Which process is which worker of the database: one of two is stopped for a moment at first, and its report stays
 * out; later whoever was not known before is the one that was started anew.
 */
async function nameWorkers(database, { parts }) {
  const pidsOfParts = () => parts().filter(({ name }) => name.startsWith('worker'));
  const reports = async (where = '') =>
    (
      await database.query(
        `select id from workers where seen_at > now() - interval '1 day' ${where} order by seen_at`,
      )
    ).rows.map(({ id }) => id);
  const partOf = new Map();
  const [one, other] = pidsOfParts();
  process.kill(one.pid, 'SIGSTOP');
  await delay(STOPPED_MS);
  const [late, prompt] = await reports();
  process.kill(one.pid, 'SIGCONT');
  partOf.set(late, one.name).set(prompt, other.name);
  const known = new Map([one, other].map(({ name, pid }) => [name, pid]));

  return {
    /** Waits until both work, and learns who is new. */
    async learn() {
      for (;;) {
        await delay(STEADY_MS);
        const alive = await reports("and seen_at > now() - interval '2 seconds'");
        const fresh = alive.filter((id) => !partOf.has(id));
        const restarted = pidsOfParts().find(({ name, pid }) => known.get(name) !== pid);
        if (fresh.length === 1 && restarted) {
          partOf.set(fresh[0], restarted.name);
          known.set(restarted.name, restarted.pid);
        }
        if (alive.length === 2 && alive.every((id) => partOf.has(id))) return;
      }
    },
    pidOf: (id) => known.get(partOf.get(id)),
  };
}
