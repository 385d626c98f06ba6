import { CommandError, type UnknownTickerError } from '../errors.js';

/** Of what was listed nothing was changed. */
export class UnknownTickersError extends CommandError {
  readonly code = 'unknown-tickers';
  readonly problem = 'invalid';
  override readonly nearestTickers: readonly string[];
  /** @param told of each, or of the first of many, what it is to tell */
  constructor(tickers: readonly string[], told: readonly UnknownTickerError[] = []) {
    const near = told.flatMap(({ data: { ticker, nearest } }) => (nearest ? [`${ticker}: ${nearest}`] : []));
    super(`the broker lists no ${tickers.join(', ')}`, {
      tickers: tickers.join(', '),
      nearest: near.join('; ') || null,
    });
    this.nearestTickers = [...new Set(told.flatMap((each) => each.nearestTickers))];
  }
}

export class NotInListError extends CommandError {
  readonly code = 'not-in-list';
  readonly problem = 'not-found';
  constructor(tickers: readonly string[]) {
    super(`not in the list: ${tickers.join(', ')}`, { tickers: tickers.join(', ') });
  }
}

export class ListTooLongError extends CommandError {
  readonly code = 'list-too-long';
  readonly problem = 'invalid';
  constructor(most: number) {
    super(`a list holds ${most} instruments at most`, { most: String(most) });
  }
}

export class NoTickersError extends CommandError {
  readonly code = 'no-tickers';
  readonly problem = 'invalid';
  constructor() {
    super('name at least one ticker');
  }
}

/** Nothing is in the white list that is not in the black one. */
export class EmptyLadderError extends CommandError {
  readonly code = 'ladder-list-empty';
  readonly problem = 'invalid';
  constructor(ladder: string) {
    super(`no instrument is listed for ${ladder}`, { ladder });
  }
}

/** A level, a sum or a lifetime that cannot be so. */
export class LadderArgumentError extends CommandError {
  readonly code = 'ladder-argument';
  readonly problem = 'invalid';
  /** @param data the nearest that can be; null where there is none */
  constructor(data: {
    argument: 'levels' | 'sum' | 'lifetimeMinutes';
    given: string;
    nearest: string | null;
  }) {
    super(`${data.argument} cannot be ${data.given}; nearest: ${data.nearest}`, data);
  }
}

/** Since it was shown it became another one: more orders or money, other terms, another list. */
export class LadderChangedError extends CommandError {
  readonly code = 'ladder-changed';
  readonly problem = 'conflict';
  readonly what: 'terms' | 'list' | 'orders' | 'money';
  constructor(data: { ladder: string; what: LadderChangedError['what'] }) {
    super(`${data.ladder} is not what was shown any more: ask again`, data);
    this.what = data.what;
  }
}

/** A part would be less than a lot. */
export class LadderSumTooSmallError extends CommandError {
  readonly code = 'ladder-sum-too-small';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; sum: string; parts: string; least: string }) {
    super(`${data.sum} makes no ${data.parts} parts of a lot of ${data.ticker}; least: ${data.least}`, data);
  }
}

/** Every order of the ladder would be skipped. */
export class NothingToPlaceError extends CommandError {
  readonly code = 'nothing-to-place';
  readonly problem = 'invalid';
  constructor(override readonly obstacles: readonly SkippedError[]) {
    super(obstacles.map(({ message }) => message).join('; '));
  }
}

/** Why an order of a ladder is skipped. */
export class SkippedError extends CommandError {
  readonly problem = 'invalid';
  constructor(
    readonly code: string,
    data: Readonly<Record<string, string>>,
  ) {
    super(`${code}: ${Object.values(data).join(', ')}`, data);
  }
}
