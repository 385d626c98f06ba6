import { setTimeout as delay } from 'node:timers/promises';
import { type Notifications, type TaskRow, taskByKey, watchSettings } from '../database/index.js';
import type { Settlement, Wish } from '../domain/task.js';
import type { ClaimKeeper, ClaimListener, HeldClaim } from './claim-keeper.js';
import { watchCommissionRates } from './commission-rates.js';
import type { ExecutionDependencies } from './dependencies.js';
import { ClaimMovedError, TaskNotOursError } from './errors.js';
import type { HaltWatch } from './halt-watch.js';
import { LIST_EXECUTORS, MARKET_EXECUTORS, WATCHING_EXECUTORS } from './kinds.js';
import { createMoveBudget } from './move-budget.js';
import { createOrderOwners } from './order-owners.js';
import type { RunningExecutor, TaskOptions, TaskProgress } from './running-executor.js';
import { watchSessionHours } from './session-hours.js';
import { watchStepValues } from './step-values.js';
import { tradedInstruments } from './traded.js';

const RETRY_MS = 500;
/** The workflow hears of progress at once for the first fill, then at most this often. */
const PROGRESS_MS = 15_000;

export interface ExecutorsDependencies extends ExecutionDependencies {
  readonly notifications: Notifications;
  readonly claims: ClaimKeeper;
  readonly halt: HaltWatch;
  /** Tells the task's workflow how far it is, for whoever looks at it in Temporal's UI. */
  readonly tellWorkflow: (taskId: string, progress: TaskProgress) => void;
}

export interface Executors {
  /**
   * The outcome of a task's executor, which is started if it does not run here yet. The executor belongs to the
   * worker, not to who waits for it: it goes on when nobody does.
   * @throws ClaimMovedError when another worker took over; TaskNotOursError.
   */
  attach(taskKey: string): Promise<Settlement>;
  /** Goes on with tasks that nobody executes any more, before Temporal has noticed. */
  adopt(taskKeys: readonly string[]): void;
  /** Gives all tasks up in order, so that other workers can take them at once. */
  giveUpAll(): Promise<void>;
  /** So many workers live, this one included: what all of them may do together is shared. */
  sharedBy(workers: number): void;
  readonly size: number;
}

/** A finished task wants nothing any more, whatever it wanted last. */
const wishOf = ({ wish, finishedAt }: TaskRow): Wish =>
  finishedAt ? { ...wish, version: wish.version + 1, mode: 'stop' } : wish;

interface Entry {
  readonly outcome: Promise<Settlement>;
  readonly abort: AbortController;
  /** Nobody waits for it yet: another worker's claim is not asked for. */
  readonly onlyIfFree: boolean;
  running?: RunningExecutor;
}

