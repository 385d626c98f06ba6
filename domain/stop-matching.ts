/**
 * Which stop orders of the broker are those whose sending had no certain outcome: there is no look-up by key, so they
 * are compared by content, over all statuses (docs/stop-orders.md). Pure.
 */
import { APPEARS_WITHIN_MS } from './leg.js';
import { areTwins, differences, NONE } from './stop-content.js';
import type { StopSnapshot, StopTerms } from './stop-order.js';

export { differences, type StopDifference, type StopField, sameContent } from './stop-content.js';

/** One that may exist at the broker. Times are of the wall clock, in milliseconds since 1970. */
export interface DoubtfulStop {
  readonly clientOrderId: string;
  readonly terms: StopTerms;
  /** The earliest moment at which any sending of it may have left. */
  readonly firstSentAtMs: number;
  /** The latest moment at which the last sending of it may have left. */
  readonly lastSentAtMs: number;
  /** The broker said that its key is used (30057). */
  readonly exists?: boolean;
  /** Ids that were written down before the first sending of it, as those that a stash saved: none of them is this one. */
  readonly seenBefore?: ReadonlySet<string>;
}

/** Stop orders of every status, placed since `listFrom` of the earliest doubt at the latest. */
export interface StopList {
  readonly stops: readonly StopSnapshot[];
  /** When the call that read it was begun, by the wall clock. */
  readonly askedAtMs: number;
}

export type AmbiguousBecause =
  /** There are more of this content than were sent, or it cannot be told which is which. */
  | 'several'
  /** Its time does not fit, or is not told. */
  | 'time'
  /** Something of it is told in a way that fits and proves nothing. */
  | 'content'
  /** Somebody else places the same as we do at this moment. */
  | 'others'
  /** The broker said that it exists, and no list holds it. */
  | 'unseen'
  /** Sent so long ago that the broker may have forgotten its end. */
  | 'old';

export type StopVerdict =
  | { readonly kind: 'found'; readonly stop: StopSnapshot }
  /** It does not exist and never will: it may be sent again, under its key. */
  | { readonly kind: 'absent' }
  /** Not there, but it may appear until then: to be asked again, not sent. */
  | { readonly kind: 'may-appear'; readonly untilMs: number }
  /** For a person: nothing is sent, none of these is touched. */
  | {
      readonly kind: 'ambiguous';
      readonly because: AmbiguousBecause;
      readonly candidates: readonly StopSnapshot[];
    };

/** A call is given up after three seconds: until then its own answer may name it. */
const ANSWERED_WITHIN_MS = 5_000;
/** How far the broker's clock may be from ours without anybody having noticed. */
export const CLOCKS_APART_MS = 10_000;
/** A stop order of so long before cannot be ours, whatever the clocks say. */
const SURELY_BEFORE_MS = 600_000;
/** It is not documented how long the broker lists those that ended. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** From when on the list must be read. */
export const listFrom = ({ firstSentAtMs }: Pick<DoubtfulStop, 'firstSentAtMs'>): Date =>
  new Date(firstSentAtMs - SURELY_BEFORE_MS);

/**
 * Read in this order: the list, then `doubts`, then `known`. What was on its way while the list was read is a doubt then, or
 * known; read earlier it would be nobody's, and be taken for one in doubt.
 * @param doubts all of the account, of every task, those under way too
 * @param known ids that are surely not those in doubt: ours by an answer, or seen before the first sending.
 * @returns a verdict for each of `doubts`, by `clientOrderId`; no stop order is found for two of them.
 */
