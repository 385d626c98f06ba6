/** The API as a process over real parts, without a worker: what is asked is started, not carried out. */
import { finishTask } from '../../database/index.js';
import { type ApiAnswer, type ApiProcess, startApiProcess } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { type System, startSystem } from '../support/system.js';

export interface TestApi extends ApiProcess {
  readonly system: System;
  eventuallyHealthy(): Promise<unknown>;
  /** Ends every task, as a worker would. */
  finishAll(): Promise<void>;
  /** The minute is over. */
  expireConfirmations(): Promise<void>;
  /** As if the process had died before it kept the answer under its key. */
  forgetAnswer(key: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestApi(): Promise<TestApi> {
  const system = await startSystem();
  const api = await startApiProcess(system.environment);
  const { db } = system;
  await eventually(async () => (await api.health()).body.broker.status === 'ok', { what: 'the broker' });
  return {
    ...api,
    system,
    eventuallyHealthy: () =>
      eventually(async () => (await api.health()).body.status === 'ok', { what: 'health' }),
    async finishAll() {
      for (const { key } of await system.tasks.list({ unfinished: true, limit: 1_000 }))
        await finishTask(db, { key, state: 'cancelled', result: null, error: null });
    },
    async expireConfirmations() {
      await db.updateTable('confirmations').set({ expires_at: new Date() }).execute();
    },
    async forgetAnswer(key) {
      await db.updateTable('requests').set({ status: null, body: null }).where('key', '=', key).execute();
    },
    async stop() {
      await api.process.stop();
      await system.stop();
    },
  };
}

/** What an answer came to, without what differs from one to the next. */
export const cameTo = ({ status, type, body }: ApiAnswer) => ({ status, type, body });

/** The tasks an answer tells of. */
export const tasksOf = ({ body }: ApiAnswer): { id: string; kind: string; state: string }[] =>
  body.tasks ?? [];