/** The executors of a worker, by task key. */
export function createExecutors(dependencies: ExecutorsDependencies): Executors {
  const { db, broker, claims, halt, notifications, journal, logger } = dependencies;
  const startedAtMs = performance.now();
  const entries = new Map<string, Entry>();
  const shared = {
    moves: createMoveBudget(),
    steps: watchStepValues(dependencies),
    hours: watchSessionHours(dependencies),
    rates: watchCommissionRates(dependencies),
    owners: createOrderOwners(dependencies),
  };
  const settings = watchSettings(dependencies);
  let closing = false;

  const refreshWish = async (taskKey: string) => {
    const entry = entries.get(taskKey);
    if (!entry?.running) return;
    try {
      const row = await taskByKey(db, taskKey);
      if (row) entry.running.obey(wishOf(row));
    } catch (error) {
      logger.warn({ err: error, taskKey }, 'a wish could not be read, trying again');
      setTimeout(() => void refreshWish(taskKey), RETRY_MS);
    }
  };
  notifications.on('wish', (taskKey) => void refreshWish(taskKey));
  // What was announced while the connection was broken was not heard.
  notifications.onResync(() => {
    for (const taskKey of entries.keys()) void refreshWish(taskKey);
  });

  for (const watch of [halt, settings])
    watch.onChange(() => {
      for (const { running } of entries.values()) running?.lookAgain();
    });

  const tellProgress = (taskId: string) => {
    let toldAtMs = Number.NEGATIVE_INFINITY;
    let waitingFor: TaskProgress['waitingFor'] = null;
    return (progress: TaskProgress) => {
      // Whether a person is needed is told at once.
      const isNews = progress.waitingFor !== undefined && progress.waitingFor !== waitingFor;
      if (!isNews && performance.now() - toldAtMs < PROGRESS_MS) return;
      toldAtMs = performance.now();
      if (isNews) waitingFor = progress.waitingFor;
      dependencies.tellWorkflow(taskId, progress);
    };
  };

  async function carryOut(taskKey: string, entry: Entry): Promise<Settlement> {
    const { signal } = entry.abort;
    const leave = () => (entry.running ? entry.running.giveUp() : entry.abort.abort());
    await insist(() => prepare(taskKey), signal);
    const listener: ClaimListener = {
      onAsked: leave,
      onLost: leave,
      onWishVersion: (version) => {
        if (entry.running && version > entry.running.wishVersion()) void refreshWish(taskKey);
      },
      onHaltTold: halt.told,
      onStall: () => entry.running?.doubtEverything(),
    };
    const claim = entry.onlyIfFree
      ? await claims.acquireIfFree(taskKey, listener)
      : await insist(() => claims.acquire(taskKey, listener, signal), signal);
    if (!claim) throw new ClaimMovedError(taskKey);
    tellTakeover(taskKey, claim).catch(() => undefined);
    const begin = async () => {
      await halt.look();
      return (await prepare(taskKey))(claim);
    };
    const running = await insist(begin, signal).catch(async (error: unknown) => {
      await claim.release();
      throw error;
    });
    entry.running = running;
    if (signal.aborted) running.giveUp();
    // The wish may have changed between reading the task and listening for changes.
    void refreshWish(taskKey);
    const settlement = await running.settled;
    if (!settlement) throw new ClaimMovedError(taskKey);
    return settlement;
  }

  /** That a worker which was there all along goes on where another fell silent; a worker's own restart is no news. */
  async function tellTakeover(taskKey: string, { claim: { silentMs } }: HeldClaim): Promise<void> {
    if (silentMs === undefined || silentMs > performance.now() - startedAtMs) return;
    const task = await taskByKey(db, taskKey);
    const data = { ticker: task?.ticker ?? '', seconds: Math.round(silentMs / 1_000) };
    if (task) journal.write({ taskId: task.id, kind: 'task-taken-over', severity: 'info', data });
  }

  /** @returns what starts its executor. @throws TaskNotOursError */
  async function prepare(taskKey: string): Promise<(claim: HeldClaim) => Promise<RunningExecutor>> {
    const row = await taskByKey(db, taskKey);
    const isOurs = row?.mode === broker.mode && row.accountId === broker.accountId;
    if (!row || !isOurs) throw new TaskNotOursError(taskKey);
    const task = { ...row, wish: wishOf(row) };
    const startList = LIST_EXECUTORS[task.kind];
    if (startList) return (claim) => startList(dependencies, optionsOf(task, claim));
    const startWatching = WATCHING_EXECUTORS[task.kind];
    if (startWatching)
      return (claim) =>
        startWatching(dependencies, { ...optionsOf(task, claim), ...shared, settings: settings.current });
    const startExecutor = MARKET_EXECUTORS[task.kind];
    const instruments = startExecutor && (await tradedInstruments(broker, task));
    if (!startExecutor || !instruments) throw new TaskNotOursError(taskKey);
    return (claim) =>
      startExecutor(dependencies, {
        ...optionsOf(task, claim),
        ...shared,
        instruments,
        settings: settings.current,
      });
  }

  const optionsOf = (task: TaskRow, claim: HeldClaim): TaskOptions => ({
    task,
    claim,
    onProgress: tellProgress(task.id),
    halted: halt.halted,
    onRefusedIntent: () => {
      void refreshWish(task.key);
      halt.look().catch(() => undefined);
    },
  });

  /** Tries until it works: broker or database may be away for a while. */
  async function insist<T>(attempt: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      if (signal.aborted) throw new ClaimMovedError('');
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof TaskNotOursError || signal.aborted) throw error;
        logger.warn({ err: error }, 'an executor cannot start yet, trying again');
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const start = (taskKey: string, onlyIfFree: boolean): Entry => {
    const abort = new AbortController();
    const entry: Entry = {
      abort,
      onlyIfFree,
      outcome: Promise.resolve()
        .then(() => carryOut(taskKey, entry))
        .catch((error: unknown) => {
          throw abort.signal.aborted ? new ClaimMovedError(taskKey) : error;
        })
        .finally(() => entries.delete(taskKey)),
    };
    // Nobody may be waiting when it ends; whoever attaches later starts it again from the log.
    entry.outcome.catch(() => undefined);
    entries.set(taskKey, entry);
    return entry;
  };

  // A worker that ends leaves its tasks: one of the others goes on at once, its activity attaches to that later.
  const adopt = (taskKey: string) => {
    if (!closing && !entries.has(taskKey)) start(taskKey, true);
  };
  notifications.on('claim_left', adopt);

  return {
    attach(taskKey) {
      const existing = entries.get(taskKey);
      if (existing) return existing.outcome;
      if (closing) return Promise.reject(new ClaimMovedError(taskKey));
      return start(taskKey, false).outcome;
    },
    adopt: (taskKeys) => taskKeys.forEach(adopt),
    async giveUpAll() {
      closing = true;
      claims.leave();
      const all = [...entries.values()];
      for (const entry of all) {
        entry.abort.abort();
        entry.running?.giveUp();
      }
      await Promise.allSettled(all.map((entry) => entry.outcome));
      settings.close();
    },
    sharedBy: shared.moves.sharedBy,
    get size() {
      return entries.size;
    },
  };
}
