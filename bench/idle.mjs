/** What a task costs that only waits at its price: events in its workflow's history, bytes on the disk. */
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { openDatabaseOf } from './database.mjs';
import { bookOf } from './market.mjs';
import { difference, isKnownHere, total, writtenOf } from './processes.mjs';
import { notMeasured, row } from './report.mjs';

const SETTLE_MS = 3_000;
const MINUTE_MS = 60_000;

/** The system counts whole folios of up to a megabyte for every page of eight kilobytes; PostgreSQL knows better. */
async function postgresWrites(database) {
  const { rows } = await database.query(
    'select coalesce(sum(write_bytes), 0) as bytes, coalesce(sum(fsyncs), 0) as syncs from pg_stat_io',
  );
  return { bytes: Number(rows[0].bytes), syncs: Number(rows[0].syncs) };
}

export async function measureIdle(installation, { instrument }) {
  const { exchange, buy, tell, temporalAddress, pid } = installation;
  const minutes = process.env.HOUR === '1' ? 60 : 1;
  await exchange.setBook(instrument.ticker, bookOf(instrument));
  const task = await buy(instrument.ticker, instrument.lot);
  const connection = await Connection.connect({ address: temporalAddress });
  const database = await openDatabaseOf(installation.databaseUrl());
  const events = async () => {
    const { historyLength } = await new Client({ connection }).workflow.getHandle(task.id).describe();
    return historyLength;
  };
  try {
    await delay(SETTLE_MS);
    const [eventsBefore, writtenBefore] = [await events(), writtenOf(pid)];
    const postgresBefore = await postgresWrites(database);
    await delay(minutes * MINUTE_MS);
    const added = (await events()) - eventsBefore;
    const postgres = await postgresWrites(database);
    const written = {
      ...difference(writtenBefore, writtenOf(pid)),
      postgres: postgres.bytes - postgresBefore.bytes,
    };
    return [
      row(
        `history events of an idle task in ${minutes === 1 ? 'a minute' : 'an hour'}`,
        [{ value: added, unit: '', atMost: minutes === 1 ? 0 : 10 }],
        { ...(minutes === 1 && { note: 'the goal is 10 an hour; HOUR=1 counts that long' }) },
      ),
      ...(isKnownHere
        ? [
            row('bytes written to disk a minute, one idle task', [
              { value: total(written) / minutes / 1024, unit: 'kB' },
            ]),
            ...Object.entries(written)
              .filter(([, bytes]) => bytes > 0)
              .map(([name, bytes]) => row(`  ${name}`, [{ value: bytes / minutes / 1024, unit: 'kB' }])),
            row('  postgres, times that it waits for the disk', [
              { value: (postgres.syncs - postgresBefore.syncs) / minutes, unit: 'a minute' },
            ]),
          ]
        : [notMeasured('bytes written to disk a minute, one idle task', 'the system does not tell')]),
    ];
  } finally {
    await connection.close();
    await database.end();
    await tell(task.id, 'cancel');
  }
}
