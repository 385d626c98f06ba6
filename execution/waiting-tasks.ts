import { unfinishedTasks } from '../database/index.js';
import type { Instrument } from '../domain/instrument.js';
import type { ExecutionDependencies } from './dependencies.js';
import type { HaltWatch } from './halt-watch.js';
import { tradedInstruments } from './traded.js';

/** How often the list of waiting tasks is read; the market itself, and the end of a halt, are heard of at once. */
const LOOK_MS = 5_000;
/** A workflow that still waits is told again after so long. */
const TELL_AGAIN_MS = 30_000;
/** A task whose order was just taken away by a halt may write down that it waits only after that is over. */
const LOOK_AGAIN_MS = 1_000;

/** How a waiting task's workflow hears that what it waits for is there. */
export interface WakeCalls {
  marketOpen(taskId: string): Promise<void>;
  haltLifted(taskId: string): Promise<void>;
}

/**
 * Watches what waiting tasks wait for, the trading of their instruments or the end of a halt, and wakes their workflows
 * when it is there. A waiting task itself holds nothing: this is one loop for all of a worker's account.
 */
export function watchWaitingTasks(
  { db, broker, logger, halt }: ExecutionDependencies & { readonly halt: HaltWatch },
  wake: WakeCalls,
): { close(): void } {
  const watches = new Map<string, () => void>();
  const toldAtMs = new Map<string, number>();
  let closed = false;

  const tell = (taskId: string, call: keyof WakeCalls) => {
    if (performance.now() - (toldAtMs.get(taskId) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return;
    toldAtMs.set(taskId, performance.now());
    wake[call](taskId).catch((error: unknown) => {
      toldAtMs.delete(taskId);
      logger.warn(
        { err: error, task: taskId, call },
        'a waiting task could not be told that it may go on; it is told again',
      );
    });
  };
  /** A spread waits for both of its legs. */
  const tellIfTrading = (taskId: string, instruments: readonly Instrument[]) => {
    if (instruments.every(({ uid }) => broker.market.status(uid)?.tradable === true))
      tell(taskId, 'marketOpen');
  };

  const look = async () => {
    try {
      await halt.look();
      const tasks = await unfinishedTasks(db, { mode: broker.mode, accountId: broker.accountId });
      const waiting = tasks.filter((task) => task.state === 'waiting');
      const forSession = waiting.filter((task) => task.waitingFor === 'session');
      const ids = new Set(waiting.map((task) => task.id));
      for (const id of toldAtMs.keys()) if (!ids.has(id)) toldAtMs.delete(id);
      for (const [id, end] of watches) {
        if (forSession.some((task) => task.id === id)) continue;
        end();
        watches.delete(id);
      }
      for (const { id, waitingFor } of waiting)
        if (waitingFor === 'halt' && !halt.halted()) tell(id, 'haltLifted');
      for (const task of forSession) {
        const { id } = task;
        const instruments = await tradedInstruments(broker, task);
        if (closed || !instruments) continue;
        if (!watches.has(id)) {
          const look = () => tellIfTrading(id, instruments);
          const ends = instruments.map((instrument) => broker.market.watch(instrument, look));
          watches.set(id, () => {
            for (const end of ends) end();
          });
        }
        tellIfTrading(id, instruments);
      }
    } catch (error) {
      logger.warn({ err: error }, 'the waiting tasks could not be looked through; again in a moment');
    }
  };

  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  let again: NodeJS.Timeout | undefined;
  const endHalt = halt.onChange(() => {
    if (halt.halted()) return;
    toldAtMs.clear();
    void look();
    clearTimeout(again);
    again = setTimeout(() => void look(), LOOK_AGAIN_MS);
  });
  return {
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(again);
      endHalt();
      for (const end of watches.values()) end();
    },
  };
}
