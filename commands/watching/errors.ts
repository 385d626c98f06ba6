import type { SettingRange } from '../../domain/settings.js';
import { CommandError } from '../errors.js';

/** Neither one instrument nor the two legs of a spread. */
export class AlertOfWhatError extends CommandError {
  readonly code = 'alert-of-what';
  readonly problem = 'invalid';
  constructor() {
    super(
      'an alert watches either {"ticker": "SBER", "price": "300"} or {"farTicker": "SRZ6", "nearTicker": "SBER", "price": "250"}',
    );
  }
}

/** No price at all, or nothing that is one. */
export class AlertThresholdError extends CommandError {
  readonly code = 'alert-threshold';
  readonly problem = 'invalid';
  constructor(value: unknown) {
    const given = value === undefined ? 'none' : shown(value);
    super(
      `the price must be a number of at most 15 digits, as in {"ticker": "SBER", "price": "300"}, not ${given}`,
      { given },
    );
  }
}

/** Only the difference of two prices may be below zero. */
export class AlertPriceError extends CommandError {
  readonly code = 'alert-price';
  readonly problem = 'invalid';
  constructor(data: { ticker: string; price: string }) {
    super(`the price of ${data.ticker} must be above zero, not ${data.price}`, data);
  }
}

export class AlertRatioError extends CommandError {
  readonly code = 'alert-ratio';
  readonly problem = 'invalid';
  constructor(data: { nearTicker: string; ratio: string }) {
    super(`the ratio must be above zero, not ${data.ratio}: left out, it is that of the contracts`, data);
  }
}

/** They would take the places of tasks that trade. */
export class TooManyWatchingError extends CommandError {
  readonly code = 'too-many-watching';
  readonly problem = 'conflict';
  constructor(most: number) {
    super(`${most} alerts and watches run already: stop one first, as in stop alert/3`, {
      most: String(most),
    });
  }
}

const LONGEST_SHOWN = 40;
const shown = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_SHOWN);

/** No percent a year, or no number of minutes, or one out of bounds. */
export class WatchTermsError extends CommandError {
  readonly code = 'watch-terms';
  readonly problem = 'invalid';
  constructor(field: 'rate' | 'minutes', value: unknown, { least = '', most = '' }: SettingRange) {
    const given = shown(value);
    super(
      `${field} must be from ${least} to ${most}, as in watch 20 10 or {"rate":"20","minutes":10}, not ${given}`,
      { field, given, least, most },
    );
  }
}
