import type { Severity } from '../domain/journal.js';
import type { HedgeState } from '../domain/spread/hedge-state.js';
import type { JournalWriter } from './dependencies.js';
import type { NotTakenFor } from './leg-posting.js';

/** `slow`: nothing is known to hold it back, and yet it is not there. */
type HeldBackReason = NonNullable<HedgeState['heldBackBy']> | NotTakenFor | 'slow';

/** After so long the same is told again, at last every so often. */
const TOLD_AGAIN_MS = [60_000, 300_000, 900_000];
/**
 * So long a hedge is held back before a person is disturbed. A closed market says so itself; a book that is just being
 * subscribed to, a status that comes a moment later, a doubt that the next question settles is only written down.
 */
const DISTURBS_AFTER_MS: Readonly<Record<HeldBackReason, number>> = {
  closed: 0,
  halted: 0,
  refused: 0,
  'no-book': 1_000,
  'not-trading': 1_000,
  'rate-limit': 1_000,
  'own-order': 1_000,
  'owner-unread': 1_000,
  'in-doubt': 5_000,
  slow: 5_000,
};
/** Nobody has been told anything of a hedge that is owed: after so long they are, whatever it is. */
const QUIET_AT_MOST_MS = DISTURBS_AFTER_MS.slow;

/** What is away is another trouble each. All else befalls the order, and may be called otherwise at each of its tries. */
const MARKET_IS_AWAY: ReadonlySet<HeldBackReason | undefined> = new Set([
  'closed',
  'halted',
  'no-book',
] as const);

/** Every hedge takes its moment, and most orders of ours are out of its way in one: of that there is nothing to write down. */
const QUIET_BEFORE: ReadonlySet<HeldBackReason> = new Set(['slow', 'own-order', 'owner-unread'] as const);

/** An order of a person's may be one that trades at once. */
const BLOCKED_DISTURBS_AFTER_MS = 1_000;

export interface HedgeLook extends HedgeState {
  /** The broker's last word on it, where it was not taken. */
  readonly notTakenFor: NotTakenFor | undefined;
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
        /** Since when nothing that people were told of stands. */
        quietSinceMs: number;
      }
    | undefined;
  let heldBack: Told | undefined;
  let blocked: Told | undefined;
  let asked: Told | undefined;
  let timer: NodeJS.Timeout | undefined;

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
  const tellInTime = (told: Told, disturbsAtMs: number, tell: (severity: Severity) => void): number => {
    const nowMs = performance.now();
    if (!told.disturbed && nowMs >= disturbsAtMs) {
      told.disturbed = true;
      if (owing) owing.disturbed = true;
      tell('warning');
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

  /** @returns when more is to be told, though nothing else happens */
  function tellNow(state: HedgeLook): number | undefined {
    const { owed, owedLots, leftLots = 0, heldBackBy, blockedBy, needsPerson, notTakenFor, nearLots } = state;
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
    const nowMs = performance.now();
    owing ??= { sinceMs: nowMs, quietSinceMs: nowMs, nearLots, leftLots, disturbed: false };
    // What stood at the last look stood until now.
    if ([heldBack, blocked, asked].some((told) => told?.disturbed)) owing.quietSinceMs = nowMs;
    const isToldOtherwise = blockedBy !== undefined || needsPerson !== undefined;
    const reason = heldBackBy ?? notTakenFor ?? (isToldOtherwise ? undefined : 'slow');
    heldBack = goesOn(heldBack, MARKET_IS_AWAY.has(reason) ? reason : reason && 'order');
    blocked = goesOn(blocked, blockedBy && 'own order');
    asked = goesOn(asked, needsPerson && 'person');
    const unhedged = owed.toFixed();
    const dueAtMs: number[] = [];
    if (heldBack && reason) {
      const quietUntilMs = owing.quietSinceMs + QUIET_AT_MOST_MS;
      const disturbsAtMs = Math.min(heldBack.sinceMs + DISTURBS_AFTER_MS[reason], quietUntilMs);
      const tell = (severity: Severity) => write('hedge-held-back', severity, { unhedged, reason });
      const isQuietYet = QUIET_BEFORE.has(reason) && !heldBack.disturbed && nowMs < disturbsAtMs;
      dueAtMs.push(isQuietYet ? disturbsAtMs : tellInTime(heldBack, disturbsAtMs, tell));
    }
    if (blocked && blockedBy) {
      const figures = { unhedged, lots: blockedBy.lots, price: blockedBy.price.toFixed() };
      const tell = (severity: Severity) => write('hedge-blocked', severity, figures);
      dueAtMs.push(tellInTime(blocked, blocked.sinceMs + BLOCKED_DISTURBS_AFTER_MS, tell));
    }
    if (asked && needsPerson) {
      const { price, bound, dueLots } = needsPerson;
      const figures = { unhedged, price: price.toFixed(), bound: bound.toFixed(), dueLots };
      const tell = (severity: Severity) => write('hedge-needs-person', severity, figures);
      dueAtMs.push(tellInTime(asked, asked.sinceMs, tell));
    }
    return dueAtMs.length > 0 ? Math.min(...dueAtMs) : undefined;
  }

  /** By a clock of its own: a loop that waits for an answer, or for the broker's patience, does not look. */
  function look(state: HedgeLook): void {
    clearTimeout(timer);
    const dueMs = tellNow(state);
    if (dueMs !== undefined) timer = setTimeout(() => look(state), Math.ceil(dueMs - performance.now()));
  }

  return { look, close: () => clearTimeout(timer) };
}

const dueAgainMs = ({ sinceMs, times }: Told): number => {
  const last = TOLD_AGAIN_MS.at(-1) ?? 0;
  return sinceMs + (TOLD_AGAIN_MS[times - 1] ?? last * (times - TOLD_AGAIN_MS.length + 1));
};
