/** How long a hedge may take: what befell meanwhile excuses it, by its kind and for so long; nothing else does. */
import type { Stretch } from './judged-spread.js';

/** Something that befell, from its beginning to its end. Microseconds since 1970, as in the ledger. */
export interface Mishap {
  readonly kind: string;
  /** The only instrument that it befalls; without one it befalls everything. */
  readonly ticker?: string | undefined;
  readonly fromUs: number;
  readonly untilUs: number;
}

/** The near leg does not trade: its hedges wait, and go in the first moment when it does. */
export const CLOSED = 'session closed';
/** Each worker is killed or stands still. */
export const NO_WORKER = 'no worker';

/**
 * Without a mishap a hedge takes milliseconds; a refusal takes half a second more, and the rest is granted to a machine
 * with ten processes and two cores. How fast hedges are is measured by `npm run bench`; here it is whether they come.
 */
const UNDISTURBED_MS = 1_000;

/** After the end of each, in milliseconds. What is not here excuses nothing, such as the death of the API or the bot. */
const GRACE_MS: Readonly<Record<string, number>> = {
  // The other worker takes over after 2.5 s of silence; design.md gives it five seconds.
  'kill -9 worker': 5_000,
  [NO_WORKER]: 5_000,
  // From its beginning: `FROM_BEGINNING`.
  'worker frozen': 10_000,
  // Of the exchange until it is back: then connections are made anew, streams open and orders read.
  'kill -9 paper': 5_000,
  'line cut': 6_000,
  'line held': 6_000,
  'line slow': 6_000,
  'broker away': 6_000,
  'lose-answer': 6_000,
  delay: 6_000,
  'appear-late': 6_000,
  unavailable: 3_000,
  exhausted: 3_000,
  reject: 6_000,
  'cut-stream': 3_000,
  'silent-stream': 4_000,
  [CLOSED]: 0,
};

/** However long it goes on: what it held was taken over by then. */
const FROM_BEGINNING: ReadonlySet<string> = new Set(['worker frozen']);

/** Running executors hedge without these. Only what has to be taken over waits for them, so they prolong another mishap. */
const HINDRANCE_MS: Readonly<Record<string, number>> = {
  'kill -9 temporal': 5_000,
  'temporal frozen': 5_000,
  'temporal away': 5_000,
  'kill -9 postgres': 5_000,
  'postgres away': 5_000,
};

const MOST_TOLD = 5;

interface Excuse {
  readonly kind: string;
  readonly ticker?: string | undefined;
  readonly fromUs: number;
  readonly untilUs: number;
}

export interface UnhedgedFigures {
  /** How many times near lots were due, and how long they were, in milliseconds. */
  readonly hedges: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The longest during each kind of mishap, which may have been one of several, and with none. */
  readonly longestMs: Readonly<Record<string, number>>;
  /** The longest ones, with what befell meanwhile. */
  readonly longest: readonly string[];
  /** The longest part of one that nothing excuses. */
  readonly longestUnexcusedMs: number;
}

/**
 * @param own the time by which limits are counted, of a moment
 * @returns the stretches that lasted longer than what befell meanwhile allows, in words, and the figures of all
 */
export function judgeStretches(
  stretches: readonly Stretch[],
  mishaps: readonly Mishap[],
  own: (atUs: number) => number = (atUs) => atUs,
) {
  const excuses = excusesOf(
    mishaps.map((each) => ({ ...each, fromUs: own(each.fromUs), untilUs: own(each.untilUs) })),
  );
  const longest = new Map<string, number>();
  const wrong: string[] = [];
  const told: { readonly ms: number; readonly words: string }[] = [];
  let longestUnexcusedMs = 0;
  for (const stretch of stretches) {
    const counted = { sinceUs: own(stretch.sinceUs), untilUs: own(stretch.untilUs) };
    const during = excuses.filter(
      (excuse) =>
        (excuse.ticker ?? stretch.nearTicker) === stretch.nearTicker &&
        overlapUs(excuse, counted.sinceUs, counted.untilUs) > 0,
    );
    const kinds = [...new Set(during.map(({ kind }) => kind))];
    const ms = lengthMs(stretch);
    for (const kind of kinds.length > 0 ? kinds : ['undisturbed'])
      longest.set(kind, Math.max(longest.get(kind) ?? 0, ms));
    const unexcusedMs = unexcusedUs(counted, during) / 1_000;
    longestUnexcusedMs = Math.max(longestUnexcusedMs, unexcusedMs);
    const words = `${stretch.taskId}: ${stretch.lots} near lots were due for ${round(ms)} ms until ${new Date(stretch.untilUs / 1_000).toISOString()} (${kinds.join(', ') || 'nothing befell'})`;
    told.push({ ms, words });
    if (unexcusedMs > UNDISTURBED_MS) wrong.push(`${words}, ${round(unexcusedMs)} ms of it without a cause`);
  }
  const sorted = stretches.map(lengthMs).sort((one, other) => one - other);
  const at = (part: number) => round(sorted[Math.floor(sorted.length * part)] ?? 0);
  const figures: UnhedgedFigures = {
    hedges: stretches.length,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    longestMs: Object.fromEntries([...longest].sort().map(([kind, ms]) => [kind, round(ms)])),
    longest: told
      .sort((one, other) => other.ms - one.ms)
      .slice(0, MOST_TOLD)
      .map(({ words }) => words),
    longestUnexcusedMs: round(longestUnexcusedMs),
  };
  return { wrong, figures };
}

function excusesOf(mishaps: readonly Mishap[]): Excuse[] {
  const prolonged = (graceOf: Readonly<Record<string, number>>) =>
    mishaps.flatMap(({ kind, ticker, fromUs, untilUs }): Excuse[] => {
      const grace = graceOf[kind];
      const end = FROM_BEGINNING.has(kind) ? fromUs : untilUs;
      return grace === undefined ? [] : [{ kind, ticker, fromUs, untilUs: end + grace * 1_000 }];
    });
  const excuses = prolonged(GRACE_MS);
  const hindrances = new Set(prolonged(HINDRANCE_MS));
  for (let isMore = true; isMore; ) {
    const met = [...hindrances].filter(({ fromUs, untilUs }) =>
      excuses.some((excuse) => overlapUs(excuse, fromUs, untilUs) > 0),
    );
    excuses.push(...met);
    for (const each of met) hindrances.delete(each);
    isMore = met.length > 0;
  }
  return excuses;
}

function unexcusedUs(
  { sinceUs, untilUs }: Pick<Stretch, 'sinceUs' | 'untilUs'>,
  during: readonly Excuse[],
): number {
  let unexcused = 0;
  let atUs = sinceUs;
  for (const excuse of [...during].sort((one, other) => one.fromUs - other.fromUs)) {
    unexcused += Math.max(0, excuse.fromUs - atUs);
    atUs = Math.max(atUs, excuse.untilUs);
  }
  return unexcused + Math.max(0, untilUs - atUs);
}

const overlapUs = (excuse: Excuse, fromUs: number, untilUs: number): number =>
  Math.min(excuse.untilUs, untilUs) - Math.max(excuse.fromUs, fromUs);
const lengthMs = ({ sinceUs, untilUs }: Stretch): number => (untilUs - sinceUs) / 1_000;
const round = (ms: number): number => Math.round(ms * 10) / 10;
