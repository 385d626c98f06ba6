import { randomUUID } from 'node:crypto';
import type { Broker } from '../../broker/broker.js';
import type { Logger } from '../../config/index.js';
import {
  type CancelLease,
  type CancelRow,
  type Database,
  holdCancel,
  type Notifications,
  prolongCancel,
  releaseCancel,
  type TaskRow,
  unfinishedTasks,
} from '../../database/index.js';
import { cancelAll } from './cancelling.js';
import { cancelLateStops } from './late-stops.js';
import { createCancelSender } from './sender.js';

export interface CarryOutCancelsDependencies {
  readonly db: Database;
  readonly mode: string;
  /** Undefined while it has not answered yet. */
  readonly broker: () => Broker | undefined;
  readonly notifications: Pick<Notifications, 'on' | 'onResync'>;
  readonly logger: Logger;
  /** Tells a task's workflow that it was stopped; it may be away. */
  readonly tellWorkflow: (row: TaskRow) => Promise<void>;
}

const PROLONG_EVERY_MS = 1_000;
const RETRY_MS = 500;
/** A lease is surely over a little after its time. */
const MARGIN_MS = 50;
/** So many workflows are told at a time: while Temporal is away each call takes seconds. */
const TOLD_AT_A_TIME = 8;

/**
 * Carries out what `cancel` wrote down, in whichever process that takes commands has the lease; no worker and no Temporal
 * is needed. Whoever it is may die anywhere: another one, or its next start, goes on with what the row and the broker's
 * lists say.
 */
export function carryOutCancels(dependencies: CarryOutCancelsDependencies): { close(): Promise<void> } {
  const { db, mode, notifications, logger } = dependencies;
  const holder = randomUUID();
  const closing = new AbortController();
  let wake: () => void = () => undefined;
  let isAnnounced = true;
  const sender = createCancelSender({ logger, onAnswered: () => wakePause() });
  let wakePause: () => void = () => undefined;

  /** Until the next announcement, or for so long. */
  const rest = (ms: number | undefined) => {
    if (isAnnounced || closing.signal.aborted) return Promise.resolve();
    return new Promise<void>((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  };
  const pause = (ms: number) =>
    closing.signal.aborted
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakePause = () => {
            clearTimeout(timer);
            resolve();
          };
        });

  async function attend(): Promise<void> {
    while (!closing.signal.aborted) {
      isAnnounced = false;
      try {
        await rest(await once());
      } catch (err) {
        if (closing.signal.aborted) return;
        logger.warn({ err }, 'the cancelling of everything waits for what is away, trying again');
        await rest(RETRY_MS);
      }
    }
  }

  /** @returns when to look again, milliseconds from now; undefined: when something is announced */
  async function once(): Promise<number | undefined> {
    const broker = dependencies.broker();
    if (!broker) return RETRY_MS;
    const found = await holdCancel(db, { mode, accountId: broker.accountId, holder });
    if (!found) return undefined;
    if (!('lease' in found)) return found.heldForMs + MARGIN_MS;
    await hold(broker, found);
    return 0;
  }

  async function hold(broker: Broker, { row, lease }: { row: CancelRow; lease: CancelLease }): Promise<void> {
    const ending = new AbortController();
    const end = () => {
      ending.abort();
      wakePause();
    };
    closing.signal.addEventListener('abort', end, { once: true });
    if (closing.signal.aborted) end();
    const prolonging = setInterval(() => {
      prolongCancel(db, lease).then(
        (isOurs) => isOurs || end(),
        () => undefined,
      );
    }, PROLONG_EVERY_MS);
    try {
      const { signal } = ending;
      const cancelling = { db, broker, row, lease, sender, logger, signal, pause };
      if (row.state === 'running') {
        void tellWorkflows(row);
        await cancelAll(cancelling);
      } else await cancelLateStops(cancelling);
    } finally {
      clearInterval(prolonging);
      closing.signal.removeEventListener('abort', end);
    }
    if (closing.signal.aborted) await releaseCancel(db, lease);
  }

  async function tellWorkflows({ accountId }: CancelRow): Promise<void> {
    try {
      const tasks = await unfinishedTasks(db, { mode, accountId });
      const stopped = tasks.filter(({ wish }) => wish.mode === 'stop');
      const tell = async () => {
        for (let task = stopped.shift(); task; task = stopped.shift()) await dependencies.tellWorkflow(task);
      };
      await Promise.all(Array.from({ length: TOLD_AT_A_TIME }, tell));
    } catch (err) {
      logger.warn(
        { err },
        'Temporal could not be told of the cancellation; the tasks are told, and the sweep tells it',
      );
    }
  }

  const announced = () => {
    isAnnounced = true;
    wake();
  };
  const endListening = [notifications.on('cancel', announced), notifications.onResync(announced)];
  const attending = attend();
  return {
    async close() {
      for (const end of endListening) end();
      sender.close();
      closing.abort();
      wakePause();
      announced();
      await attending;
    },
  };
}
