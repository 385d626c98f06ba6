/** A leg does not trade for some seconds, and in the moment of its closing somebody trades through the far book. */
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually.js';
import { CLOSED } from '../support/unhedged-causes.js';
import type { Blow } from './blows.js';
import type { Ground } from './ground.js';
import type { PairsMarket } from './pairs-market.js';
import type { Random } from './random.js';

const STATUSES = ['BREAK_IN_TRADING', 'NOT_AVAILABLE_FOR_TRADING', 'DEALER_NORMAL_TRADING'] as const;
const LASTS_MS = [2_000, 8_000] as const;
/** An exchange that was killed meanwhile is back by then. */
const OPEN_AGAIN_WITHIN_MS = 60_000;

export function closings(
  { installation: { exchange } }: Ground,
  { pairsMarket, random }: { readonly pairsMarket: PairsMarket; readonly random: Random },
): Blow[] {
  const closing = (ticker: string, far: string): Blow => ({
    ...{ kind: CLOSED, ticker, weight: 1 },
    async strike() {
      const status = random.pick(STATUSES);
      const ms = random.between(...LASTS_MS);
      const rush = () => pairsMarket.rush(far).catch(() => undefined);
      try {
        // At once: what is filled is to be hedged just when that cannot be any more.
        await Promise.all([rush(), exchange.status(ticker, status), rush()]);
      } catch {
        return undefined;
      }
      const open = async () => {
        await pause(ms);
        const opened = () => exchange.status(ticker, 'NORMAL_TRADING').then(() => true);
        // One that stays closed leaves tasks unfinished.
        await eventually(opened, { what: ticker, timeoutMs: OPEN_AGAIN_WITHIN_MS }).catch(() => undefined);
      };
      return { story: `${ticker} is closed for ${ms} ms (${status})`, over: open() };
    },
  });
  return pairsMarket.pairs.flatMap(({ far, near }) => [closing(far, far), closing(near, far)]);
}
