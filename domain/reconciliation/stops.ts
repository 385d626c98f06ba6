/** The broker's stop orders against those that tasks placed. */

import { sameContent } from '../stop-content.js';
import type { StopSnapshot, StopTerms } from '../stop-order.js';

/** One of a task, as the log knows it. */
export interface KnownStop {
  /** Readable. */
  readonly taskId: string;
  readonly isTaskFinished: boolean;
  readonly taskKey: string;
  readonly number: number;
  /** `sent`: nobody knows whether it exists. */
  readonly state: 'sent' | 'placed';
  /** The broker's id of what is placed. */
  readonly stopOrderId: string | null;
  readonly terms: StopTerms;
  readonly ended: 'executed' | 'cancelled' | 'expired' | 'gone' | null;
  readonly sentAt: Date;
}

export type StopDifference =
  /** Not ours, and it waits for its price. */
  | { readonly kind: 'foreign-stop'; readonly stop: StopSnapshot }
  /** A finished task sent one like it, and never knew whether it was there. */
  | { readonly kind: 'stop-appeared'; readonly stop: StopSnapshot; readonly known: KnownStop }
  /** It waits for its price, and the log says that it ended. */
  | { readonly kind: 'stop-works-on'; readonly stop: StopSnapshot; readonly known: KnownStop }
  | { readonly kind: 'stop-triggered'; readonly stop: StopSnapshot; readonly known: KnownStop }
  | { readonly kind: 'stop-expired'; readonly known: KnownStop }
  /** Nobody of ours wrote down that it cancelled it. */
  | { readonly kind: 'stop-cancelled-elsewhere'; readonly known: KnownStop }
  /** It was placed, and no list holds it. */
  | { readonly kind: 'stop-lost'; readonly known: KnownStop };

/** Placed ones that do not wait any more: what became of them only a list of every status tells. */
export function endedStops(active: readonly StopSnapshot[], known: readonly KnownStop[]): KnownStop[] {
  const waiting = new Set(active.map(({ stopOrderId }) => stopOrderId));
  return known.filter(
    ({ state, ended, stopOrderId }) =>
      state === 'placed' && ended === null && stopOrderId !== null && !waiting.has(stopOrderId),
  );
}

/** A clock of the broker's that is behind ours by so much hides none of ours from the list. */
const CLOCKS_APART_MS = 600_000;

/** From when a list of every status is to be read to hold each of them. */
export const sinceFor = (ended: readonly KnownStop[]): Date =>
  new Date(Math.min(...ended.map(({ sentAt }) => sentAt.getTime())) - CLOCKS_APART_MS);

/** @param all of every status, read after the log, where one of ours does not wait any more */
export function compareStops({
  active,
  known,
  all,
}: {
  readonly active: readonly StopSnapshot[];
  readonly known: readonly KnownStop[];
  readonly all: readonly StopSnapshot[];
}): StopDifference[] {
  const ours = new Map(known.map((each) => [each.stopOrderId, each]));
  const doubts = known.filter(({ state }) => state === 'sent');
  const listed = new Map(all.map((stop) => [stop.stopOrderId, stop]));
  return [
    ...active.flatMap((stop) => differenceOf(stop, { known: ours.get(stop.stopOrderId), doubts })),
    ...endedStops(active, known).flatMap((each) => endOf(each, listed.get(each.stopOrderId ?? ''))),
  ];
}

function differenceOf(
  stop: StopSnapshot,
  { known, doubts }: { readonly known: KnownStop | undefined; readonly doubts: readonly KnownStop[] },
): StopDifference[] {
  if (known) return known.ended === null ? [] : [{ kind: 'stop-works-on', stop, known }];
  const like = doubts.filter(({ terms }) => sameContent(terms, stop));
  // A task that runs finds out by itself which is its own.
  if (like.some(({ isTaskFinished }) => !isTaskFinished)) return [];
  const [first] = like;
  return [first ? { kind: 'stop-appeared', stop, known: first } : { kind: 'foreign-stop', stop }];
}

function endOf(known: KnownStop, stop: StopSnapshot | undefined): StopDifference[] {
  switch (stop?.status) {
    case undefined:
      return [{ kind: 'stop-lost', known }];
    case 'executed':
      return [{ kind: 'stop-triggered', stop, known }];
    case 'expired':
      return [{ kind: 'stop-expired', known }];
    case 'cancelled':
      return [{ kind: 'stop-cancelled-elsewhere', known }];
    default:
      return [];
  }
}

/** Whoever cancels one writes that down a moment later; a list may lag behind. */
export const isFleetingStop = ({ kind }: StopDifference): boolean =>
  kind === 'stop-works-on' || kind === 'stop-cancelled-elsewhere' || kind === 'stop-lost';
