/** The catalogue is kept fresh: by a schedule of Temporal, and at once by a worker that finds it old. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ScheduleOverlapPolicy } from '@temporalio/client';
import { sql } from 'kysely';
import { instrumentsByTicker, readJournal } from '../../database/index.js';
import { catalogueSchedule, endStrays } from '../../tasks/index.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({}, { catalogue: 'none' });
}, 60_000);
afterAll(() => system?.stop());

const of = () => ({ client: system.client, mode: 'paper', accountId: system.broker.accountId });
const schedule = () => system.client.schedule.getHandle(catalogueSchedule(of()));
const runs = async () => {
  const found = [];
  const query = "WorkflowType = 'refreshCatalogue'";
  for await (const each of system.client.workflow.list({ query })) found.push(each);
  return found;
};
const readings = async () => {
  const { rows } = await sql<{
    refused: boolean;
  }>`select refused from catalogue_readings order by id`.execute(system.db);
  return rows.map(({ refused }) => refused);
};
const untilRead = (times: number) =>
  eventually(async () => (await readings()).length === times, { what: 'a reading', timeoutMs: 20_000 });
const failTest = (_: object, message: string) => {
  throw new Error(message);
};

test('two workers that start without a catalogue make one schedule and one reading; who finds it old has it read again', async () => {
  const workers = await Promise.all([system.startWorker(), system.startWorker()]);
  await untilRead(1);
  const { uid } = await system.instrument('SBER');
  const [sber] = await instrumentsByTicker(system.db, 'paper', 'sber');
  expect(sber).toMatchObject({ active: true, listed: { kind: 'share', uid } });
  const [read] = (await readJournal(system.db)).filter(({ kind }) => kind === 'catalogue-read');
  expect(read).toMatchObject({ severity: 'info', data: { by: 'schedule' } });

  const { policies, spec, info } = await schedule().describe();
  expect(policies.overlap).toBe(ScheduleOverlapPolicy.SKIP);
  // Half an hour before the day of the exchange, which begins at Moscow's midnight here.
  expect(spec.calendars).toMatchObject([{ hour: [{ start: 20 }], minute: [{ start: 30 }] }]);
  const [next] = info.nextActionTimes;
  expect((next?.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(48 * 3_600_000);

  // It reads dividends now, and belongs to no task: what looks after tasks leaves it alone.
  await endStrays({ ...of(), db: system.db, logger: { warn: failTest } });
  const [run, ...others] = await runs();
  expect(run?.status.name).toBe('RUNNING');
  expect(others).toEqual([]);
  expect(await readings()).toEqual([false]);

  // Over night nobody was there to read it.
  await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
  await system.client.workflow.getHandle(run?.workflowId ?? '').terminate('test');
  await sql`update catalogue_readings set read_at = now() - interval '25 hours'`.execute(system.db);
  await system.startWorker();
  await untilRead(2);
}, 60_000);
