import { BrokerError } from '../broker/errors.js';
import { CommandError } from './errors.js';

type Data = Readonly<Record<string, string | null>>;

/** A cause as data; its words are made where it is shown. */
export interface Obstacle {
  readonly code: string;
  readonly data: Data;
  /** Where it is several at once: each of them. */
  readonly obstacles?: readonly Obstacle[];
}

/** Why a row of a queue was not started. */
export interface RefusedRow {
  readonly row: number;
  readonly ticker: string;
  readonly error: Obstacle;
}

/** @returns undefined for what is wrong with more than this row, or a mistake of ours */
export function obstacleOf(error: unknown): Obstacle | undefined {
  if (error instanceof CommandError) {
    const { code, data, obstacles } = error;
    return {
      code,
      data,
      ...(obstacles && { obstacles: obstacles.map((each) => ({ code: each.code, data: each.data })) }),
    };
  }
  // What the broker refused of this row, it may take of the next.
  if (error instanceof BrokerError && error.remedy === 'final') {
    const { code, brokerCode = null, brokerMessage: message = null, trackingId = null } = error;
    return { code, data: { brokerCode, message, trackingId } };
  }
  return undefined;
}
