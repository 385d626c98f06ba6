import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { type Database, liveWorkers, pingDatabase, readHalt } from '../database/index.js';
import type { Health, PartHealth, SelfCheck } from './health-report.js';
import { type HaltJson, haltJson } from './mind-halt.js';
import type { TradedBroker } from './read-only.js';

export interface HealthDependencies {
  readonly mode: string;
  readonly db: Database;
  readonly connection: Connection;
  /** Undefined while it has not answered yet. */
  readonly broker: () => TradedBroker | undefined;
}

const PATIENCE_MS = 1_000;
/** Several people and the supervisor may ask at once. */
const REMEMBERED_MS = 500;
/** The broker's limits are not there to be spent on asking how it is; a bad answer is asked for again sooner. */
const GOOD_BROKER_REMEMBERED_MS = 3_000;

/** Asks all parts at once; none is waited for longer than a second. */
export function createHealthCheck(dependencies: HealthDependencies): () => Promise<Health> {
  const { mode, db, connection } = dependencies;
  const brokerHealth = createBrokerHealth(dependencies.broker);
  let halted: HaltJson | null = null;

  return remembered(async () => {
    const [database, temporal, worker, broker] = await Promise.all([
      part('database-silent', async () => {
        await pingDatabase(db);
        halted = haltJson(await readHalt(db));
      }),
      part('temporal-silent', () =>
        connection.withDeadline(Date.now() + PATIENCE_MS, () => connection.workflowService.getSystemInfo({})),
      ),
      workerHealth(db),
      brokerHealth(),
    ]);
    const ok = [database, temporal, worker, broker].every(({ status }) => status === 'ok');
    const connected = dependencies.broker();
    const selfCheck = connected ? selfCheckOf(connected) : null;
    return { status: ok ? 'ok' : 'degraded', mode, halted, database, temporal, worker, broker, selfCheck };
  });
}

function createBrokerHealth(broker: HealthDependencies['broker']): () => Promise<PartHealth> {
  let goodUntilMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const connected = broker();
    if (!connected) return { status: 'down', detail: 'broker-silent' };
    const detail = whatIsAmiss(selfCheckOf(connected));
    const good: PartHealth = { status: 'ok', ...(detail !== undefined && { detail }) };
    if (performance.now() < goodUntilMs) return good;
    const health = await part('broker-silent', () => connected.account.positions());
    if (health.status !== 'ok') return health;
    goodUntilMs = performance.now() + GOOD_BROKER_REMEMBERED_MS;
    return good;
  };
}

function selfCheckOf({ mode, readOnly, clock, isRiskConfirmed }: TradedBroker): SelfCheck {
  const { status, aheadMs } = clock();
  return {
    token: readOnly ? 'reads-only' : 'full-access',
    account: 'ok',
    clock: status,
    clockAheadMs: aheadMs,
    risk: mode !== 'live' ? 'no-real-money' : isRiskConfirmed === true ? 'confirmed' : 'not-confirmed',
  };
}

/** What keeps orders back first, in words of their own. */
function whatIsAmiss({ token, clock, risk }: SelfCheck): string | undefined {
  if (token === 'reads-only') return 'reads-only';
  if (risk === 'not-confirmed') return 'risk-not-confirmed';
  return clock === 'off' ? 'clock-off' : undefined;
}

/** One worker that lives and hears its broker is enough. */
async function workerHealth(db: Database): Promise<PartHealth> {
  // Workers are heard of through the database: without it nothing is known of them.
  let detail = 'database-silent';
  const health = await part(detail, async () => {
    const workers = await liveWorkers(db);
    if (workers.some(({ brokerLive }) => brokerLive)) return;
    detail = workers.length > 0 ? 'worker-without-broker' : 'no-worker';
    throw new Error(detail);
  });
  return health.status === 'ok' ? health : { ...health, detail };
}

async function part(detail: string, ask: () => Promise<unknown>): Promise<PartHealth> {
  const patience = new AbortController();
  const tooLate = delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
    throw new Error('no answer in time');
  });
  try {
    await Promise.race([ask(), tooLate]);
    return { status: 'ok' };
  } catch {
    return { status: 'down', detail };
  } finally {
    tooLate.catch(() => undefined);
    patience.abort();
  }
}

function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    if (!answer || performance.now() - askedAtMs > REMEMBERED_MS) {
      askedAtMs = performance.now();
      answer = ask();
    }
    return answer;
  };
}
