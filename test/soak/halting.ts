/** Somebody who now and then stops everything, looks around for some seconds, and lets it go on. */
import { setTimeout as pause } from 'node:timers/promises';
import { nowUs } from '../support/terms-over-time.js';
import type { CallApi } from './api-person.js';
import type { Asked } from './asked.js';
import type { Random } from './random.js';

export interface Halting {
  readonly call: CallApi;
  readonly asked: Asked;
  readonly random: Random;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Everything is to go on: no halt is begun any more. */
  readonly isSettling: () => boolean;
  /** To go on after a halt takes Temporal: in an outage it would hide what that is to show. */
  readonly isOutage: () => boolean;
}

const BETWEEN_MS = [12_000, 40_000] as const;
const HALTED_MS = [1_000, 5_000] as const;
const AGAIN_MS = 200;

export async function haltNowAndThen({
  call,
  asked,
  random,
  say,
  signal,
  isSettling,
  isOutage,
}: Halting): Promise<void> {
  const rest = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  const until = async (attempt: () => Promise<boolean>) => {
    while (!(await attempt()) && !signal.aborted) await rest(AGAIN_MS);
  };
  const halt = async (): Promise<boolean> => {
    const answer = await call({ method: 'POST', path: '/commands/halt', body: { reason: 'looking around' } });
    if (answer?.status !== 200) return false;
    asked.halts.halted(nowUs());
    return true;
  };
  /** The answer to an earlier attempt may have been lost: then there is nothing to lift. */
  const unhalt = async (): Promise<boolean> => {
    const question = await call({ method: 'POST', path: '/commands/unhalt', body: {} });
    if (question?.json.code === 'not-halted') return true;
    const { token } = question?.json ?? {};
    if (typeof token !== 'string') return false;
    asked.halts.endAsked(nowUs());
    return (
      (await call({ method: 'POST', path: '/commands/unhalt', body: { confirm: token } }))?.status === 200
    );
  };

  while (!signal.aborted) {
    await rest(random.between(...BETWEEN_MS));
    if (signal.aborted || isSettling() || isOutage()) continue;
    await until(halt);
    const ms = random.between(...HALTED_MS);
    asked.count('halted');
    say(`orders are halted for ${ms} ms`);
    await rest(ms);
    await until(unhalt);
    say('orders are not halted any more');
  }
}
