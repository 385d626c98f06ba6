import {
  allHandlersFinished,
  condition,
  defineSignal,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Settlement, TaskState, WaitingReason, Wish } from '../domain/task.js';
import { inTime, refusal, takeAmendments } from './amendments.js';
import {
  amendUpdate,
  HALT_LIFTED_SIGNAL,
  MARKET_OPEN_SIGNAL,
  PROGRESS_SIGNAL,
  pauseUpdate,
  resumeUpdate,
  statusQuery,
  type TaskInput,
  type TaskStatus,
  type Telling,
  WISH_SIGNAL,
} from './messages.js';
import { execute, recordTaskState, tell } from './task-activities.js';
import { takeTurns } from './turns.js';

/** Should no signal come, a waiting task looks for itself, seldom enough to cost no history to speak of. */
const LOOK_AGAIN = '30 minutes';

const WAITING_WORDS: Readonly<Record<WaitingReason, string>> = {
  session: ' for the session',
  broker: ' for the broker',
  halt: ' until orders are not halted any more',
  person: ' for a person',
};

/**
 * What every task's workflow has in common: status, amend, pause and resume, the wish its executor obeys, waiting, and what
 * a person sees in Temporal's UI.
 */
export function trackTask<Request extends { lot: number }>(input: TaskInput<Request>) {
  const { taskKey: key, taskId, request } = input;
  let wish: Wish = input.wish;
  let paused = input.carried?.paused ?? input.wish.mode === 'pause';
  let orderLeft = input.carried?.orderLeft ?? false;
  let entering: Promise<void> = Promise.resolve();
  /** What it waited for is there: its market, or the end of a halt. */
  let marketOpened = false;
  /** By an amendment there may be nothing left to do: the executor is asked at once. */
  let perhapsReached = false;
  // Unknown: a workflow that replaces a lost one finds whatever the row was left with.
  let recorded: TaskState | undefined =
    input.carried?.recorded ??
    (input.carried || (input.wish.version === 1 && !input.startedAgain) ? 'running' : undefined);
  /** What the row says may not be so any more: written down before anything is done. */
  let mustRecord = recorded === undefined || input.carried?.recorded !== undefined;
  let status: TaskStatus = {
    state: paused ? 'paused' : input.carried?.recorded === 'waiting' ? 'waiting' : 'running',
    waitingFor:
      !paused && input.carried?.recorded === 'waiting' ? (input.carried.waitingFor ?? 'session') : null,
    executed: 0,
    averagePrice: null,
  };

  const amount = () => wish.targetLots * request.lot;
  const show = (change: Partial<TaskStatus>) => {
    const before = status.state;
    status = { ...status, ...change };
    const price = status.averagePrice === null ? '' : ` at ${status.averagePrice} on average`;
    const reason = status.waitingFor === null ? '' : WAITING_WORDS[status.waitingFor];
    setCurrentDetails(`${status.executed} of ${amount()} executed${price}; ${status.state}${reason}`);
    if (before !== status.state) upsertSearchAttributes({ TaskState: [status.state] });
  };

  const enter = async (state: TaskState, waitingFor: WaitingReason | null = null) => {
    const waitedFor = status.waitingFor;
    show({ state, waitingFor });
    if (recorded === state) return;
    const waited = recorded === 'waiting';
    recorded = state;
    const before = entering;
    entering = (async () => {
      await before;
      await recordTaskState({ taskKey: key, taskId, state, waitingFor, waited, waitedFor });
    })();
    await entering;
  };

  const { inTurn, settled, isBusy } = takeTurns();
  const amendments = takeAmendments({ taskKey: key, lot: request.lot, version: () => wish.version });

  /**
   * The row has the last word on what is wanted, and gives each wording of it a number of its own. It may be ahead of
   * us, when Temporal's server lost its last moments; so it is taken whole or not at all.
   */
  const adopt = (kept: Wish) => {
    if (kept.version > wish.version) wish = kept;
    show({});
  };
  /** The state becomes what the wish says, however that came to be known. */
  const follow = async () => {
    if (wish.mode === 'pause') {
      paused = true;
      if (!orderLeft) await enter('paused');
    } else if (wish.mode === 'run' && paused) {
      await enter('running');
      paused = false;
      // If it waited for a session, it looks again instead of trusting what was true before the pause.
      marketOpened = true;
    }
  };
  const want = async (mode: 'run' | 'pause', id: string | undefined) => {
    const kept = await tell({ taskKey: key, mode, ...(id !== undefined && { telling: id }) });
    adopt(kept ?? { ...wish, version: wish.version + 1, mode });
    if (kept?.withdrawn) throw refusal({ code: 'asked-too-late', data: {} });
  };

  setHandler(statusQuery, () => status);
  setHandler(defineSignal<[Pick<TaskStatus, 'executed' | 'averagePrice'>]>(PROGRESS_SIGNAL), show);
  for (const signal of [MARKET_OPEN_SIGNAL, HALT_LIFTED_SIGNAL])
    setHandler(defineSignal(signal), () => {
      marketOpened = true;
    });
  setHandler(defineSignal<[Wish]>(WISH_SIGNAL), (kept) =>
    inTurn(async () => {
      if (kept.mode !== 'stop') {
        adopt(kept);
        await follow();
      }
      // Whatever it waits for may be over: it looks again.
      marketOpened = true;
    }),
  );
  const pause = ({ id }: Telling = {}) =>
    inTurn(async () => {
      if (!paused || wish.mode !== 'pause') {
        // At once: its executor may settle before this is answered.
        paused = true;
        try {
          await want('pause', id);
        } finally {
          paused = wish.mode === 'pause';
        }
        await follow();
      }
      return status;
    });
  const resume = ({ id }: Telling = {}) =>
    inTurn(async () => {
      if (paused || wish.mode === 'pause') {
        await want('run', id);
        await follow();
      }
      return status;
    });
  setHandler(pauseUpdate, pause, { validator: inTime });
  setHandler(resumeUpdate, resume, { validator: inTime });
  setHandler(
    amendUpdate,
    (telling) =>
      inTurn(async () => {
        const amended = await amendments.amend(telling);
        adopt(amended.wish);
        perhapsReached = amended.executed >= amount();
        if (perhapsReached) marketOpened = true;
        await follow();
        return status;
      }),
    { validator: amendments.check },
  );
  show({});

  return {
    key,
    /** Securities it is to reach. */
    amount,
    /** Not paused, and the market it waited for is open; holds no activity. */
    async untilAllowed(): Promise<void> {
      if (mustRecord) {
        mustRecord = false;
        if (paused || status.state !== 'waiting') await enter(paused ? 'paused' : 'running');
      }
      if (paused && !orderLeft) await condition(() => !paused || perhapsReached);
      if (status.state === 'waiting') {
        await this.untilMarketOpens();
        if (perhapsReached) return;
        if (paused && !orderLeft) return this.untilAllowed();
        await enter(paused ? 'paused' : 'running');
      }
    },
    async untilMarketOpens(): Promise<void> {
      // The end of a halt is told until it is heard, and a look in between would tell a person of nothing new.
      if (status.waitingFor === 'halt') await condition(() => marketOpened);
      else await condition(() => marketOpened, LOOK_AGAIN);
    },
    /** Waits for the executor of this task, which follows the market until there is something to decide. */
    execute: (): Promise<Settlement> => {
      marketOpened = false;
      perhapsReached = false;
      return execute({ taskKey: key });
    },
    async waitFor(reason: WaitingReason): Promise<void> {
      marketOpened = false;
      if (!paused || orderLeft) await enter('waiting', reason);
    },
    settle({ executed, averagePrice, ...settlement }: Settlement): void {
      orderLeft = settlement.orderLeft ?? false;
      const { reason, wishVersion: version } = settlement;
      if (settlement.wish) adopt(settlement.wish);
      // As it was told before whole wishes were.
      else if (reason === 'paused' && version > wish.version) adopt({ ...wish, version, mode: 'pause' });
      // The row knew of a pause or a resumption that this workflow lost; one that is being told follows by itself.
      if (wish.mode === 'pause' ? !paused : wish.mode === 'run' && paused && !isBusy()) {
        paused = wish.mode === 'pause';
        mustRecord = true;
      }
      show({ executed, averagePrice });
    },
    /** Whether nothing is left to do; from then on nothing is changed any more. */
    async isOver({ reason, executedLots }: Settlement): Promise<boolean> {
      if (reason === 'paused' || reason === 'halted' || reason === 'not-trading') return false;
      await settled();
      // It reached what was wanted before an amendment.
      if (reason === 'reached' && executedLots < wish.targetLots) return false;
      amendments.close('task-finished');
      return true;
    },
    stops: () => amendments.close('task-stopping'),
    async ended(state: TaskState): Promise<void> {
      show({ state, waitingFor: null });
      await condition(allHandlersFinished);
    },
    get shouldContinueAsNew(): boolean {
      return workflowInfo().continueAsNewSuggested;
    },
    /** Nothing that was asked for is under way any more, so that nothing is lost between the two runs. */
    async continuation(): Promise<TaskInput<Request>> {
      await condition(allHandlersFinished);
      const { waitingFor } = status;
      const carried = {
        paused,
        orderLeft,
        recorded: recorded ?? 'running',
        ...(waitingFor && { waitingFor }),
      };
      return { ...input, wish, carried };
    },
  };
}

export type TrackedTask<Request extends { lot: number }> = ReturnType<typeof trackTask<Request>>;
