import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import type { Broker } from '../broker/broker.js';
import { type Database, liveWorkers, pingDatabase } from '../database/index.js';
import type { Health, PartHealth } from './health-report.js';

export interface HealthDependencies {
  readonly mode: string;
  readonly db: Database;
  readonly connection: Connection;
  /** Undefined while it has not answered yet. */
  readonly broker: () => Broker | undefined;
}

const PATIENCE_MS = 1_000;
/** Several people and the supervisor may ask at once. */
const REMEMBERED_MS = 500;
/** The broker's limits are not there to be spent on asking how it is. */
const BROKER_REMEMBERED_MS = 3_000;

/** Asks all parts at once; none is waited for longer than a second. */
export function createHealthCheck({
  mode,
  db,
  connection,
  broker,
}: HealthDependencies): () => Promise<Health> {
  const brokerAnswers = remembered(BROKER_REMEMBERED_MS, async (): Promise<PartHealth> => {
    const connected = broker();
    if (!connected) return { status: 'down', detail: 'broker-silent' };
    return part('broker-silent', () => connected.account.positions());
  });

  return remembered(REMEMBERED_MS, async () => {
    const [database, temporal, worker, brokerPart] = await Promise.all([
      part('database-silent', () => pingDatabase(db)),
      part('temporal-silent', () => connection.workflowService.getSystemInfo({})),
      workerHealth(db),
      brokerAnswers(),
    ]);
    const ok = [database, temporal, worker, brokerPart].every(({ status }) => status === 'ok');
    return { status: ok ? 'ok' : 'degraded', mode, database, temporal, worker, broker: brokerPart };
  });
}

async function workerHealth(db: Database): Promise<PartHealth> {
  let detail = 'no-worker';
  return part(
    () => detail,
    async () => {
      const workers = await liveWorkers(db);
      if (workers.length > 0) detail = 'worker-without-broker';
      if (!workers.some(({ brokerLive }) => brokerLive)) throw new Error(detail);
    },
  );
}

async function part(detail: string | (() => string), ask: () => Promise<unknown>): Promise<PartHealth> {
  const patience = new AbortController();
  try {
    await Promise.race([
      ask(),
      delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
        throw new Error('no answer in time');
      }),
    ]);
    return { status: 'ok' };
  } catch {
    return { status: 'down', detail: typeof detail === 'string' ? detail : detail() };
  } finally {
    patience.abort();
  }
}

function remembered<T>(forMs: number, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (!answer || performance.now() - askedAtMs > forMs) {
      askedAtMs = performance.now();
      answer = ask();
    }
    return answer;
  };
}
