import type { CallEnd } from './call-end.js';
import { CommonLimits } from './common-limits.js';
import { LimitGroup } from './limit-group.js';
import { publishedLimitOf, type TariffLine } from './limit-table.js';
import { compare, type Place, type Priority } from './priority.js';

/** Milliseconds of a monotonic clock, and its timer. */
export interface Clock {
  now(): number;
  /** @returns a function that takes the wish back. */
  at(moment: number, wake: () => void): () => void;
}

export interface CallWish {
  /** `package.Service/Method`. */
  readonly path: string;
  readonly priority: Priority;
  /** How long it may wait to be sent, in milliseconds. @default for ever */
  readonly patienceMs?: number | undefined;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** Leave to send one call, now. `end` must follow, however it ends. */
export interface Permit {
  end(how: CallEnd): void;
}

/** The call was not sent, for certain: it would have to wait for longer than it may. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
  constructor(
    readonly why: 'patience' | 'signal' | 'closed',
    /** When it is worth trying again, in milliseconds from now. */
    readonly resetMs: number,
  ) {
    super(WORDS[why]);
  }
}
const WORDS = {
  patience: 'not sent: the rate limit is used up for longer than this call may wait',
  signal: 'not sent: its caller gave up while it waited for the rate limit',
  closed: 'not sent: the client was closed',
};

/** Nothing is ever sent again by a client that was closed: who tries all the same is not to do so often. */
const NEVER_MS = 60_000;

export interface RateBudget {
  /** Resolves when the call may be sent. @throws BudgetSpentError */
  take(wish: CallWish): Promise<Permit>;
  setTariff(lines: readonly TariffLine[]): void;
  /** Calls a minute that the limit of a method has, by the tariff or what answers told. */
  perMinute(path: string): number;
  /** The connection is gone, and what waited in it. */
  disconnected(): void;
  /** Whoever still waits is told that nothing was sent. */
  close(): void;
}

interface Waiting extends Place {
  readonly path: string;
  readonly expiresAtMs: number;
  grant(permit: Permit): void;
  refuse(error: BudgetSpentError): void;
}

/** In place of a method's path: the opening of any stream. */
export const STREAMS = 'streams';

/** When nobody knows how long, such as while only an answer under way can tell. */
const SOON_MS = 100;

