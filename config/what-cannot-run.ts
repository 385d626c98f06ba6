import { existsSync } from 'node:fs';
import type { Config } from './config.js';

/** @returns in one sentence why the settings, though each is right, cannot be started; undefined when they can. */
export function whatCannotRun({ broker, tinvest }: Config): string | undefined {
  if (broker === 'live') {
    return 'BROKER=live does not start yet, because the brakes (limits and the halt) come first: use BROKER=paper or BROKER=sandbox';
  }
  if (broker === 'sandbox' && !tinvest.token) {
    return 'BROKER=sandbox needs TINVEST_TOKEN: make a sandbox token in the settings of T-Invest and put it into .env';
  }
  if (tinvest.caFile !== undefined && !existsSync(tinvest.caFile)) {
    return `TINVEST_CA_FILE names ${tinvest.caFile}, where there is no file: give the path of the certificate, or leave it out`;
  }
  return undefined;
}