export function matchStops({
  doubts,
  known,
  list,
}: {
  doubts: readonly DoubtfulStop[];
  known: ReadonlySet<string>;
  list: StopList;
}): ReadonlyMap<string, StopVerdict> {
  const strangers = list.stops.filter(({ stopOrderId }) => !known.has(stopOrderId));
  const ours = list.stops.filter(({ stopOrderId }) => known.has(stopOrderId));
  const groups = groupsOf(doubts, strangers).map((group) => {
    const candidates = [...new Set(group.flatMap(({ fits }) => fits.map(({ stop }) => stop)))];
    return { group, candidates, joint: joined(group, candidates) };
  });
  const explained = new Set(groups.flatMap(({ joint }) => [...(joint.stops?.values() ?? [])]));
  const others = strangers.filter((stop) => !explained.has(stop));
  const verdicts = new Map<string, StopVerdict>();
  for (const { group, candidates, joint } of groups) {
    const because =
      joint.because ?? (candidates.length > 0 ? besideOthers(group, { others, ours }) : undefined);
    // Which of several is which: an answer under way may tell.
    const answeredAtMs =
      group.length > 1 && candidates.length > 0
        ? Math.max(...group.map(({ doubt }) => doubt.lastSentAtMs)) + ANSWERED_WITHIN_MS
        : 0;
    for (const { doubt } of group) {
      const stop = joint.stops?.get(doubt);
      verdicts.set(
        doubt.clientOrderId,
        list.askedAtMs < answeredAtMs
          ? { kind: 'may-appear', untilMs: answeredAtMs }
          : because
            ? { kind: 'ambiguous', because, candidates }
            : stop
              ? { kind: 'found', stop }
              : verdictOfMissing(doubt, list),
      );
    }
  }
  return verdicts;
}

interface Fit {
  readonly stop: StopSnapshot;
  /** What about it proves nothing; undefined where all of it fits. */
  readonly unsure: 'time' | 'content' | undefined;
}
interface Doubt {
  readonly doubt: DoubtfulStop;
  readonly fits: readonly Fit[];
}

/** Doubts that have a candidate in common belong together; those that surely exist first, then as they were sent. */
function groupsOf(doubts: readonly DoubtfulStop[], strangers: readonly StopSnapshot[]): Doubt[][] {
  const byInstrument = new Map<string, StopSnapshot[]>();
  for (const stop of strangers)
    byInstrument.set(stop.instrumentUid, [...(byInstrument.get(stop.instrumentUid) ?? []), stop]);
  let groups: Doubt[][] = [];
  for (const doubt of doubts) {
    const fits = (byInstrument.get(doubt.terms.instrumentUid) ?? []).flatMap((stop) => fitOf(doubt, stop));
    const one: Doubt = { doubt, fits };
    const joined = groups.filter((group) => group.some((other) => shareACandidate(other, one)));
    groups = [...groups.filter((group) => !joined.includes(group)), [...joined.flat(), one]];
  }
  for (const group of groups)
    group.sort(
      ({ doubt: a }, { doubt: b }) =>
        Number(b.exists ?? false) - Number(a.exists ?? false) || a.firstSentAtMs - b.firstSentAtMs,
    );
  return groups;
}

const shareACandidate = (one: Doubt, other: Doubt): boolean =>
  one.fits.some(({ stop }) => other.fits.some((fit) => fit.stop === stop));

/** @returns nothing where it is surely another one. */
function fitOf(doubt: DoubtfulStop, stop: StopSnapshot): Fit[] {
  if (doubt.seenBefore?.has(stop.stopOrderId)) return [];
  const different = differences(doubt.terms, stop);
  // A kind that we do not know, a date where we asked for none: the broker may tell ours so.
  const isUnsure = different.every(
    ({ field, wanted, told }) =>
      (field === 'kind' && told === NONE) || (field === 'expiry' && wanted === NONE),
  );
  const time = timeFit(doubt, stop);
  if (!isUnsure || time === 'never') return [];
  return [{ stop, unsure: different.length > 0 ? 'content' : time === 'maybe' ? 'time' : undefined }];
}

