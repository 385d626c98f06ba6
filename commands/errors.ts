import type { AboutTicker } from './search/names.js';

/** An error as plain data, to be kept and put into words. */
export interface ToldError {
  readonly code: string;
  readonly data: Readonly<Record<string, string | null>>;
  /** Where it is several at once: each of them. */
  readonly obstacles?: readonly ToldError[];
  /** Of a ticker that is not known: tickers that are like it, the nearest first. */
  readonly nearest?: readonly string[];
  /** Of a ticker that several boards have: each of them. */
  readonly choices?: readonly TickerChoice[];
}

export interface TickerChoice {
  /** With its board, as it is to be written. */
  readonly ticker: string;
  readonly board: string;
  readonly name: string;
}

/** What is wrong with what was asked. `data` holds the figures its words need (`error-<code>` in `locales/`). */
export abstract class CommandError extends Error {
  abstract readonly code: string;
  /** What kind of mistake it is; each front has its own form for it. */
  abstract readonly problem: 'malformed' | 'forbidden' | 'not-found' | 'invalid' | 'conflict' | 'unavailable';
  /** Where it is several at once: each of them. */
  readonly obstacles?: readonly CommandError[];
  /** Of a ticker that is not known. */
  readonly nearestTickers?: readonly string[];
  readonly choices?: ToldError['choices'];
  constructor(
    message: string,
    readonly data: Readonly<Record<string, string | null>> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }

  get told(): ToldError {
    const { code, data, obstacles, nearestTickers: nearest, choices } = this;
    return {
      ...{ code, data },
      ...(obstacles && { obstacles: obstacles.map(({ told }) => told) }),
      ...(nearest && { nearest }),
      ...(choices && { choices }),
    };
  }
}

export class InvalidArgumentsError extends CommandError {
  readonly code = 'invalid-arguments';
  readonly problem = 'malformed';
  constructor(problems: readonly string[]) {
    super(problems.join('; '), { problems: problems.join('; ') });
  }
}

/** The words after a command of the chat cannot be read; `usage-<command>` says how to write it. */
export class UsageError extends CommandError {
  readonly code = 'usage';
  readonly problem = 'malformed';
  constructor(command: string) {
    super(`the words after /${command} cannot be read`, { command });
  }
}

export class UnknownCommandError extends CommandError {
  readonly code = 'unknown-command';
  readonly problem = 'not-found';
  constructor(name: string) {
    super(`there is no command ${name}`, { name });
  }
}

/** The broker would refuse every order of this token. */
export class ReadOnlyTokenError extends CommandError {
  readonly code = 'token-reads-only';
  readonly problem = 'forbidden';
  constructor() {
    super('TINVEST_TOKEN may only read: put one with full access there to trade');
  }
}

export class UnknownTickerError extends CommandError {
  readonly code = 'unknown-ticker';
  readonly problem = 'not-found';
  override readonly nearestTickers: readonly string[];
  constructor(ticker: string, { goneAt, nearest }: AboutTicker = { goneAt: null, nearest: [] }) {
    const told = nearest.map((each) => `${each.ticker} (${each.name})`).join(', ') || null;
    const since = goneAt === null ? '' : ` since ${goneAt}`;
    super(`the broker lists no ${ticker}${since}${told === null ? '' : `; nearest: ${told}`}`, {
      ...{ ticker, goneAt },
      nearest: told,
    });
    this.nearestTickers = nearest.map((each) => each.ticker);
  }
}

export class QueueRowNotFoundError extends CommandError {
  readonly code = 'row-not-found';
  readonly problem = 'not-found';
  constructor(id: number) {
    super(`there is no row ${id} in the queue`, { id: String(id) });
  }
}

export class NotPositiveError extends CommandError {
  readonly code = 'not-positive';
  readonly problem = 'invalid';
  /** @param least the smallest valid amount, the price of one lot, or the price step */
  constructor(field: 'amount' | 'sum' | 'limitPrice', of: { ticker: string; least: string }) {
    super(`${field} must be above zero; the least for ${of.ticker} is ${of.least}`, { field, ...of });
  }
}

