import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { Settlement, TaskState, WaitingReason, Wish } from '../domain/task.js';
import { refusal, STOPPING, takeAmendments } from './amendments.js';
import { askPerson, isOutdated } from './asked-person.js';
import { hearMessages } from './hear-messages.js';
import type { TaskInput } from './messages.js';
import { executing, tell, withdraw } from './task-activities.js';
import { keepState, type TaskWords } from './task-state.js';
import { takeTurns } from './turns.js';
import { keepWaiting } from './waiting.js';

/** What an executor came to that is not the end. */
const GOES_ON: ReadonlySet<Settlement['reason']> = new Set(['paused', 'halted', 'not-trading', 'later']);

/**
 * What every task's workflow has in common: status, amend, pause and resume, the wish its executor obeys, waiting, and what
 * a person sees in Temporal's UI.
 */
export function trackTask<Request extends { lot: number }>(
  input: TaskInput<Request>,
  {
    details = () => '',
    execution = 'follow the price until executed',
    progress,
    isAmendable = true,
  }: TaskWords & { readonly isAmendable?: boolean } = {},
) {
  const { taskKey: key, request } = input;
  const execute = executing(execution);
  let wish: Wish = input.wish;
  let paused = input.carried?.paused ?? input.wish.mode === 'pause';
  let orderLeft = input.carried?.orderLeft ?? false;
  /** By an amendment there may be nothing left to do: the executor is asked at once. */
  let perhapsReached = false;
  const waiting = keepWaiting(input.carried?.until);
  /** Its executor is waited for. */
  let isExecuting = false;
  /** Nobody may have hedged what a lost workflow left behind: the executor is asked before a pause is waited out. */
  let mayOweHedge = input.startedAgain === true && !input.carried && input.wish.spread !== undefined;

  const amount = () => wish.targetLots * request.lot;
  const { enter, show, status, recorded } = keepState(input, {
    paused,
    amount,
    words: () => details(wish),
    ...(progress && { progress }),
  });
  const { ask, isAsking } = askPerson({
    enter,
    mayAsk: () => isExecuting,
    otherwise: () => (paused ? 'paused' : 'running'),
  });
  /** What the row says may not be so any more: written down before anything is done. */
  let mustRecord = recorded() === undefined || input.carried?.recorded !== undefined;

  const { inTurn, settled, isBusy } = takeTurns();
  const amendments = takeAmendments({
    taskKey: key,
    lot: request.lot,
    isAmendable,
    wish: () => wish,
  });

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
      if (!orderLeft && !isAsking()) await enter('paused');
    } else if (wish.mode === 'run' && paused) {
      if (!isAsking()) await enter('running');
      paused = false;
      // If it waited for a session, it looks again instead of trusting what was true before the pause.
      waiting.end();
    }
  };
  const want = async (mode: 'run' | 'pause', id: string | undefined) => {
    const kept = await tell({ taskKey: key, mode, ...(id !== undefined && { telling: id }) });
    adopt(kept ?? { ...wish, version: wish.version + 1, mode });
    if (kept?.withdrawn) throw refusal({ code: 'asked-too-late', data: {} });
    if (kept?.mode === 'stop') throw refusal(STOPPING);
  };

  hearMessages({
    status,
    async progressed({ executed, averagePrice, stops, waitingFor }) {
      show({ executed, averagePrice, ...(stops && { stops }) });
      if (waitingFor !== undefined) await ask(waitingFor === 'person');
    },
    opened: () => waiting.end(),
    wished: (kept) =>
      inTurn(async () => {
        if (kept.mode !== 'stop') {
          adopt(kept);
          await follow();
        }
        // Whatever it waits for may be over: it looks again.
        waiting.end();
      }),
    pause: ({ id } = {}) =>
      inTurn(() =>
        amendments.unlessStopping(async () => {
          if (paused && wish.mode === 'pause') return status();
          // At once: its executor may settle before this is answered.
          paused = true;
          try {
            await want('pause', id);
          } finally {
            paused = wish.mode === 'pause';
          }
          await follow();
          return status();
        }),
      ),
    resume: ({ id } = {}) =>
      inTurn(() =>
        amendments.unlessStopping(async () => {
          if (!paused && wish.mode !== 'pause') return status();
          await want('run', id);
          await follow();
          return status();
        }),
      ),
    amend: (telling) =>
      inTurn(async () => {
        const amended = await amendments.amend(telling);
        adopt(amended.wish);
        if (telling.hedge !== undefined) await ask(false);
        else perhapsReached = amended.executed >= amount();
        if (perhapsReached) waiting.end();
        await follow();
        return status();
      }),
    check: amendments.check,
  });
  show({});

  return {
    key,
    /** Securities it is to reach. */
    amount,
    /** What is wanted of it now. */
    wish: () => wish,
    /** Not paused, and the market it waited for is open; holds no activity. */
    async untilAllowed(): Promise<void> {
      if (mustRecord) {
        mustRecord = false;
        if (paused || status().state !== 'waiting') await enter(paused ? 'paused' : 'running');
      }
      if (mayOweHedge) return;
      if (paused && !orderLeft) await condition(() => !paused || perhapsReached);
      if (status().state === 'waiting') {
        await this.untilMarketOpens();
        if (perhapsReached) return;
        if (paused && !orderLeft) return this.untilAllowed();
        await enter(paused ? 'paused' : 'running');
      }
    },
    async untilMarketOpens(): Promise<void> {
      await waiting.untilOver(status().waitingFor);
    },
    /** Waits for the executor of this task, which follows the market until there is something to decide. */
    execute: (): Promise<Settlement> => {
      waiting.forget();
      perhapsReached = false;
      mayOweHedge = false;
      isExecuting = true;
      return execute({ taskKey: key });
    },
    /** Asks the broker what is open and cancels it. */
    withdraw: (): Promise<Settlement> => {
      isExecuting = true;
      return withdraw({ taskKey: key });
    },
    /** Its executor asks a person. */
    isAsking,
    /** What a person was asked is over. */
    unask: () => ask(false),
    /** @param at when to go on without a signal, ISO 8601 in UTC */
    async waitFor(reason: WaitingReason, at?: string): Promise<void> {
      waiting.begin(at);
      if (!paused || orderLeft) await enter('waiting', reason);
    },
    settle({ executed, averagePrice, stops, ...settlement }: Settlement): void {
      isExecuting = false;
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
      show({ executed, averagePrice, ...(stops && { stops }) });
    },
    /** Whether nothing is left to do; from then on nothing is changed any more. */
    async isOver(settlement: Settlement): Promise<boolean> {
      const { reason, executedLots } = settlement;
      if (GOES_ON.has(reason)) return false;
      await settled();
      // It reached what was wanted before an amendment.
      if (reason === 'reached' && executedLots < wish.targetLots) return false;
      if (isOutdated(settlement, wish)) return false;
      amendments.close('task-finished');
      return true;
    },
    stops: () => amendments.close(STOPPING.code),
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
      const { waitingFor } = status();
      const until = waiting.until();
      const carried = {
        paused,
        orderLeft,
        recorded: recorded() ?? 'running',
        ...(waitingFor && { waitingFor }),
        ...(waitingFor && until !== undefined && { until }),
      };
      return { ...input, wish, carried };
    },
  };
}

export type TrackedTask<Request extends { lot: number }> = ReturnType<typeof trackTask<Request>>;