function timeFit(
  { firstSentAtMs, lastSentAtMs }: Pick<DoubtfulStop, 'firstSentAtMs' | 'lastSentAtMs'>,
  { createdAt }: StopSnapshot,
): 'fits' | 'maybe' | 'never' {
  if (!createdAt) return 'maybe';
  const createdAtMs = createdAt.getTime();
  if (createdAtMs < firstSentAtMs - SURELY_BEFORE_MS) return 'never';
  if (createdAtMs < firstSentAtMs - CLOCKS_APART_MS) return 'maybe';
  return createdAtMs <= lastSentAtMs + APPEARS_WITHIN_MS + CLOCKS_APART_MS ? 'fits' : 'maybe';
}

const timeOf = ({ createdAt }: StopSnapshot): number => createdAt?.getTime() ?? 0;

type Joined =
  | { readonly stops: ReadonlyMap<DoubtfulStop, StopSnapshot>; readonly because?: undefined }
  | { readonly stops?: undefined; readonly because: AmbiguousBecause };

/**
 * Every candidate must surely be one of the group: then as many exist as there are candidates, and which of several that
 * are the same is whose makes no difference. The earliest candidates have the fewest doubts to belong to.
 */
function joined(group: readonly Doubt[], candidates: readonly StopSnapshot[]): Joined {
  const stops = new Map<DoubtfulStop, StopSnapshot>();
  const isMixed = new Set(group.map(({ doubt }) => contentOf(doubt))).size > 1;
  if (isMixed) return { because: 'several' };
  for (const stop of [...candidates].sort((a, b) => timeOf(a) - timeOf(b))) {
    const fits = group.flatMap(({ doubt, fits }) =>
      fits.filter((fit) => fit.stop === stop).map(({ unsure }) => ({ doubt, unsure })),
    );
    const free = fits.filter(({ doubt }) => !stops.has(doubt));
    const sure = free.find(({ unsure }) => !unsure);
    if (!sure) return { because: free[0]?.unsure ?? 'several' };
    stops.set(sure.doubt, stop);
  }
  return { stops };
}

const contentOf = ({ terms }: DoubtfulStop): string =>
  JSON.stringify([
    terms.direction,
    terms.lots,
    terms.kind,
    terms.stopPrice,
    [terms.child.type, terms.child.type === 'limit' && terms.child.price],
    terms.trailing && [terms.trailing.indent, terms.trailing.spread].map(({ type, value }) => [type, value]),
    terms.expiry.type === 'till-date' && terms.expiry.at,
    terms.margin,
  ]);

/** Whether somebody else placed the same as one that we know to be ours: then what we found may be theirs as well. */
function besideOthers(
  group: readonly Doubt[],
  { others, ours }: { others: readonly StopSnapshot[]; ours: readonly StopSnapshot[] },
): AmbiguousBecause | undefined {
  const span = {
    firstSentAtMs: Math.min(...group.map(({ doubt }) => doubt.firstSentAtMs)),
    lastSentAtMs: Math.max(...group.map(({ doubt }) => doubt.lastSentAtMs)),
  };
  const ofThatTime = (stop: StopSnapshot) =>
    timeFit(span, stop) !== 'never' &&
    !group.every(({ doubt }) => doubt.seenBefore?.has(stop.stopOrderId) ?? false);
  const placedMeanwhile = ours.filter(ofThatTime);
  const isTwin = (stop: StopSnapshot) => placedMeanwhile.some((own) => areTwins(own, stop));
  return others.filter(ofThatTime).some(isTwin) ? 'others' : undefined;
}

function verdictOfMissing(
  { firstSentAtMs, lastSentAtMs, exists }: DoubtfulStop,
  { askedAtMs }: StopList,
): StopVerdict {
  const quiet = askedAtMs - lastSentAtMs;
  if (quiet <= APPEARS_WITHIN_MS)
    return { kind: 'may-appear', untilMs: askedAtMs + APPEARS_WITHIN_MS - quiet };
  if (exists) return { kind: 'ambiguous', because: 'unseen', candidates: [] };
  if (askedAtMs - firstSentAtMs > FORGOTTEN_AFTER_MS)
    return { kind: 'ambiguous', because: 'old', candidates: [] };
  return { kind: 'absent' };
}
