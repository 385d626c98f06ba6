/** What a list in memory becomes when it is read again: a short answer takes nothing away at once. */
import { isShort } from './short-listing.js';

export interface KeptList<Item> {
  /** What counts as listed. */
  readonly listed: readonly Item[];
  /** Not told by the last reading; since when, in milliseconds of the caller's clock. What is believed to be gone is not in here. */
  readonly missing: ReadonlyMap<string, { readonly item: Item; readonly sinceMs: number }>;
  /** The last reading told too few to be true: what it did not tell counts as listed. */
  readonly short: boolean;
}

/** One reading that does not tell an instrument proves little: another one, so much later, is to agree. */
const GONE_MS = 600_000;
/** So long readings are to go on being short until they are believed. An empty one never is. */
const SHORT_MS = 3_600_000;

/** @param told null where the broker says that it does not serve the kind */
export function nextKeptList<Item extends { readonly uid: string }>(
  before: KeptList<Item> | undefined,
  told: readonly Item[] | null,
  nowMs: number,
): KeptList<Item> {
  const items = told ?? [];
  if (!before) return { listed: items, missing: new Map(), short: false };
  const now = new Set(items.map(({ uid }) => uid));
  const short = isShort(items.length, before.listed.length);
  const lifeMs = items.length === 0 ? Number.POSITIVE_INFINITY : short ? SHORT_MS : GONE_MS;
  const missing = new Map<string, { item: Item; sinceMs: number }>();
  for (const item of [...before.listed, ...[...before.missing.values()].map((each) => each.item)]) {
    const sinceMs = before.missing.get(item.uid)?.sinceMs ?? nowMs;
    if (!now.has(item.uid) && nowMs - sinceMs < lifeMs) missing.set(item.uid, { item, sinceMs });
  }
  const stays = short ? [...missing.values()].map(({ item }) => item) : [];
  return { listed: [...items, ...stays], missing, short };
}
