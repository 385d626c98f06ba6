import type { Severity } from '../domain/journal.js';
import type { HedgeState } from '../domain/spread/hedge-state.js';
import type { JournalWriter } from './dependencies.js';

type HeldBackReason = NonNullable<HedgeState['heldBackBy']> | 'refused';

/** After so long the same is told again, at last every so often. */
const TOLD_AGAIN_MS = [60_000, 300_000, 900_000];
/**
 * So long a hedge is held back before a person is disturbed. A closed market says so itself; a book that is just being
 * subscribed to, or a doubt that the next question settles, is only written down.
 */
const DISTURBS_AFTER_MS: Readonly<Record<HeldBackReason, number>> = {
  closed: 0,
  halted: 0,
  refused: 0,
  'no-book': 1_000,
  'in-doubt': 10_000,
};

/** An order of a person's may be one that trades at once. */
const BLOCKED_DISTURBS_AFTER_MS = 1_000;

export interface HedgeLook extends HedgeState {
  /** The broker's last word on it, where that was a refusal. */
  readonly isRefused: boolean;
  readonly nearLots: number;
}

interface Told {
  readonly what: string;
  readonly sinceMs: number;
  times: number;
  disturbed: boolean;
}

/** What people are told of a hedge that is owed: that it is held back, that it needs a person, that it is done. */
export function createHedgeTelling({
  journal,
  taskId,
  ticker,
}: {
  journal: JournalWriter;
  taskId: string;
  ticker: string;
}) {
  let owing:
    | {
        readonly sinceMs: number;
        readonly nearLots: number;
        readonly leftLots: number;
        disturbed: boolean;
      }
    | undefined;
  let heldBack: Told | undefined;
  let blocked: Told | undefined;
  let asked: Told | undefined;

  const write = (
    kind: 'hedge-held-back' | 'hedge-blocked' | 'hedge-needs-person' | 'hedge-done',
    severity: Severity,
    data: Readonly<Record<string, string | number>>,
  ) => journal.write({ taskId, kind, severity, data: { ticker, ...data } });

  /** @returns what it is now; the same as before while it stays so */
  const goesOn = (told: Told | undefined, what: string | undefined): Told | undefined => {
    if (what === undefined || told?.what === what) return what === undefined ? undefined : told;
    return { what, sinceMs: performance.now(), times: 0, disturbed: false };
  };

  /** Tells what is due. @returns when it is due again */
  const tellInTime = (told: Told, afterMs: number, tell: (severity: Severity) => void): number => {
    const nowMs = performance.now();
    const disturbsAtMs = told.sinceMs + afterMs;
    if (!told.disturbed && nowMs >= disturbsAtMs) {
      told.disturbed = true;
      if (owing) owing.disturbed = true;
      if (told.times === 0 || afterMs > 0) tell('warning');
      told.times = Math.max(1, told.times);
    } else if (told.times === 0) {
      told.times = 1;
      tell('info');
    }
    if (!told.disturbed) return disturbsAtMs;
    let dueMs = dueAgainMs(told);
    if (nowMs >= dueMs) {
      while (nowMs >= dueMs) {
        told.times += 1;
        dueMs = dueAgainMs(told);
      }
      tell('warning');
    }
    return dueMs;
  };

  return {
    /** @returns when to look again, though nothing else happens */
    look(state: HedgeLook): number | undefined {
      const { owed, owedLots, leftLots = 0, heldBackBy, blockedBy, needsPerson } = state;
      const { isRefused, nearLots } = state;
      if (owedLots < 1) {
        // What a person let be is not done.
        if (owing && leftLots <= owing.leftLots) {
          const seconds = Math.round((performance.now() - owing.sinceMs) / 1_000);
          const lots = nearLots - owing.nearLots;
          write('hedge-done', owing.disturbed ? 'report' : 'info', { lots, seconds });
        }
        owing = heldBack = blocked = asked = undefined;
        return undefined;
      }
      owing ??= { sinceMs: performance.now(), nearLots, leftLots, disturbed: false };
      const reason = heldBackBy ?? (isRefused ? 'refused' : undefined);
      heldBack = goesOn(heldBack, reason);
      blocked = goesOn(blocked, blockedBy && 'own order');
      asked = goesOn(asked, needsPerson && 'person');
      const unhedged = owed.toFixed();
      const dueAtMs: number[] = [];
      if (heldBack && reason)
        dueAtMs.push(
          tellInTime(heldBack, DISTURBS_AFTER_MS[reason], (severity) =>
            write('hedge-held-back', severity, { unhedged, reason }),
          ),
        );
      if (blocked && blockedBy) {
        const figures = { unhedged, lots: blockedBy.lots, price: blockedBy.price.toFixed() };
        const tell = (severity: Severity) => write('hedge-blocked', severity, figures);
        dueAtMs.push(tellInTime(blocked, BLOCKED_DISTURBS_AFTER_MS, tell));
      }
      if (asked && needsPerson) {
        const { price, bound, dueLots } = needsPerson;
        const figures = { unhedged, price: price.toFixed(), bound: bound.toFixed(), dueLots };
        dueAtMs.push(tellInTime(asked, 0, (severity) => write('hedge-needs-person', severity, figures)));
      }
      return dueAtMs.length > 0 ? Math.min(...dueAtMs) : undefined;
    },
  };
}

const dueAgainMs = ({ sinceMs, times }: Told): number => {
  const last = TOLD_AGAIN_MS.at(-1) ?? 0;
  return sinceMs + (TOLD_AGAIN_MS[times - 1] ?? last * (times - TOLD_AGAIN_MS.length + 1));
};
