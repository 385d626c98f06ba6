/**
 * A worker's process as the outside sees it: each write to the database and each call about stop orders is a step, and at
 * a step of choice it dies: nothing that it does from then on leaves it, and its connections break.
 */
import { randomUUID } from 'node:crypto';
import type { Broker, StopOrderDesk } from '../../broker/index.js';
import { acquireClaim, type Database, releaseClaim, taskByKey } from '../../database/index.js';
import type { HeldClaim } from '../../execution/claim-keeper.js';
import { createJournalWriter } from '../../execution/index.js';
import { LIST_EXECUTORS } from '../../execution/kinds.js';
import type { RunningExecutor, StartListExecutor } from '../../execution/running-executor.js';
import { mortalDatabase, nameOf, never } from '../support/mortal-database.js';
import { SILENT } from './spreads/bench-worker.js';

export interface Steps {
  /** What each of them was. */
  readonly taken: readonly string[];
  readonly isDead: boolean;
}

const WRITES = /^\s*(\/\*.*?\*\/)?\s*(insert|update|delete|commit|with)\b/i;

/** @param onStep called before each step; false: the process dies instead of taking it */
export async function mortalProcess({
  url,
  living,
  broker,
  onStep,
  executorOf = (kind) => LIST_EXECUTORS[kind],
}: {
  readonly url: string;
  /** The same database, for what is no step of it. */
  readonly living: Database;
  readonly broker: Broker;
  readonly onStep: (number: number, what: string) => Promise<boolean> | boolean;
  /** @default of a task that works a list off */
  readonly executorOf?: (kind: string) => StartListExecutor | undefined;
}) {
  const taken: string[] = [];
  let isDead = false;
  let died: () => void = () => undefined;
  const death = new Promise<'died'>((resolve) => {
    died = () => resolve('died');
  });

  const step = async (what: string): Promise<void> => {
    if (isDead) return never();
    taken.push(what);
    if (await onStep(taken.length, what)) return isDead ? never() : undefined;
    isDead = true;
    breakOff();
    died();
    return never();
  };
  const { db, breakOff, end } = mortalDatabase({
    url,
    isDead: () => isDead,
    before: async (text) => {
      if (WRITES.test(text)) await step(nameOf(text));
    },
  });

  /** What was sent arrives, also of the dead; when that is over nothing of them comes any more. */
  const underWay = new Set<Promise<void>>();
  const call = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
    await step(what);
    const asking = ask();
    const over = asking.then(
      () => void underWay.delete(over),
      () => void underWay.delete(over),
    );
    underWay.add(over);
    const answer = await asking.catch((error: unknown) => {
      if (isDead) return never();
      throw error;
    });
    return isDead ? never() : answer;
  };
  const { stopOrders } = broker;
  const desk: StopOrderDesk = {
    // What still waits for room in the limit dies with its process.
    post: (order, options = {}) => {
      const { maySend } = options;
      const maySendNow = () => !isDead && (maySend?.() ?? true);
      return call('post', () => stopOrders.post(order, { ...options, maySend: maySendNow }));
    },
    cancel: (...all) => call('cancel', () => stopOrders.cancel(...all)),
    active: () => call('active', () => stopOrders.active()),
    since: (...all) => call('since', () => stopOrders.since(...all)),
    perMinute: () => stopOrders.perMinute(),
  };
  const mortal: Broker = Object.create(broker, { stopOrders: { value: desk } }) as Broker;

  return {
    steps: (): Steps => ({ taken, isDead }),
    /** What the executor of a task comes to, or `died`. */
    async carryOut(taskKey: string) {
      const task = await taskByKey(living, taskKey);
      const startExecutor = task && executorOf(task.kind);
      if (!startExecutor) throw new Error(`nobody carries out ${task?.kind}`);
      const claim = await claimOf({ living, db }, taskKey);
      const running: Promise<RunningExecutor> = startExecutor(
        { db, broker: mortal, journal: createJournalWriter(db, SILENT), logger: SILENT },
        { task, claim, onProgress: () => undefined, halted: () => false, onRefusedIntent: () => undefined },
      );
      return Promise.race([death, running.then(({ settled }) => settled)]);
    },
    async end(): Promise<void> {
      breakOff();
      await Promise.all(underWay);
      end();
    },
  };
}

/** Taken from whoever had it, and kept: whether claims hold is other tests' matter. */
async function claimOf(
  { living, db }: { readonly living: Database; readonly db: Database },
  taskKey: string,
): Promise<HeldClaim> {
  await living
    .updateTable('claims')
    .set({ worker_id: null, valid_until: '-infinity' as unknown as Date })
    .where('task_key', '=', taskKey)
    .execute();
  const claim = await acquireClaim(living, { taskKey, workerId: randomUUID() });
  if (!claim) throw new Error('the claim was freed');
  await living
    .updateTable('claims')
    .set({ valid_until: new Date(Date.now() + 3_600_000) })
    .where('task_key', '=', taskKey)
    .execute();
  return { claim, isValid: () => true, release: () => releaseClaim(db, claim) };
}
