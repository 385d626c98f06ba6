/**
 * What the machine had left for us. A few milliseconds of work, again and again, take as long as a process is kept
 * waiting: by that, a second of a busy machine counts as the part of it that a machine with nothing else to do would
 * have needed. So limits in time are of the product, whatever else runs beside it.
 */
import { Worker } from 'node:worker_threads';

/** The time by which limits are counted, of a moment; both in microseconds, the latter since 1970. */
export type OwnTime = (atUs: number) => number;

export type Pace = ReturnType<typeof watchPace>;

const EVERY_MS = 250;
/** Samples of some seconds. */
const RECENT = 20;
/** Ten processes of our own take the rest of two cores. */
const HALF = 0.5;
/** A thread of its own: what the soak itself computes must not look like a busy machine. */
const PROBE = `
  const { parentPort } = require('node:worker_threads');
  const now = () => performance.timeOrigin + performance.now();
  const work = () => { let sum = 0; for (let i = 0; i < 8e6; i += 1) sum = (sum * 31 + i) | 0; return sum; };
  const probe = (dueMs) => {
    const fromMs = now();
    work();
    const untilMs = now();
    parentPort.postMessage({ dueMs, fromMs, untilMs });
    const nextMs = Math.max(dueMs + ${EVERY_MS}, untilMs);
    setTimeout(() => probe(nextMs), nextMs - now());
  };
  probe(now());
`;

/** Milliseconds since 1970: when it was to begin, began, and was done. */
interface Sample {
  readonly dueMs: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

export function watchPace(signal: AbortSignal) {
  const samples: Sample[] = [];
  const probe = new Worker(PROBE, { eval: true });
  probe.on('message', (sample: Sample) => void samples.push(sample));
  probe.unref();
  signal.addEventListener('abort', () => void probe.terminate());
  return {
    ownTime: () => ownTimeBy(samples),
    /** How many times longer than on a machine of which we have half everything takes now; at most so many times. */
    slowdown: (most: number) => {
      const last = samples.slice(-RECENT);
      const [atUs, untilUs] = [(last[0]?.dueMs ?? 0) * 1_000, (last.at(-1)?.dueMs ?? 0) * 1_000];
      const own = ownTimeBy(samples);
      const share = untilUs > atUs ? (own(untilUs) - own(atUs)) / (untilUs - atUs) : 1;
      return Math.max(1, Math.min(most, HALF / share));
    },
    /** Own time per time, over all of it. */
    share: () => {
      const own = ownTimeBy(samples);
      const [first, last] = [(samples[0]?.dueMs ?? 0) * 1_000, (samples.at(-1)?.dueMs ?? 0) * 1_000];
      return last > first ? Math.round((100 * (own(last) - own(first))) / (last - first)) / 100 : 1;
    },
  };
}

/** Of so many samples on each side the pace is averaged: one alone says little. */
const NEIGHBOURS = 2;

/** As measured by these; before the first and after the last one the machine counts as free. */
export function ownTimeBy(samples: readonly Sample[]): OwnTime {
  const leastMs = Math.min(...samples.map(({ fromMs, untilMs }) => untilMs - fromMs));
  const paces = samples.map(({ dueMs, untilMs }) => Math.min(1, leastMs / (untilMs - dueMs)));
  const smooth = paces.map((_, index) => {
    const near = paces.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1);
    return near.reduce((sum, pace) => sum + pace, 0) / near.length;
  });
  const starts = samples.map(({ dueMs }) => dueMs * 1_000);
  const owns: number[] = [];
  for (const [index, startUs] of starts.entries()) {
    const before = starts[index - 1];
    const last = owns.at(-1);
    owns.push(
      before === undefined || last === undefined
        ? startUs
        : last + (startUs - before) * (smooth[index - 1] ?? 1),
    );
  }
  return (atUs) => {
    const index = lastUpTo(starts, atUs);
    const [startUs, ownUs] = [starts[index], owns[index]];
    if (startUs === undefined || ownUs === undefined) return atUs;
    return ownUs + (atUs - startUs) * (index === starts.length - 1 ? 1 : (smooth[index] ?? 1));
  };
}

/** @returns the index of the last that is not later; −1 when all are */
function lastUpTo(sorted: readonly number[], atUs: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
