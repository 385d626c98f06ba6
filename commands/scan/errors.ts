import type { SettingRange } from '../../domain/settings.js';
import { CommandError } from '../errors.js';

const LONGEST_SHOWN = 40;

/** What pairs have to bring is no percent, or one out of bounds. */
export class ScanRateError extends CommandError {
  readonly code = 'scan-rate';
  readonly problem = 'invalid';
  /** @param nearest a rate that works, where what was given is a number */
  constructor(given: unknown, range: SettingRange, nearest: string | undefined) {
    const { least = '', most = '', decimals = 0 } = range;
    const rate = (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, LONGEST_SHOWN);
    super(
      `rate must be percent a year from ${least} to ${most} with ${decimals} digits after the point at most, as in scan 18 or {"rate":"18"}, not ${rate}`,
      { rate, least, most, decimals: String(decimals), nearest: nearest ?? null },
    );
  }
}
