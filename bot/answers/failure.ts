import { BrokerError, retryAfterSeconds } from '../../broker/errors.js';
import { CommandError, InvalidArgumentsError, UsageError } from '../../commands/index.js';
import { isDatabaseUnavailable } from '../../database/index.js';
import { describeError, hasText, type Locale, translate } from '../../locales/index.js';
import {
  AccountUnknownError,
  AmendRefusedError,
  CancelRunningError,
  ForeignTaskError,
  NotConfirmedError,
  NoWorkerError,
  TaskFinishedError,
  TaskNotFoundError,
  TemporalUnavailableError,
} from '../../tasks/index.js';
import { figuresOf } from './figures.js';

export interface Failure {
  readonly locale: Locale;
  readonly command: string;
  readonly error: unknown;
}

/**
 * Why a command was not carried out, in words.
 * @returns undefined for an error that is nobody's to act on: a mistake of ours
 */
export function failureText({ locale, command, error }: Failure): string | undefined {
  if (error instanceof UsageError || error instanceof InvalidArgumentsError) {
    const key = `usage-${command}`;
    return hasText(locale, key)
      ? translate(locale, 'wrong-words', { usage: translate(locale, key) })
      : describeError(locale, error);
  }
  if (error instanceof CommandError || error instanceof AmendRefusedError)
    return describeError(locale, error);
  if (error instanceof BrokerError) {
    const { code, brokerCode, brokerMessage: message, trackingId } = error;
    return describeError(locale, {
      code,
      data: { brokerCode, message, trackingId, ...retryAfterSeconds(error) },
    });
  }
  if (isOfTasks(error)) return describeError(locale, { code: error.code, data: figuresOf(error) });
  if (isDatabaseUnavailable(error)) return translate(locale, 'error-database-unavailable');
  return undefined;
}

const TASK_ERRORS = [
  AccountUnknownError,
  CancelRunningError,
  ForeignTaskError,
  NotConfirmedError,
  NoWorkerError,
  TaskFinishedError,
  TaskNotFoundError,
  TemporalUnavailableError,
] as const;

const isOfTasks = (error: unknown): error is InstanceType<(typeof TASK_ERRORS)[number]> =>
  TASK_ERRORS.some((each) => error instanceof each);
