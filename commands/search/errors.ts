import type { Instrument } from '../../domain/instrument.js';
import { CommandError } from '../errors.js';

/** Several boards list it, and no rule says which is meant. */
export class TickerAmbiguousError extends CommandError {
  readonly code = 'ticker-ambiguous';
  readonly problem = 'conflict';
  constructor(ticker: string, boards: readonly Pick<Instrument, 'ticker' | 'classCode' | 'name'>[]) {
    const choices = boards.map((each) => ({
      ticker: `${each.ticker}@${each.classCode}`,
      board: each.classCode,
      name: each.name,
    }));
    super(`several boards list ${ticker}: name one of ${choices.map((each) => each.ticker).join(', ')}`, {
      ticker,
      choices: choices.map((each) => `${each.ticker} (${each.name})`).join(', '),
      example: choices[0]?.ticker ?? ticker,
    });
    this.choices = choices;
  }
  override readonly choices: NonNullable<CommandError['choices']>;
}

/** There is nothing to look for. */
export class NothingToFindError extends CommandError {
  readonly code = 'nothing-to-find';
  readonly problem = 'invalid';
  constructor() {
    super('name what to look for: a ticker, a name, an ISIN or a FIGI, e.g. SBER');
  }
}

/** Nothing was read from the broker yet, so nothing is known of what there is. */
export class CatalogueEmptyError extends CommandError {
  readonly code = 'catalogue-empty';
  readonly problem = 'unavailable';
  constructor() {
    super('the catalogue has not been read from the broker yet: ask again in a moment');
  }
}
