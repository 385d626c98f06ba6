import type { Broker } from './broker.js';

/** What cannot be done with this broker, one line each for the log: a person would find it out by a refusal else. */
export function limitationsOf({ mode, readOnly }: Pick<Broker, 'mode' | 'readOnly'>): string[] {
  return [...(readOnly ? [ONLY_READS] : []), ...(mode === 'sandbox' ? [SANDBOX_LACKS] : [])];
}

const ONLY_READS =
  "TINVEST_TOKEN may only read: no order can be placed or cancelled. For that put a token with full access there (it is made in T-Invest's settings)";
const SANDBOX_LACKS =
  "the broker's sandbox has no stop orders, no short futures, no margin figures and no broker report: what needs them is refused";
