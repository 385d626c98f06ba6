/** Two workers, one of them dies or freezes: how long until the other one does what the market asks for? */
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabaseOf } from './database.mjs';
import { nowUs } from './exchange.mjs';
import { startInstallation } from './installation.mjs';
import { bookOf } from './market.mjs';
import { row } from './report.mjs';

const STRIKES = {
  kill: { words: 'kill -9 of the worker', rounds: 3, atMost: 5 },
  freeze: { words: 'the worker freezes', rounds: 2, atMost: 10 },
};
/** Long enough to be left out of a second's report, too short for a claim to run out. */
const STOPPED_MS = 1_500;
/** An order lives two seconds before it is moved. */
const STEADY_MS = 2_200;

/**
 * The worker that holds the task's claim is struck and the price moved at once; what counts is when the moved order
 * arrives at the exchange, which only another worker can send.
 */
export async function measureTakeover({ instrument }) {
  const installation = await startInstallation({ environment: { WORKERS: '2' } });
  const { exchange, buy } = installation;
  const database = await openDatabaseOf(installation.databaseUrl());
  try {
    const { ticker, lot } = instrument;
    await exchange.setMoney('500000000');
    const names = await nameWorkers(database, installation);
    let up = 0;
    await exchange.setBook(ticker, bookOf(instrument));
    const task = await buy(ticker, lot);
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
      up += 1;
      await exchange.setBook(ticker, bookOf(instrument, { up }));
      const [posted] = await exchange
        .entries([({ kind, ticker: of }) => kind === 'received' && of === ticker])
        .finally(() => how === 'freeze' && process.kill(pid, 'SIGCONT'));
      if ((await holder()) === before) throw new Error('the worker that was struck acted itself');
      return (posted.atUs - struckUs) / 1e6;
    };
    const rows = [];
    for (const [how, { words, rounds, atMost }] of Object.entries(STRIKES)) {
      const all = [];
      for (let round = 0; round < rounds; round += 1) all.push(await strike(how));
      rows.push(
        row(
          `${words} → another worker's order arrives`,
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
