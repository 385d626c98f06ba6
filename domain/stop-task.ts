/** Tasks about stop orders: they have an amount of orders, and no instrument of their own unless all are in one. */
import type { Direction } from './order.js';
import type { KeptProof } from './stash/prove.js';
import type { StopChild, StopTerms } from './stop-order.js';
import type { TaskError, TaskRequest } from './task.js';

/** Kinds of tasks that place ladders of stop orders; what each of them is asked with: `LadderRequest`. */
const LADDER_KINDS = ['stops', 'shorts', 'nuke'] as const;
export type LadderKind = (typeof LADDER_KINDS)[number];

export const isLadder = (kind: string): kind is LadderKind => LADDER_KINDS.some((each) => each === kind);

/** What every task about stop orders is asked with. */
export interface StopTaskRequest extends TaskRequest {
  /** One order each. */
  readonly lot: 1;
  /** Stop orders that it is to place (or remove, or save); of a ladder those that were skipped when it was planned are not counted. */
  readonly amount: number;
  readonly limitPrice: null;
}

/** A ladder of stop orders below (or, to sell, above) the last price of each instrument. */
export interface LadderRequest extends StopTaskRequest {
  readonly direction: Direction;
  /** Percent from the last price, decimal strings. */
  readonly levels: readonly string[];
  /** Roubles for each level of each instrument, a decimal string. */
  readonly sum: string;
  readonly child: StopChild['type'];
  readonly lifetimeMinutes: number;
  /** As the lifetimes end it is planned and placed anew, until it is cancelled. */
  readonly renew: boolean;
  /** A person agreed that positions may become short or leveraged. */
  readonly margin: boolean;
  /** So many securities of each may be short in all, by instrument uid; left out: as many as it takes. */
  readonly mayShort?: Readonly<Record<string, number>>;
  readonly instruments: readonly { readonly ticker: string; readonly instrumentUid: string }[];
}

/** One line that a trader understands. */
export function ladderWords(kind: string, { direction, amount, ticker, levels, sum }: LadderRequest): string {
  const side = direction === 'buy' ? 'below' : 'above';
  return `${kind}: ${amount} to ${direction}${ticker === null ? '' : ` ${ticker}`}, ${levels.join('/')} % ${side}, ${sum} RUB each`;
}

/** Cancels the stop orders that another task placed. */
export interface RemoveRequest extends StopTaskRequest {
  /** Of the task that placed them. */
  readonly ofKey: string;
  readonly of: string;
}

/** A stop order of a plan: to be placed, or skipped with the reason; then its terms are those that are known. */
export type PlannedStop =
  | { readonly terms: StopTerms; readonly skipped?: undefined }
  | { readonly terms: SkippedTerms; readonly skipped: TaskError };

export interface SkippedTerms extends Pick<StopTerms, 'ticker' | 'direction'> {
  readonly lots?: number;
  readonly stopPrice?: string;
  /** Null where the broker does not list it. */
  readonly instrumentUid: string | null;
  /** Percent from the last price; null or left out: every level. */
  readonly level?: string | null;
}

/** How far a task about stop orders is; orders all of them. Of a ladder that is renewed: its newest round. */
export interface StopProgress {
  readonly round: number;
  readonly placed: number;
  readonly skipped: number;
  /** Refused by the broker. */
  readonly failed: number;
  /** Sent, and nobody knows yet whether they are there. */
  readonly inDoubt: number;
  /** Not sent yet. */
  readonly left: number;
  /** An estimate by the rate limit. */
  readonly secondsLeft: number;
}

/** What a task about stop orders came to in all its rounds, in orders. */
export interface StopFigures {
  /** That it was to place (or remove). */
  readonly amount: number;
  readonly skipped: number;
  readonly failed: number;
  /** Of `remove`, `stash` and the cleaning of `restore`: those that had triggered. */
  readonly triggered?: number;
  /** Of `stash`: those that expired before they were cancelled, and those that were not found any more. */
  readonly expired?: number;
  readonly gone?: number;
  /** Of `stash` and `restore`: the number of the version; null where there was nothing to save. */
  readonly stash?: number | null;
  /** Of `stash`: orders of which something had to be assumed, and those that could not be placed again and were left. */
  readonly assumed?: number;
  readonly notPlaceable?: number;
  /** Of `restore`: those that waited already, the version that holds what was cleaned away, and how many those are. */
  readonly there?: number;
  readonly before?: number | null;
  readonly cleaned?: number;
  /** Of `restore`: orders that wait as they are to, and differences; null where that was not looked at. */
  readonly same?: number | null;
  readonly differs?: number | null;
}

/** One that is not there, and why. */
export interface StopNotPlaced {
  readonly number: number;
  readonly ticker: string;
  readonly level: string | null;
  /** `dropped`: the task was stopped before. */
  readonly state: 'skipped' | 'refused' | 'dropped';
  readonly stopPrice: string | null;
  readonly lots: number | null;
  readonly reason: TaskError | null;
}

/** A finished task's report. */
export interface StopsResult extends StopFigures {
  readonly stops: LadderKind | 'remove' | 'stash' | 'restore';
  readonly ticker: string | null;
  /** Orders it placed (or removed). */
  readonly executed: number;
  /** Added as it is written down. */
  readonly notPlaced?: StopNotPlaced[];
  /** Of `restore`: in what the broker's list is not the stash. Added as it is written down. */
  readonly differences?: KeptProof['differences'];
}