/** Who may call now, and who is next: the one place that decides about the pace of a client's calls. */
export function createRateBudget(
  clock: Clock,
  { share = 1, minuteMs }: { share?: number; minuteMs?: number | undefined } = {},
): RateBudget {
  const common = new CommonLimits(share, minuteMs);
  /** Streams have no limit of calls, only that of all calls together. */
  const groups = new Map([[STREAMS, new LimitGroup<Waiting>(Number.MAX_SAFE_INTEGER)]]);
  let nameOfMethod = new Map<string, string>();
  const heardAtMs = new Map<LimitGroup<Waiting>, number>();
  let takeBackTimer: () => void = () => undefined;
  let numbers = 0;
  let isClosed = false;

  const groupOf = (path: string): LimitGroup<Waiting> => {
    const streams = path === STREAMS ? groups.get(STREAMS) : undefined;
    if (streams) return streams;
    const published = publishedLimitOf(path);
    const name = nameOfMethod.get(path) ?? published.name;
    const group = groups.get(name) ?? new LimitGroup<Waiting>(published.limit);
    group.admit(path);
    groups.set(name, group);
    return group;
  };

  const send = (group: LimitGroup<Waiting>, one: Waiting, sentAtMs: number) => {
    group.remove(one);
    const call = common.sent(sentAtMs);
    const groupHears = group.sent(call);
    let hasEnded = false;
    one.grant({
      end(how) {
        if (hasEnded) return;
        hasEnded = true;
        const nowMs = clock.now();
        if (!how.arrived && !how.isBroken) common.line.neverLeft(call);
        else if (!how.isGivenUp) common.line.heard(call, nowMs);
        const others = groupHears({ ...how, sentAtMs, nowMs });
        common.noticed(others, { sinceMs: heardAtMs.get(group) ?? Number.NEGATIVE_INFINITY, nowMs });
        heardAtMs.set(group, nowMs);
        look();
      },
    });
  };

  /** Sends whoever may be sent, the first ones first, and sets the one timer for the next moment that changes anything. */
  function look(): void {
    takeBackTimer();
    if (isClosed) return;
    const nowMs = clock.now();
    // First of all, lest a process that stood still sends what was wanted long ago.
    const expiresAtMs = refuseExpired(nowMs);
    let wakeAtMs = Number.POSITIVE_INFINITY;
    for (;;) {
      wakeAtMs = Number.POSITIVE_INFINITY;
      let first: { group: LimitGroup<Waiting>; one: Waiting } | undefined;
      for (const group of groups.values()) {
        const [one] = group.waiting;
        if (!one) continue;
        const freeAtMs = group.freeAtMs(one.priority, nowMs) ?? Number.POSITIVE_INFINITY;
        if (freeAtMs > nowMs) wakeAtMs = Math.min(wakeAtMs, freeAtMs);
        else if (!first || compare(one, first.one) < 0) first = { group, one };
      }
      if (!first) break;
      const freeAtMs = common.freeAtMs(first.one.priority, nowMs);
      if (freeAtMs > nowMs) {
        wakeAtMs = Math.min(wakeAtMs, freeAtMs);
        break;
      }
      send(first.group, first.one, nowMs);
    }
    wakeAtMs = Math.min(wakeAtMs, expiresAtMs);
    takeBackTimer = Number.isFinite(wakeAtMs) ? clock.at(wakeAtMs, look) : () => undefined;
  }

  /** @returns when the next patience ends. */
  function refuseExpired(nowMs: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const group of groups.values()) {
      for (const one of [...group.waiting]) {
        if (one.expiresAtMs <= nowMs) refuse(group, one, 'patience');
        else next = Math.min(next, one.expiresAtMs);
      }
    }
    return next;
  }

  const resetMsOf = (group: LimitGroup<Waiting>, { priority }: Waiting, nowMs: number): number => {
    const freeAtMs = group.freeAtMs(priority, nowMs) ?? nowMs + SOON_MS;
    return Math.max(1, Math.ceil(Math.max(freeAtMs, common.freeAtMs(priority, nowMs)) - nowMs));
  };

  function refuse(group: LimitGroup<Waiting>, one: Waiting, why: BudgetSpentError['why']): void {
    group.remove(one);
    const resetMs = why === 'closed' ? NEVER_MS : resetMsOf(group, one, clock.now());
    one.refuse(new BudgetSpentError(why, resetMs));
  }

  return {
    take: ({ path, priority, patienceMs = Number.POSITIVE_INFINITY, signal }) =>
      new Promise((resolve, reject) => {
        const cameAtMs = clock.now();
        const giveUp = () => {
          refuse(groupOf(path), one, 'signal');
          look();
        };
        const one: Waiting = {
          path,
          priority,
          cameAtMs,
          number: numbers++,
          expiresAtMs: cameAtMs + patienceMs,
          grant(permit) {
            signal?.removeEventListener('abort', giveUp);
            resolve(permit);
          },
          refuse(error) {
            signal?.removeEventListener('abort', giveUp);
            reject(error);
          },
        };
        if (isClosed) return refuse(groupOf(path), one, 'closed');
        if (signal?.aborted) return refuse(groupOf(path), one, 'signal');
        groupOf(path).enqueue(one);
        signal?.addEventListener('abort', giveUp, { once: true });
        look();
        const group = groupOf(path);
        if (!group.waiting.includes(one)) return;
        // What is known to last longer than it may wait is told at once: there may be another way to learn it.
        if (resetMsOf(group, one, cameAtMs) > patienceMs) refuse(group, one, 'patience');
      }),
    setTariff(lines) {
      const waiting = [...groups.values()].flatMap((group) => group.waiting.splice(0));
      nameOfMethod = new Map();
      const claimed = new Set<string>();
      for (const { methods, limitPerMinute, limitPerSecond = 0 } of lines) {
        const [first] = methods;
        if (first === undefined) continue;
        // The group that already counts for these methods goes on, unless another line has it.
        const { name: before } = publishedLimitOf(first);
        const name = claimed.has(before) ? methods.join() : before;
        claimed.add(name);
        for (const method of methods) nameOfMethod.set(method, name);
        groupOf(first).setLimits({ perMinute: limitPerMinute, perSecond: limitPerSecond });
      }
      for (const one of waiting) groupOf(one.path).enqueue(one);
      look();
    },
    perMinute: (path) => groupOf(path).perMinute,
    disconnected() {
      common.line.broke(clock.now());
      look();
    },
    close() {
      isClosed = true;
      takeBackTimer();
      for (const group of groups.values()) for (const one of [...group.waiting]) refuse(group, one, 'closed');
    },
  };
}
