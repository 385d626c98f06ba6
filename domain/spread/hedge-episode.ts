import { executedLotsOf } from '../leg.js';
import { CLAIM_LOOK_MS } from '../tend-order.js';
import { hedgeBound, hedgeLevels } from './hedge-price.js';
import { firstInWay } from './in-way.js';
import { dueLots, owedLots } from './owed.js';
import type { HedgeAnswer } from './terms.js';
import type { HedgeEpisode, HedgeLeft, HedgeTry, SpreadView } from './view.js';

/** A hedge takes milliseconds. One that is owed for longer has met something, and nothing new is quoted meanwhile. */
export const HEDGE_SLOW_MS = 1_000;
/** How soon a hedge that is not complete is tried again within bounds that are spent; ever more seldom, at last so. */
export const FIRST_TRY_AGAIN_MS = 1_000;
const LAST_TRY_AGAIN_MS = 30_000;
/** At any price only what the book did not show yet is waited for. */
const ANY_PRICE_AGAIN_MS = 250;

/** Whether what is owed should be hedged by now, or a person is asked about it. */
export const isHedgingSlow = ({ memory, nowMs }: SpreadView): boolean =>
  memory.hedge !== undefined &&
  (memory.hedge.askedSinceMs !== undefined || nowMs - memory.hedge.sinceMs >= HEDGE_SLOW_MS);

/**
 * The hedging of what is owed after this look. It begins with the first look at which something is owed and ends with
 * the first at which nothing is. An answer of a person begins new bounds at the price of then; so does a market that
 * opens again, because a price from before it closed is none to hold on to. An answer from before this one began does
 * not count: `any-price` was said of other prices. (So after a crash the person is asked again.)
 */
export function rememberHedge(view: SpreadView): HedgeEpisode | undefined {
  if (owedLots(view) === 0) return undefined;
  const answered = withinAnswer(withAnswer(begun(view), view), view);
  return { ...withReference(withTry(answered, view), view), dueLots: dueLots(view) };
}

/**
 * What a person let be: what was owed when they said so, as far as they could know. What is learnt of later is hedged.
 * Nothing of a hedge that began after the answer is let be: it was said of another. Who begins anew knows what was
 * due in the question, or else only that it was answered, so that all that is owed at the first look is let be.
 */
export function rememberLeft(view: SpreadView): HedgeLeft | undefined {
  const { wish, memory } = view;
  if (wish.hedge?.choice !== 'leave') return undefined;
  const { number: answer } = wish.hedge;
  const owed = owedLots(view);
  if (memory.left?.answer === answer) return { answer, lots: Math.min(memory.left.lots, owed) };
  const isFresh = memory.answer === undefined;
  const isOfThis = memory.hedge !== undefined && answer > memory.hedge.answer;
  if (!isFresh && !isOfThis) return { answer, lots: 0 };
  const knownLots =
    knownTo(wish.hedge, memory.hedge?.dueLots ?? dueLots(view)) - executedLotsOf(view.near.leg);
  return { answer, lots: Math.min(Math.max(0, knownLots), owed) };
}

/** Of the near lots that were due when the answer was heard, those that who answered knew of. */
const knownTo = ({ dueLots: shown }: HedgeAnswer, due: number): number => Math.min(due, shown ?? due);

const begun = ({ memory, nowMs, wish }: SpreadView): HedgeEpisode =>
  memory.hedge ?? { sinceMs: nowMs, dueLots: 0, tries: 0, answer: wish.hedge?.number ?? 0, anyPrice: false };

function withAnswer(episode: HedgeEpisode, { wish, near }: SpreadView): HedgeEpisode {
  const { hedge } = wish;
  if (!hedge || hedge.number <= episode.answer) return episode;
  const anyPriceTo = knownTo(hedge, episode.dueLots);
  const isAnyPrice = hedge.choice === 'any-price' && anyPriceTo > near.leg.settled.lots;
  return {
    ...anew({ ...episode, answer: hedge.number }),
    wasAsked: true,
    ...(isAnyPrice && { anyPrice: true, anyPriceTo }),
  };
}

/** What was to be had at any price is: the rest has new bounds, and another question. */
const withinAnswer = (episode: HedgeEpisode, { near }: SpreadView): HedgeEpisode =>
  episode.anyPriceTo !== undefined && near.leg.settled.lots >= episode.anyPriceTo ? anew(episode) : episode;

