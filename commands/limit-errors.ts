import type { LimitBreach } from '../domain/limits.js';
import { CommandError } from './errors.js';

/** What is asked for would break a limit in roubles, so nothing was started. */
export class LimitError extends CommandError {
  readonly code = 'limit-broken';
  readonly problem = 'invalid';
  /** @param ticker of the order that would, where it is about one */
  constructor({ limit, value, would }: LimitBreach, ticker: string | null) {
    super(`limits.${limit} is ${value}, and this would make it ${would}`, { limit, value, would, ticker });
  }
}
