import { unfinishedTasks } from '../database/index.js';
import type { ExecutionDependencies } from './dependencies.js';

/** How often the list of waiting tasks is read; the market itself is heard of at once. */
const LOOK_MS = 5_000;
/** A workflow that still waits is told again after so long. */
const TELL_AGAIN_MS = 30_000;

/**
 * Watches the instruments of tasks that wait for a session, and wakes their workflows when they trade. A waiting task
 * itself holds nothing: this is one loop for all of a worker's account.
 */
export function watchSessions(
  { db, broker, logger }: ExecutionDependencies,
  tellWorkflow: (taskId: string) => Promise<void>,
): { close(): void } {
  const watches = new Map<string, () => void>();
  const toldAtMs = new Map<string, number>();
  let closed = false;

  const tellIfTrading = (taskId: string, instrumentUid: string) => {
    if (broker.market.status(instrumentUid)?.tradable !== true) return;
    if (performance.now() - (toldAtMs.get(taskId) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return;
    toldAtMs.set(taskId, performance.now());
    tellWorkflow(taskId).catch((error: unknown) => {
      toldAtMs.delete(taskId);
      logger.warn(
        { err: error, task: taskId },
        'a waiting task could not be told that its market is open; it is told again',
      );
    });
  };

  const look = async () => {
    try {
      const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
      const waiting = tasks.filter((task) => task.state === 'waiting' && task.waitingFor === 'session');
      const ids = new Set(waiting.map((task) => task.id));
      for (const [id, end] of watches) {
        if (ids.has(id)) continue;
        end();
        watches.delete(id);
        toldAtMs.delete(id);
      }
      for (const { id, instrumentUid } of waiting) {
        const instrument = instrumentUid ? await broker.instruments.byUid(instrumentUid) : undefined;
        if (closed || !instrument) continue;
        if (!watches.has(id))
          watches.set(
            id,
            broker.market.watch(instrument, () => tellIfTrading(id, instrument.uid)),
          );
        tellIfTrading(id, instrument.uid);
      }
    } catch (error) {
      logger.warn({ err: error }, 'the waiting tasks could not be looked through; again in a moment');
    }
  };

  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    close() {
      closed = true;
      clearInterval(timer);
      for (const end of watches.values()) end();
    },
  };
}
