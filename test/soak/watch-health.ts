import { setTimeout as pause } from 'node:timers/promises';
import type { Installation } from '../start/installation.js';

const EVERY_MS = 250;
/** Shorter than this is what a restart takes. */
const WORTH_TELLING_MS = 8_000;
const PARTS = ['database', 'temporal', 'worker', 'broker'];

/** Looks all the time whether every part answers, and tells of long times in which one did not. */
export function watchHealth(
  installation: Installation,
  { say, signal }: { say: (line: string) => void; signal: AbortSignal },
) {
  let longestMs = 0;
  let wellAt = performance.now();
  let away = new Map<string, number>();

  const look = async () => {
    const missing = await whatIsMissing(installation);
    const forMs = performance.now() - wellAt;
    longestMs = Math.max(longestMs, forMs);
    for (const part of missing) away.set(part, (away.get(part) ?? 0) + 1);
    if (missing.length > 0) return;
    if (forMs > WORTH_TELLING_MS)
      say(`all parts answer again, after ${(forMs / 1_000).toFixed(1)} s (${sharesOf(away)})`);
    wellAt = performance.now();
    away = new Map();
  };
  const follow = async () => {
    while (!signal.aborted) {
      await look();
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  void follow();
  return { longestMs: () => Math.round(longestMs) };
}

async function whatIsMissing(installation: Installation): Promise<string[]> {
  try {
    const health = (await installation.health()) as unknown as Record<string, { status?: string } | string>;
    const statusOf = (part: { status?: string } | string | undefined) =>
      typeof part === 'string' ? part : part?.status;
    return PARTS.filter((name) => (statusOf(health[name]) ?? 'ok') !== 'ok');
  } catch {
    return ['api'];
  }
}

/** Which part was away at how many looks. */
const sharesOf = (away: ReadonlyMap<string, number>): string =>
  [...away].map(([part, looks]) => `${part} ${((looks * EVERY_MS) / 1_000).toFixed(1)} s`).join(', ');
