import { BrokerError } from '../broker/errors.js';
import { CommandError, type ToldError } from './errors.js';

/** Why a row of a queue was not started. */
export interface RefusedRow {
  readonly row: number;
  readonly ticker: string;
  readonly error: ToldError;
}

/**
 * @param isUnderWay others of the same request were started: then all there is to tell is told with them
 * @returns undefined for what is wrong with more than this row, or a mistake of ours
 */
export function obstacleOf(error: unknown, isUnderWay = false): ToldError | undefined {
  if (error instanceof CommandError) return error.told;
  // What the broker refused of this row, it may take of the next.
  if (error instanceof BrokerError && (isUnderWay || error.remedy === 'final')) {
    const { code, brokerCode = null, brokerMessage: message = null, trackingId = null } = error;
    return { code, data: { brokerCode, message, trackingId } };
  }
  return undefined;
}
