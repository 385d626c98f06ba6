import { CommandError } from '../errors.js';

/** The broker does not lend what an order, or a leg of a spread, would take. */
export class OrderObstacleError extends CommandError {
  readonly code: 'short-unavailable' | 'margin-off' | 'max-lots';
  readonly problem = 'invalid';
  constructor(code: OrderObstacleError['code'], data: { ticker: string } & Record<string, string>) {
    super(`${code}: ${Object.values(data).join(', ')}`, data);
    this.code = code;
  }
}

/** The broker's margin does not cover what would be short or lent. */
export class MarginShortError extends CommandError {
  readonly code = 'margin-short';
  readonly problem = 'invalid';
  constructor(data: { needed: string; free: string }) {
    super(`${data.needed} roubles of margin are needed, ${data.free} are free`, data);
  }
}

/** It would take a consent that was not given: nobody was asked, or it became another one since. */
export class ConsentNeededError extends CommandError {
  readonly code = 'consent-needed';
  readonly problem = 'conflict';
  /** @param what its ticker, of a spread both */
  constructor(what: string) {
    super(`${what} needs a consent to what it is now: ask again`, { what });
  }
}
