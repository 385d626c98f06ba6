import type { ClearWay } from '../domain/spread/next-hedge-action.js';
import type { LegAction } from '../domain/tend-order.js';
import type { ExecutionLogger } from './dependencies.js';

/** Try again this long after something outside the market failed, such as the database. */
const RETRY_MS = 500;
/** Milliseconds are enough for a timer; a shorter wait is done at once. */
const LONGEST_TIMER_MS = 60_000;

/** What is done at the broker. */
export type LegDeed = Extract<LegAction, { kind: 'post' | 'cancel' | 'ask' }>;

/** A near leg's also withdraws what stands in the way of a hedge. */
export type HedgeDeed = LegDeed | ClearWay;

/** What a look finds to be due now. */
export type LegStep<Deed extends HedgeDeed = LegDeed> =
  | Deed
  | { readonly kind: 'wait'; readonly untilMs?: number | undefined }
  /** The last step: nothing is looked at any more. */
  | { readonly kind: 'end'; readonly end: () => Promise<void> };

export interface LegLoopOptions<Deed extends HedgeDeed> {
  readonly desk: {
    /** Carries out one deed. @throws what is to be tried again later */
    readonly perform: (deed: Deed) => Promise<void>;
    /** When a deed of this kind may be tried again after the broker asked for patience. */
    readonly blockedUntilMs: (deed: Deed) => number;
  };
  readonly look: () => LegStep<Deed>;
  /** Before something is done. */
  readonly onDeed?: (deed: Deed) => void;
  /**
   * It is going to sleep.
   * @param isHeldUp something was due, and the broker or the database asks for patience
   * @returns when it is to look again at the latest
   */
  readonly onSleep?: (isHeldUp: boolean) => number | undefined;
  readonly logger: ExecutionLogger;
  readonly taskId: string;
}

export interface LegLoop {
  /** Looks again as soon as the current step is done; never two steps at once. */
  wake(): void;
  /** Looks or does something at this moment. */
  isBusy(): boolean;
  close(): void;
}

/** Carries out one leg of a task: looks at what is known, does the one thing that is due, and looks again until nothing is. */
export function runLegLoop<Deed extends HedgeDeed = LegDeed>({
  desk,
  look,
  onDeed,
  onSleep,
  logger,
  taskId,
}: LegLoopOptions<Deed>): LegLoop {
  let running = false;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let databaseBlockedUntilMs = 0;

  function wake(): void {
    if (running || closed) return;
    running = true;
    queueMicrotask(() => void run());
  }

  async function run(): Promise<void> {
    clearTimeout(timer);
    try {
      // The other leg's loop may have ended the task meanwhile.
      while (!closed) {
        const due = look();
        const step = withPatience(due);
        if (step.kind === 'wait') {
          running = false;
          sleepUntil(sooner(step.untilMs, onSleep?.(due !== step)));
          return;
        }
        if (step.kind === 'end') return await step.end();
        onDeed?.(step);
        await carryOut(step);
      }
    } catch (error) {
      running = false;
      logger.error({ err: error, task: taskId }, 'a step of the executor failed; it goes on');
      sleepUntil(performance.now() + RETRY_MS);
    }
  }

  /** What stands above a decision: the broker's or the database's request for patience. */
  function withPatience(step: LegStep<Deed>): LegStep<Deed> {
    if (step.kind === 'wait' || step.kind === 'end') return step;
    const untilMs = Math.max(desk.blockedUntilMs(step), step.kind === 'post' ? databaseBlockedUntilMs : 0);
    return untilMs > performance.now() ? { kind: 'wait', untilMs } : step;
  }

  async function carryOut(deed: Deed): Promise<void> {
    try {
      await desk.perform(deed);
    } catch (error) {
      logger.warn({ err: error, task: taskId, action: deed.kind }, 'a step was not possible now');
      databaseBlockedUntilMs = performance.now() + RETRY_MS;
    }
  }

  function sleepUntil(untilMs: number | undefined): void {
    if (untilMs === undefined || closed) return;
    // Rounded up: a timer may fire a fraction of a millisecond early, and would then be set again for nothing.
    timer = setTimeout(wake, Math.min(Math.ceil(Math.max(0, untilMs - performance.now())), LONGEST_TIMER_MS));
  }

  return {
    wake,
    isBusy: () => running,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

export const sooner = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