const anew = ({ sinceMs, dueLots: known, answer, trying, ...before }: HedgeEpisode): HedgeEpisode => ({
  sinceMs,
  dueLots: known,
  tries: 0,
  answer,
  anyPrice: false,
  ...(trying && { trying }),
  ...(isAsked(before) && { wasAsked: true }),
});

/** So whoever has the claim may have the answer already. */
const isAsked = ({ askedSinceMs, wasAsked }: Pick<HedgeEpisode, 'askedSinceMs' | 'wasAsked'>): boolean =>
  askedSinceMs !== undefined || wasAsked === true;

/** What became of the order that was tried, and the one that is now. */
function withTry(episode: HedgeEpisode, view: SpreadView): HedgeEpisode {
  const { current, settled, nextNumber } = view.near.leg;
  const { trying, ...rest } = episode;
  const isOver = trying !== undefined && nextNumber > trying.number && current?.number !== trying.number;
  const after = isOver ? afterTry(rest, trying, view) : rest;
  if (!current) return after;
  const { number, lots, price } = current;
  return { ...after, trying: { number, lots, price, settledLots: settled.lots } };
}

/** What was filled for all its lots was no try in vain: what is owed since is another order's. */
function afterTry(episode: HedgeEpisode, trying: HedgeTry, view: SpreadView): HedgeEpisode {
  const { nowMs } = view;
  if (view.near.leg.settled.lots - trying.settledLots >= trying.lots) return episode;
  return {
    ...episode,
    tries: episode.tries + 1,
    triedAtMs: nowMs,
    ...(isSpent(episode, trying, view) && { askedSinceMs: episode.askedSinceMs ?? nowMs }),
  };
}

function isSpent({ anyPrice, referencePrice }: HedgeEpisode, { price }: HedgeTry, view: SpreadView): boolean {
  if (anyPrice || !referencePrice) return false;
  // One of ours that stays for a moment is no bound of the hedge's own.
  if (firstInWay(view, 'elsewhere')?.leftAlone) return false;
  const bound = hedgeBound(referencePrice, view);
  return view.sell ? price.gte(bound) : price.lte(bound);
}

function withReference(episode: HedgeEpisode, view: SpreadView): HedgeEpisode {
  if (view.near.market.tradable === false) {
    const { referencePrice, askedSinceMs, triedAtMs, ...rest } = episode;
    return { ...rest, tries: 0, ...(isAsked(episode) && { wasAsked: true }) };
  }
  const referencePrice = episode.referencePrice ?? hedgeLevels(view)[0]?.price;
  return referencePrice ? { ...episode, referencePrice } : episode;
}

/**
 * When the next try may be made. Within its bounds at once: each widens the price. When they are spent, ever more seldom;
 * soon, when a book since then shows something within them. Once a person was asked only while the claim is ours: they
 * may have let it be since, which only its holder hears.
 */
export function mayTryAtMs(view: SpreadView): number {
  const { hedge } = view.memory;
  if (hedge && isAsked(hedge) && !view.isClaimed)
    return Math.max(triedAgainAtMs(view), view.nowMs + CLAIM_LOOK_MS);
  return triedAgainAtMs(view);
}

function triedAgainAtMs(view: SpreadView): number {
  const { hedge } = view.memory;
  if (hedge?.triedAtMs === undefined) return Number.NEGATIVE_INFINITY;
  const { triedAtMs, askedSinceMs, anyPrice } = hedge;
  if (anyPrice) return triedAtMs + ANY_PRICE_AGAIN_MS;
  if (askedSinceMs === undefined) return triedAtMs;
  const seldom = Math.min(Math.max(triedAtMs - askedSinceMs, FIRST_TRY_AGAIN_MS), LAST_TRY_AGAIN_MS);
  return triedAtMs + (isShownWithinBound(view, triedAtMs) ? FIRST_TRY_AGAIN_MS : seldom);
}

function isShownWithinBound(view: SpreadView, sinceMs: number): boolean {
  const reference = view.memory.hedge?.referencePrice;
  const best = hedgeLevels(view)[0]?.price;
  const receivedAtMs = view.near.market.book?.receivedAtMs ?? Number.NEGATIVE_INFINITY;
  if (!reference || !best || receivedAtMs <= sinceMs) return false;
  const bound = hedgeBound(reference, view);
  return view.sell ? best.lte(bound) : best.gte(bound);
}
