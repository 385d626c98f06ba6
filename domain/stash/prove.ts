/** Whether what waits at the broker is what was to be restored, order by order. Pure. */
import { differences, type StopDifference, sameContent } from '../stop-content.js';
import type { StopSnapshot, StopTerms } from '../stop-order.js';
import type { TaskError } from '../task.js';
import { type KeptSnapshot, keepSnapshot } from './kept-snapshot.js';
import type { SkipReason } from './plan-restore.js';

export interface ExpectedOrder {
  /** In the stash. */
  readonly position: number;
  /** Null of one that cannot be placed and was found waiting. */
  readonly terms: StopTerms | null;
  /** The broker's id; null where it was not placed. */
  readonly stopOrderId: string | null;
  /** Why it was not placed; the broker's or ours. */
  readonly notPlaced?: {
    readonly reason: SkipReason | 'refused' | 'dropped' | 'in-doubt';
    readonly error?: TaskError;
  };
}

export type ProofDifference =
  /** It was not placed, and why. */
  | {
      readonly kind: 'not-placed';
      readonly position: number;
      readonly reason: NonNullable<ExpectedOrder['notPlaced']>['reason'];
      readonly error?: TaskError;
    }
  /** It was placed, or was there, and does not wait any more. */
  | { readonly kind: 'missing'; readonly position: number; readonly stopOrderId: string | null }
  /** It waits, and is not what it is to be. */
  | {
      readonly kind: 'different';
      readonly position: number;
      readonly stopOrderId: string;
      readonly fields: readonly StopDifference[];
    }
  /** It waits, and is not of the stash. */
  | { readonly kind: 'not-of-stash'; readonly stop: StopSnapshot };

export interface RestoreProof {
  /** Orders of the stash that wait as they are to. */
  readonly same: number;
  readonly differences: readonly ProofDifference[];
}

/** A proof as plain data. */
export interface KeptProof extends Pick<RestoreProof, 'same'> {
  /** Orders of the stash that were to be restored. */
  readonly of: number;
  readonly differences: (
    | Exclude<ProofDifference, { kind: 'not-of-stash' }>
    | { readonly kind: 'not-of-stash'; readonly stop: KeptSnapshot }
  )[];
}

export const keepProof = ({ same, differences }: RestoreProof, of: number): KeptProof => ({
  same,
  of,
  differences: differences.map((each) =>
    each.kind === 'not-of-stash' ? { ...each, stop: keepSnapshot(each.stop) } : each,
  ),
});

/**
 * Each order is found at most once, so that of two that are the same two must wait: first by the broker's id, then what
 * has none, or is not there any more, by content.
 * @param left ids of those that were to stay beside it
 */
export function proveRestore({
  expected,
  active,
  left,
}: {
  readonly expected: readonly ExpectedOrder[];
  readonly active: readonly StopSnapshot[];
  readonly left: ReadonlySet<string>;
}): RestoreProof {
  const free = new Map(active.map((stop) => [stop.stopOrderId, stop]));
  const found = new Map<number, StopSnapshot>();
  const take = (position: number, stop: StopSnapshot | undefined) => {
    if (!stop) return;
    found.set(position, stop);
    free.delete(stop.stopOrderId);
  };
  for (const { position, stopOrderId } of expected)
    if (stopOrderId !== null) take(position, free.get(stopOrderId));
  for (const { position, terms } of expected) {
    if (!terms || found.has(position)) continue;
    take(
      position,
      [...free.values()].find((stop) => !left.has(stop.stopOrderId) && sameContent(terms, stop)),
    );
  }
  const told = expected.flatMap((order) => differenceOf(order, found.get(order.position)));
  const foreign = [...free.values()].filter(({ stopOrderId }) => !left.has(stopOrderId));
  return {
    same: expected.length - told.length,
    differences: [...told, ...foreign.map((stop) => ({ kind: 'not-of-stash' as const, stop }))],
  };
}

function differenceOf(
  { position, terms, stopOrderId, notPlaced }: ExpectedOrder,
  stop: StopSnapshot | undefined,
): ProofDifference[] {
  if (stop) {
    const fields = terms ? differences(terms, stop) : [];
    return fields.length > 0 ? [{ kind: 'different', position, stopOrderId: stop.stopOrderId, fields }] : [];
  }
  return notPlaced
    ? [{ kind: 'not-placed', position, ...notPlaced }]
    : [{ kind: 'missing', position, stopOrderId }];
}
