/** Strikes at random moments, several blows at once, until it is over; then everything is let be. One of each comes first. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Blow, blowsOn, longOutages } from './blows.js';
import { closings } from './closings.js';
import type { Ground } from './ground.js';
import type { Pace } from './machine-pace.js';
import type { Mishaps } from './mishaps.js';
import type { Outages } from './outages.js';
import type { PairsMarket } from './pairs-market.js';
import type { Random } from './random.js';

export interface StormOptions {
  readonly forMs: number;
  /** One after another, each of the three things that all depends on is away for so long; 0 for not at all. */
  readonly outageMs: number;
  readonly outages: Outages;
  readonly mishaps: Mishaps;
  readonly pairsMarket: PairsMarket;
  readonly pace: Pace;
  readonly random: Random;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const LEAST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 2_200;
/** Blow upon blow nothing would ever work, and so nothing be at stake: after so many at most there is a lull. */
const MOST_BLOWS_IN_A_ROW = 9;
const LULL_MS = 6_000;
const MOST_SLOWDOWN = 4;
/** Nothing else strikes shortly before a long outage, and in its first part: what is done without that part is to be seen. */
const BEFORE_OUTAGE_MS = 15_000;
const MOST_QUIET_MS = 60_000;

/** @returns how often each kind of blow struck */
export async function storm(
  ground: Ground,
  { forMs, outageMs, outages, mishaps, pairsMarket, pace, random, say, signal }: StormOptions,
) {
  const blows = [...blowsOn(ground, { random, signal }), ...closings(ground, { pairsMarket, random })];
  const toCome = outageMs > 0 ? longOutages(ground, outageMs) : [];
  const counts = new Map<string, number>();
  const underWay = new Map<string, Promise<void>>();
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  let untilLull = random.between(4, MOST_BLOWS_IN_A_ROW);
  const firsts = oneOfEach(blows, random);

  const strike = async (blow: Blow) => {
    // What lasts comes once at a time: a line that is cut cannot be slow.
    const place = blow.kind.startsWith('line') || blow.kind === 'broker away' ? 'line' : blow.kind;
    if (underWay.has(place)) return false;
    const mishap = mishaps.began(blow.kind, blow.ticker);
    const struck = await blow.strike();
    const end = struck?.over ?? struck?.healed;
    if (end) void end.finally(() => mishap.over());
    else mishap.over(struck?.lastsMs);
    if (!struck) return false;
    if (struck.idle) mishaps.idles(struck.idle.worker, struck.idle.until);
    counts.set(blow.kind, (counts.get(blow.kind) ?? 0) + 1);
    say(struck.story);
    if (struck.over)
      underWay.set(
        place,
        struck.over.finally(() => underWay.delete(place)),
      );
    return true;
  };
  const strikeLong = async (blow: Blow) => {
    outages.near();
    await rest(BEFORE_OUTAGE_MS);
    const quietMs = Math.min(MOST_QUIET_MS, outageMs / 2);
    if (!(await strike(blow))) return;
    const outage = outages.began(blow.kind, quietMs);
    void underWay.get(blow.kind.startsWith('broker') ? 'line' : blow.kind)?.finally(() => outage.over());
    await rest(quietMs);
  };

  while (elapsedMs() < forMs && !signal.aborted) {
    const due = toCome[0];
    const nextOutageMs = (forMs / 4) * (4 - toCome.length);
    if (due && elapsedMs() > nextOutageMs) {
      toCome.shift();
      await strikeLong(due);
    } else {
      const first = firsts.shift();
      // What cannot strike now has its turn later.
      if (!(await strike(first ?? weighted(blows, random))) && first) firsts.push(first);
    }
    // What takes longer to heal is struck again as much later; one of each comes in any case.
    const slowdown = firsts.length > 0 ? 1 : pace.slowdown(MOST_SLOWDOWN);
    await rest(slowdown * random.between(LEAST_PAUSE_MS, MOST_PAUSE_MS));
    untilLull -= 1;
    if (untilLull > 0) continue;
    untilLull = random.between(4, MOST_BLOWS_IN_A_ROW);
    await rest(slowdown * LULL_MS);
  }
  await Promise.all(underWay.values());
  return counts;
}

/** Of each kind one, in an order of its own. */
function oneOfEach(blows: readonly Blow[], random: Random): Blow[] {
  const kinds = [...new Set(blows.map(({ kind }) => kind))];
  const order = new Map(kinds.map((kind) => [kind, random.next()]));
  return kinds
    .map((kind) => random.pick(blows.filter((blow) => blow.kind === kind)))
    .sort((one, other) => (order.get(one.kind) ?? 0) - (order.get(other.kind) ?? 0));
}

function weighted(blows: readonly Blow[], random: Random): Blow {
  let left = random.next() * blows.reduce((sum, { weight }) => sum + weight, 0);
  for (const blow of blows) {
    left -= blow.weight;
    if (left < 0) return blow;
  }
  return random.pick(blows);
}
