/** Tasks that save stop orders and bring them back. */
import type { StopTaskRequest } from '../stop-task.js';

/** What both are asked with. */
interface PlaceRequest extends StopTaskRequest {
  /** Of the place; empty for the unnamed one. */
  readonly name: string;
  /** By the broker's ids, and as people know them; null for all. */
  readonly instruments: readonly { readonly ticker: string; readonly instrumentUid: string }[] | null;
}

/** Saves the stop orders that wait, and cancels them. */
export interface StashRequest extends PlaceRequest {
  /** The broker's ids of those that a person agreed to: what came later is left alone. */
  readonly ids: readonly string[];
  /** They are saved alone, and go on waiting. */
  readonly keep: boolean;
}

/** Places saved stop orders again. */
export interface RestoreRequest extends PlaceRequest {
  /** The number of the version. */
  readonly stash: number;
  /** Of the orders as they were agreed to (`contentsOf`): changed since, none is placed. */
  readonly contents: string;
  /** What waits and is not of the stash is cancelled first, and kept as the version before. */
  readonly clean: boolean;
  /** The broker's ids of those that a person agreed to lose by that: what came later is left alone. */
  readonly cleanIds: readonly string[];
  /** The end of those that are over, ISO 8601 in UTC; null leaves them out. */
  readonly expiredTill: string | null;
  /** Those that triggered since they were saved are placed too, and those of which nobody knows. */
  readonly again: boolean;
  /** What nobody kept of the margin flag is taken for agreed to: a person did, now. */
  readonly margin: boolean;
}

/** Whether one of this instrument is concerned. */
export const isOf = ({ instruments }: Pick<PlaceRequest, 'instruments'>, instrumentUid: string): boolean =>
  instruments === null || instruments.some((each) => each.instrumentUid === instrumentUid);
