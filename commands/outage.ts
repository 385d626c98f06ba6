import { setTimeout as delay } from 'node:timers/promises';
import type { Health } from './health-report.js';

/** What is known of the parts is good for so long, then it is asked anew. */
const KNOWN_MS = 2_500;
/** Nobody waits longer for it than this: an answer about tasks is more urgent than what is said beside it. */
const PATIENCE_MS = 300;

/**
 * What means most for running tasks of what is away now: a code whose sentence is in `locales/` under `outage-<code>`.
 * Without the database nothing is known of workers, and without workers the rest matters to no task.
 */
export function outageOf({ database, worker, broker, temporal }: Health): string | undefined {
  return [database, worker, broker, temporal].find(({ status }) => status !== 'ok')?.detail;
}

/** @returns a look at what is away now, which takes what is known if parts are slow to answer */
export function createOutageView(health: () => Promise<Health>): () => Promise<string | undefined> {
  let known: Health | undefined;
  let knownAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    known = await health();
    knownAtMs = performance.now();
    asking = undefined;
  };
  return async () => {
    if (performance.now() - knownAtMs > KNOWN_MS) {
      asking ??= ask();
      await Promise.race([asking, delay(PATIENCE_MS, undefined, { ref: false })]);
    }
    return known && outageOf(known);
  };
}
