import type { SettingRange } from '../../domain/settings.js';
import { CommandError } from '../errors.js';

const LONGEST_SHOWN = 40;

/** How many rows are wanted is no whole number, or one out of bounds. */
export class RowCountError extends CommandError {
  readonly code = 'row-count';
  readonly problem = 'invalid';
  constructor(given: unknown, { least = '', most = '' }: Pick<SettingRange, 'least' | 'most'>) {
    const count = (typeof given === 'string' ? given : JSON.stringify(given)).slice(0, LONGEST_SHOWN);
    super(
      `count must be a whole number from ${least} to ${most}, as in dscan 50 or {"count":50}, not ${count}`,
      { count, least, most },
    );
  }
}
