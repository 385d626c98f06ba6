import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import {
  appendToJournal,
  cancelInTheWay,
  type Database,
  insertTask,
  inTransaction,
  listTasks,
  type NewTask,
  planStops,
  type TaskFilter,
  type TaskRow,
  taskById,
  taskByRequestKey,
  writeStop,
} from '../database/index.js';
import type { HedgeChoice, SpreadRequest } from '../domain/spread/terms.js';
import { secondsToPlace } from '../domain/stop-pace.js';
import type { LadderRequest, PlannedStop, StopProgress } from '../domain/stop-task.js';
import { type Amendment, isFinished, type TaskRequest, type Wish } from '../domain/task.js';
import { isWatching } from '../domain/watching/requests.js';
import { amendUpdate, pauseUpdate, resumeUpdate } from '../workflows/messages.js';
import {
  AccountUnknownError,
  AmendRefusedError,
  CancelRunningError,
  ForeignTaskError,
  TaskFinishedError,
  TaskNotFoundError,
} from './errors.js';
import { cancelWorkflow, startWorkflow, updateWorkflow } from './workflow-calls.js';
import { tellWish } from './workflow-signals.js';

export interface TaskServiceDependencies {
  readonly db: Database;
  readonly client: Client;
  readonly mode: string;
  /** Undefined while the broker has not told it yet: then nothing can be started, but everything can be stopped. */
  readonly accountId: () => string | undefined;
  readonly logger: { warn(details: object, message: string): void };
}

export interface StartTask {
  /** Also the name of its workflow. */
  readonly kind: string;
  readonly request: TaskRequest;
  /** Who asked, e.g. `api` or `telegram:12345`. */
  readonly by: string;
  /** The queue row it comes from; at most one unfinished task each. */
  readonly origin?: string;
  /** The same key again answers with the task it made the first time. */
  readonly requestKey?: string;
  /** Stop orders that it is to place, written with its row; those of its plan that are skipped too. */
  readonly stops?: readonly PlannedStop[];
  /** The task's row is there; its workflow is started next. */
  readonly onWritten?: (isNew: boolean) => void;
}

export type TaskService = ReturnType<typeof createTaskService>;

