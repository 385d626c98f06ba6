/** Positions that running spreads count on, against what others did to them. */

/** What a running spread executed of an instrument. */
export interface Needed {
  /** Readable. */
  readonly taskId: string;
  readonly instrumentUid: string;
  /** Securities, sold ones below zero. */
  readonly amount: number;
}

export interface MissingPosition extends Needed {
  /** Securities that the account holds. */
  readonly held: number;
}

/**
 * Only what somebody else's trade took away is missing: what was held before a spread began, and what other tasks of ours
 * do, a person knows of.
 * @param moved by instrument, securities by which others moved the position
 */
export function missingPositions(
  needed: readonly Needed[],
  {
    moved,
    held,
  }: { readonly moved: ReadonlyMap<string, number>; readonly held: ReadonlyMap<string, number> },
): MissingPosition[] {
  return needed.flatMap((each) => {
    const { instrumentUid, amount } = each;
    const by = moved.get(instrumentUid) ?? 0;
    const now = held.get(instrumentUid) ?? 0;
    const isAgainst = amount !== 0 && Math.sign(by) === -Math.sign(amount);
    const isCovered = amount > 0 ? now >= amount : now <= amount;
    return isAgainst && !isCovered ? [{ ...each, held: now }] : [];
  });
}
