/** What befalls processes and the line between them; each blow ends by itself. */
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../../scripts/processes/identity.mjs';
import type { Part } from '../start/installation.js';
import { untilBack } from './comings.js';
import type { Ground } from './ground.js';
import type { Random } from './random.js';

export interface Blow {
  /** The figures are counted by it. */
  readonly kind: string;
  /** What it befalls, when it is not everything. */
  readonly ticker?: string;
  /** How often it comes, against the others. */
  readonly weight: number;
  /** @returns how it is told, when it has begun; undefined when there is nothing to strike now */
  strike(): Promise<Struck | undefined>;
}

export interface Struck {
  readonly story: string;
  /** Its end; until then its like does not come again. */
  readonly over?: Promise<void>;
  /** The end of what it brings about, where its like may come again before. */
  readonly healed?: Promise<void>;
  /** A worker does nothing until then. */
  readonly idle?: { readonly worker: Part; readonly until: Promise<void> };
  /** For so long it goes on at least, where nobody waits for its end. */
  readonly lastsMs?: number;
}

const KILLED: readonly (readonly [Part, number])[] = [
  ['worker-1', 4],
  ['worker-2', 4],
  ['api', 2],
  ['bot', 2],
  ['paper', 3],
  ['temporal', 2],
  ['postgres', 2],
];
export const WORKERS = ['worker-1', 'worker-2'] as const;
const isWorker = (part: Part): boolean => WORKERS.some((each) => each === part);
/** A claim is taken after 2.5 s of silence. */
const FROZEN_MS = [4_000, 12_000] as const;

/** Calls that may be struck, and how. `appear-late` is meant for what places an order alone. */
const CALLS = ['PostOrder', 'PostOrder', 'CancelOrder', 'GetOrderState', 'GetOrders'] as const;
/** A stream without a word is given up. */
const STREAM_DEAD_MS = 12_000;
const STREAMS = ['OrderStateStream', 'MarketDataStream'] as const;

export function blowsOn(
  ground: Ground,
  { random, signal }: { readonly random: Random; readonly signal: AbortSignal },
): Blow[] {
  const { installation, line, run } = ground;
  const lasting = (least: number, most: number) => random.between(least, most);

  const kills = KILLED.map(
    ([part, weight]): Blow => ({
      kind: `kill -9 ${part.replace(/-\d$/, '')}`,
      weight,
      async strike() {
        const identity = identityOf(ground, part);
        if (!identity) return undefined;
        const back = untilBack(part, run, signal);
        process.kill(identity.pid, 'SIGKILL');
        const story = `kill -9 of ${part} (${identity.pid})`;
        return isWorker(part) ? { story, idle: { worker: part, until: back } } : { story, healed: back };
      },
    }),
  );

  const freeze = (
    part: Part,
    kind: string,
    weight: number,
    [least, most]: readonly [number, number],
  ): Blow => ({
    kind,
    weight,
    async strike() {
      const identity = identityOf(ground, part);
      if (!identity) return undefined;
      const ms = lasting(least, most);
      process.kill(identity.pid, 'SIGSTOP');
      const thaw = async () => {
        await pause(ms);
        // Somebody may have killed it meanwhile.
        if (isAlive(identity)) process.kill(identity.pid, 'SIGCONT');
      };
      const over = thaw();
      const story = `${part} (${identity.pid}) stands still for ${ms} ms`;
      return { story, over, ...(isWorker(part) && { idle: { worker: part, until: over } }) };
    },
  });

  const onLine = (kind: string, [least, most]: readonly [number, number], begin: () => string): Blow => ({
    kind,
    weight: 2,
    async strike() {
      const ms = lasting(least, most);
      const story = begin();
      const restore = async () => {
        await pause(ms);
        line.restore();
      };
      return { story: `${story} for ${ms} ms`, over: restore() };
    },
  });

  const fault = (
    kind: string,
    weight: number,
    methods: readonly string[],
    ms: readonly [number, number],
  ): Blow => ({
    kind,
    weight,
    async strike() {
      const method = random.pick(methods);
      const count = random.between(1, 3);
      const lasts = lasting(...ms);
      try {
        await installation.exchange.fault({ method, kind, count, ms: lasts });
      } catch {
        return undefined;
      }
      const story = `${kind} on the next ${count} of ${method}${lasts > 0 ? ` (${lasts} ms)` : ''}`;
      return { story, lastsMs: Math.min(lasts, STREAM_DEAD_MS) };
    },
  });

  return [
    ...kills,
    ...WORKERS.map((worker) => freeze(worker, 'worker frozen', 2, FROZEN_MS)),
    freeze('temporal', 'temporal frozen', 1, [1_000, 6_000]),
    onLine('line cut', [100, 3_000], () => {
      line.cut();
      return 'the line to the exchange is cut';
    }),
    onLine('line held', [500, 8_000], () => {
      line.hold();
      return 'the line to the exchange lets nothing through';
    }),
    onLine('line slow', [2_000, 8_000], () => {
      const latencyMs = random.between(20, 800);
      line.slow(latencyMs);
      return `the line to the exchange is slow (${latencyMs} ms a piece)`;
    }),
    fault('lose-answer', 5, CALLS, [0, 0]),
    fault('delay', 4, CALLS, [200, 6_000]),
    fault('appear-late', 4, ['PostOrder'], [200, 5_000]),
    fault('unavailable', 2, CALLS, [0, 0]),
    fault('exhausted', 2, CALLS, [0, 0]),
    fault('cut-stream', 2, STREAMS, [0, 0]),
    fault('silent-stream', 2, STREAMS, [1_000, 20_000]),
  ];
}

/** Minutes without one of the three things that all depends on. */
export function longOutages(ground: Ground, outageMs: number): Blow[] {
  const { line } = ground;
  const away = (part: 'temporal' | 'postgres'): Blow => ({
    kind: `${part} away`,
    weight: 1,
    strike: async () => ({
      story: `${part} is away for ${outageMs} ms`,
      over: keepAway(ground, part, outageMs),
    }),
  });
  const broker: Blow = {
    kind: 'broker away',
    weight: 1,
    async strike() {
      const cutAgain = setInterval(() => line.cut(), 100);
      const over = async () => {
        await pause(outageMs);
        clearInterval(cutAgain);
        line.restore();
      };
      return { story: `the broker is away for ${outageMs} ms`, over: over() };
    },
  };
  return [away('temporal'), away('postgres'), broker];
}

/** The supervisor starts it again and again; so it is killed again and again. */
async function keepAway(ground: Ground, part: Part, outageMs: number): Promise<void> {
  const deadline = performance.now() + outageMs;
  while (performance.now() < deadline) {
    const identity = identityOf(ground, part);
    if (identity) process.kill(identity.pid, 'SIGKILL');
    await pause(50);
  }
}

function identityOf({ installation }: Ground, part: Part): ProcessIdentity | undefined {
  try {
    const identity = installation.identityOf(part);
    return isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}