export function createTaskService({ db, client, mode, accountId, logger }: TaskServiceDependencies) {
  const found = async (id: string): Promise<TaskRow> => {
    const row = await taskById(db, id);
    if (!row) throw new TaskNotFoundError(id);
    return row;
  };
  const running = async (id: string): Promise<TaskRow> => {
    const row = await found(id);
    if (row.mode !== mode || row.accountId !== (accountId() ?? row.accountId))
      throw new ForeignTaskError(id, row.mode);
    if (isFinished(row.state)) throw new TaskFinishedError(id, row.state);
    return row;
  };
  const journalOf = (row: TaskRow, kind: 'pause-asked' | 'resume-asked' | 'cancel-asked', by: string) =>
    appendToJournal(db, [{ taskId: row.id, kind, severity: 'info', data: { by } }]);

  const want = async (mode: 'pause' | 'run', { id, by }: { id: string; by: string }): Promise<TaskRow> => {
    const row = await running(id);
    if (row.wish.mode === 'stop') throw new AmendRefusedError('task-stopping', { taskId: id });
    await journalOf(row, mode === 'pause' ? 'pause-asked' : 'resume-asked', by);
    const update = mode === 'pause' ? pauseUpdate : resumeUpdate;
    await updateWorkflow({ db, client }, row, { update, telling: {}, wanted: { mode } });
    return found(id);
  };

  return {
    /**
     * Writes the task's row, then starts its workflow. While Temporal is away the row alone is enough: the sweep
     * starts what has a row and no workflow.
     */
    async start({ kind, request, by, origin, requestKey, stops, onWritten }: StartTask): Promise<TaskRow> {
      const account = accountId();
      if (account === undefined) throw new AccountUnknownError();
      const { ticker, instrumentUid, amount, lot, limitPrice } = request;
      const task: NewTask = {
        key: randomUUID(),
        kind,
        mode,
        accountId: account,
        ticker,
        instrumentUid,
        request,
        wish: {
          version: 1,
          mode: 'run',
          targetLots: (amount ?? 0) / lot,
          limitPrice,
          ...spreadWishOf(request),
        },
        amount,
        requestedBy: by,
        ...(stops && { progress: firstProgress(stops) }),
        ...(origin !== undefined && { origin }),
        ...(requestKey !== undefined && { requestKey }),
      };
      const { row, isNew } = await inTransaction(db, async (transaction) => {
        const cancel = await cancelInTheWay(transaction, { mode, accountId: account });
        const inserted = await insertTask(transaction, task);
        const { key: taskKey, id: taskId } = inserted.row;
        if (!inserted.isNew) return inserted;
        if (cancel) throw new CancelRunningError(cancel.id, cancel.by);
        if (stops) await planStops(transaction, { taskKey, accountId: account, orders: stops });
        const hasTitle = stops || isWatching(kind);
        const data = { ...plainFigures(request), ...(hasTitle && { ...choicesOf(request), task: kind }), by };
        await appendToJournal(transaction, [
          { taskId, kind: askedKind(kind, stops), severity: 'info', data },
        ]);
        return inserted;
      });
      onWritten?.(isNew);
      if (!isNew) return row;
      try {
        return await startWorkflow({ db, client }, row);
      } catch (error) {
        logger.warn({ err: error, task: row.id }, 'the workflow could not be started now; the sweep will');
        return row;
      }
    },

    /** Whose tasks it starts; the account is unknown while the broker has not told it. */
    account: () => ({ mode, accountId: accountId() }),

    /** Tasks of every mode and account: they are listed, also where they cannot be run. */
    list: (filter?: TaskFilter): Promise<TaskRow[]> => listTasks(db, filter),

    /** Those that can be told something here. */
    async listOwn(filter?: TaskFilter): Promise<TaskRow[]> {
      const rows = await listTasks(db, filter);
      return rows.filter((row) => row.mode === mode && row.accountId === (accountId() ?? row.accountId));
    },

    /** @throws TaskNotFoundError */
    get: found,

    /** What the same request started before. */
    byRequestKey: (requestKey: string): Promise<TaskRow | undefined> => taskByRequestKey(db, requestKey),

    /** Cancels its orders and ends it, with what was executed. Told past Temporal too, so that it works without it. */
    async cancel(id: string, by: string): Promise<TaskRow> {
      const row = await running(id);
      await writeStop(db, row.key);
      await journalOf(row, 'cancel-asked', by);
      await cancelWorkflow(client, row).catch((error: unknown) =>
        logger.warn(
          { err: error, task: id },
          'Temporal could not be told of the cancellation; its task is told',
        ),
      );
      return found(id);
    },

    /** Cancels its order and waits for `resume`. @throws TemporalUnavailableError, NoWorkerError, NotConfirmedError */
    pause: (id: string, by: string): Promise<TaskRow> => want('pause', { id, by }),

    /** Goes on after a pause. @throws as a pause does */
    resume: (id: string, by: string): Promise<TaskRow> => want('run', { id, by }),

    /** It looks again at what it waits for; while Temporal is away it does so by itself later. */
    wake: ({ id, wish }: TaskRow): Promise<void> =>
      tellWish(client, id, wish).catch((error: unknown) =>
        logger.warn({ err: error, task: id }, 'the task could not be woken; it looks for itself later'),
      ),

    /** Gives it other terms. @throws AmendRefusedError, and as a pause does */
    async amend(id: string, amendment: Omit<Amendment, 'hedge'>, by: string): Promise<TaskRow> {
      const row = await running(id);
      const { amount, limitPrice, ratio, options } = amendment;
      const spread = { ...(ratio !== undefined && { ratio }), ...(options !== undefined && { options }) };
      const wanted = {
        ...(amount !== undefined && { targetLots: amount / (row.request as TaskRequest).lot }),
        ...(limitPrice !== undefined && { limitPrice }),
        ...(Object.keys(spread).length > 0 && { spread }),
      };
      const telling = { ...amendment, by };
      await updateWorkflow({ db, client }, row, { update: amendUpdate, telling, wanted });
      return found(id);
    },

    /**
     * Answers what a spread's hedge asks, once: who comes second is told that nothing is asked any more.
     * @param row as it was when the question was seen
     * @param about `dueLots`: near lots that were due in it, where that is known
     * @throws AmendRefusedError, and as a pause does
     */
    async answerHedge(
      { id, wish }: TaskRow,
      hedge: HedgeChoice,
      by: string,
      { dueLots }: { dueLots?: number | undefined } = {},
    ): Promise<TaskRow> {
      const row = await running(id);
      const answer = (wish.spread?.hedge?.number ?? 0) + 1;
      const wanted = { spread: { hedge: { number: answer, choice: hedge } } };
      const telling = { hedge, answer, by, ...(dueLots !== undefined && { dueLots }) };
      await updateWorkflow({ db, client }, row, { update: amendUpdate, telling, wanted });
      return found(id);
    },

    /** One that can be told something here. @throws TaskNotFoundError, ForeignTaskError, TaskFinishedError */
    running,
  };
}

const askedKind = (kind: string, stops: StartTask['stops']) =>
  stops ? 'stops-asked' : isWatching(kind) ? 'watching-asked' : 'task-asked';

/** Of a plan of which nothing is placed yet. */
const firstProgress = (stops: readonly PlannedStop[]): StopProgress => {
  const skipped = stops.filter((stop) => stop.skipped).length;
  const left = stops.length - skipped;
  return { round: 1, placed: 0, skipped, failed: 0, inDoubt: 0, left, secondsLeft: secondsToPlace(left) };
};

const isSpread = (request: TaskRequest): request is SpreadRequest => 'nearTicker' in request;

/** What a spread wants besides its target and its price. */
const spreadWishOf = (request: TaskRequest): Pick<Wish, 'spread'> =>
  isSpread(request) ? { spread: { ratio: request.ratio, options: request.options, hedge: null } } : {};

/** What was chosen of a task about stop orders, as its title tells it. */
const choicesOf = (request: TaskRequest): Record<string, 'yes' | 'no'> =>
  Object.fromEntries(
    Object.entries(request).flatMap(([name, value]) =>
      typeof value === 'boolean' ? [[name, value ? 'yes' : 'no']] : [],
    ),
  );

/** What of a request the journal's words can use: its numbers and texts, and which way it goes. */
const plainFigures = (request: TaskRequest): Record<string, string | number | null> =>
  Object.fromEntries(
    Object.entries({
      ...request,
      ...(isSpread(request) && { direction: request.sell ? 'sell' : 'buy' }),
      ...('levels' in request && { levels: (request as LadderRequest).levels.join('/') }),
    }).filter(([, value]) => value === null || ['string', 'number'].includes(typeof value)),
  );