export class AmountNotLotsError extends CommandError {
  readonly code = 'amount-not-lots';
  readonly problem = 'invalid';
  constructor(of: { ticker: string; amount: number; lot: number }) {
    const { ticker, amount, lot } = of;
    const below = amount - (amount % lot);
    const nearest = [below, below + lot].filter((each) => each > 0).join(', ');
    super(`${amount} ${ticker} is no whole number of lots of ${lot}; nearest: ${nearest}`, {
      ticker,
      amount: String(amount),
      lot: String(lot),
      nearest,
    });
  }
}

export class SumBelowLotError extends CommandError {
  readonly code = 'sum-below-lot';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; sum: string; lotPrice: string }) {
    super(`${data.sum} is less than one lot of ${data.ticker}, which is ${data.lotPrice}`, data);
  }
}

/** A future has no price that is paid: what a sum should mean is not ours to guess. */
export class SumOfFutureError extends CommandError {
  readonly code = 'sum-of-future';
  readonly problem = 'invalid';
  constructor(ticker: string) {
    super(`${ticker} is a future, for which no sum is paid: give an amount of contracts`, { ticker });
  }
}

/** Free money and sums are in roubles here, so nothing else can be checked, nor ordered. */
export class NotInRoublesError extends CommandError {
  readonly code = 'not-in-roubles';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; currency: string }) {
    super(`prices of ${data.ticker} are in ${data.currency}, and only roubles are traded here`, data);
  }
}

export class LimitPriceNotStepError extends CommandError {
  readonly code = 'limit-price-step';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; limitPrice: string; step: string; nearest: string }) {
    super(
      `${data.limitPrice} is no multiple of ${data.ticker}'s price step ${data.step}; nearest: ${data.nearest}`,
      data,
    );
  }
}

export class NotTradableError extends CommandError {
  readonly code: 'not-tradable-by-api' | 'buy-unavailable' | 'sell-unavailable';
  readonly problem = 'invalid';
  constructor(code: NotTradableError['code'], ticker: string) {
    super(`${ticker}: ${code}`, { ticker });
    this.code = code;
  }
}

export class MoneyShortError extends CommandError {
  readonly code = 'money-short';
  readonly problem = 'invalid';
  constructor(data: { needed: string; free: string }) {
    super(`${data.needed} roubles are needed, ${data.free} are free`, data);
  }
}

export class NothingToDumpError extends CommandError {
  readonly code = 'nothing-to-dump';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; free: string; lot: string }) {
    super(`there is no whole lot of ${data.ticker} to close: ${data.free} are free`, data);
  }
}

/** Between the question and the consent the position became another one. */
export class PositionChangedError extends CommandError {
  readonly code = 'position-changed';
  readonly problem = 'conflict';
  constructor(ticker: string) {
    super(`the position in ${ticker} changed since the question: ask again`, { ticker });
  }
}

export class NoPriceError extends CommandError {
  readonly code = 'no-price';
  readonly problem = 'invalid';
  constructor(ticker: string) {
    super(`${ticker} has no price now: give an amount instead of a sum`, { ticker });
  }
}

export class ConfirmationInvalidError extends CommandError {
  readonly code = 'confirmation-invalid';
  readonly problem = 'conflict';
  constructor() {
    super('the confirmation is unknown, used, expired, or was given for something else: ask again');
  }
}

export class RowRunsError extends CommandError {
  readonly code = 'row-runs';
  readonly problem = 'conflict';
  constructor(data: { id: string; task: string }) {
    super(`row ${data.id} is being carried out by ${data.task}: amend or stop that`, data);
  }
}

/** It would stop before it starts. */
export class UntilPastError extends CommandError {
  readonly code = 'until-past';
  readonly problem = 'invalid';
  constructor(until: string) {
    super(`it was to stop at ${until}, which is over`, { until });
  }
}

/** The kill switch is on: what would place an order is refused. */
export class HaltedError extends CommandError {
  readonly code = 'halted';
  readonly problem = 'conflict';
  constructor({ since, by, reason }: { since: string; by: string; reason: string | null }) {
    super(`orders are halted since ${since} by ${by}: unhalt first`, { since, by, reason });
  }
}

/** There is no halt to lift, or another one than was asked about. */
export class NotHaltedError extends CommandError {
  readonly code = 'not-halted';
  readonly problem = 'conflict';
  constructor() {
    super('the halt is lifted already, or another one than was asked about');
  }
}

export class BrokerAwayError extends CommandError {
  readonly code = 'broker-unavailable';
  readonly problem = 'unavailable';
  constructor() {
    super('the broker does not answer yet');
  }
}
