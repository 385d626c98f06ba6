import type { Clock } from '../clock.js';
import { matches } from '../exchange/conditions.js';
import type { Exchange } from '../exchange/exchange.js';
import { type Listing, limitDown, limitUp } from '../exchange/listing.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { crashPercent, planCrash, STEPS_BETWEEN_CRASHES } from './crash.js';
import { LEVELS, makeLadder } from './ladder.js';
import { daysToExpiry, followingOf, halfSpread } from './leaders.js';
import { Random } from './random.js';
import { nextBasis, nextMid, type Walk } from './walk.js';

const STEP_MS = 250;
/** How long an instrument stays lively after somebody last looked at it. */
const WATCHED_MS = 60_000;

/**
 * The other participants: prices walk, levels come and go, somebody trades. Only what is looked at or has orders of
 * ours moves quickly, and what it follows with it; the liquid rest takes turns, one instrument a step. Step k of an
 * instrument is made from the seed and k, never from the clock.
 */
export class Market {
  readonly #exchange: Exchange;
  readonly #seed: string;
  readonly #clock: Clock;
  readonly #walks = new Map<string, Walk>();
  readonly #watched = new Map<string, { instrument: PaperInstrument; untilMs: number }>();
  readonly #liquid: readonly PaperInstrument[];
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ exchange, seed, clock }: { exchange: Exchange; seed: string; clock: Clock }) {
    this.#exchange = exchange;
    this.#seed = seed;
    this.#clock = clock;
    this.#liquid = exchange.catalogue.all.filter(({ liquid }) => liquid);
  }

  /** Whether prices move only when told to. */
  get isCalm(): boolean {
    return this.#timer === undefined;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.step(this.#clock.now()), STEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Somebody looks at an instrument; what stood still for long first comes to where its leader has gone. */
  watch(instrument: PaperInstrument): void {
    const nowMs = this.#clock.now();
    const isNew = !this.#watched.has(instrument.uid);
    this.#watched.set(instrument.uid, { instrument, untilMs: nowMs + WATCHED_MS });
    if (isNew && this.#timer && this.#isOpen(instrument)) this.#comeAlong(instrument, nowMs);
  }

  /** Somebody else has set the book: the walk goes on from there. */
  anchor(instrument: PaperInstrument): void {
    const walk = this.#walk(instrument);
    walk.midTicks = undefined;
    walk.home = undefined;
    walk.crash = undefined;
    const nowMs = this.#clock.now();
    const following = followingOf(this.#exchange.catalogue, instrument, nowMs);
    if (!following) return;
    const fair = following.fairTicks(this.#mid(following.leader), nowMs);
    walk.basis = (middleOf(this.#exchange.listing(instrument)) - fair) * 1_000;
  }

  step(nowMs: number): void {
    const lively = new Set([...this.#exchange.state.working.values()].map(({ instrument }) => instrument));
    for (const instrument of this.#exchange.state.stops.instruments) lively.add(instrument);
    for (const [uid, { instrument, untilMs }] of this.#watched) {
      if (untilMs < nowMs) this.#watched.delete(uid);
      else lively.add(instrument);
    }
    this.#turn = (this.#turn + 1) % this.#liquid.length;
    const next = this.#liquid[this.#turn];
    if (next) lively.add(next);
    const followers: PaperInstrument[] = [];
    const leaders = new Set<PaperInstrument>();
    for (const instrument of lively) {
      const following = followingOf(this.#exchange.catalogue, instrument, nowMs);
      if (following) followers.push(instrument);
      leaders.add(following?.leader ?? instrument);
    }
    for (const instrument of [...leaders, ...followers]) this.#move(instrument, nowMs);
  }

  /**
   * Makes the price fall by `percent`, or rise when it is negative, and come back a part of the way. While the market
   * stands still it does so at once, and stays there. @returns the middle before, and where it will be at the worst.
   */
  crash(
    instrument: PaperInstrument,
    percent: number,
  ): { instrument: PaperInstrument; from: number; to: number } {
    const nowMs = this.#clock.now();
    const moved = this.#timer
      ? (followingOf(this.#exchange.catalogue, instrument, nowMs)?.leader ?? instrument)
      : instrument;
    const walk = this.#walk(moved);
    if (!this.#timer) walk.midTicks = undefined;
    const from = this.#mid(moved);
    const range = rangeOf(this.#exchange.listing(moved), nowMs);
    const plan = planCrash({ midTicks: from, percent, range, random: walk.random });
    if (this.#timer) {
      walk.crash = plan;
      for (const each of [moved, instrument]) this.watch(each);
    } else for (const midTicks of plan.fall) this.#shape(moved, { midTicks, nowMs, sells: percent > 0 });
    return { instrument: moved, from, to: plan.fall.at(-1) ?? from };
  }

  #move(instrument: PaperInstrument, nowMs: number): void {
    if (!this.#isOpen(instrument)) return;
    const walk = this.#walk(instrument);
    const following = followingOf(this.#exchange.catalogue, instrument, nowMs);
    const crashing = walk.crash !== undefined && walk.crash.fall.length > 0;
    if (following) {
      const fairTicks = following.fairTicks(this.#mid(following.leader), nowMs);
      walk.basis = nextBasis(walk, { fairTicks, days: daysToExpiry(instrument, nowMs) });
      this.#comeAlong(instrument, nowMs);
    } else this.#lead(instrument, walk, nowMs);
    const trades = walk.random.chance(60);
    const side: Side = walk.random.chance(50) ? 'buy' : 'sell';
    const lots = 1 + walk.random.below(instrument.levelLots);
    if (trades && !crashing) this.#trade(instrument, { side, lots });
  }

  #lead(instrument: PaperInstrument, walk: Walk, nowMs: number): void {
    const listing = this.#exchange.listing(instrument);
    const before = this.#mid(instrument);
    const { kind } = instrument.details;
    const walked = nextMid(walk, { kind, midTicks: before, closeTicks: listing.closeTicks });
    const range = rangeOf(listing, nowMs);
    const crashes = walk.random.below(STEPS_BETWEEN_CRASHES) === 0 && kind === 'share';
    if (crashes && !walk.crash) {
      const percent = crashPercent(walk.random);
      walk.crash = planCrash({ midTicks: before, percent, range, random: walk.random });
    }
    const [fall, recovery] = [walk.crash?.fall ?? [], walk.crash?.recovery ?? []];
    const crashed = fall[0] ?? recovery[0];
    if (fall.length > 0) walk.crash = { fall: fall.slice(1), recovery };
    else walk.crash = recovery.length > 1 ? { fall: [], recovery: recovery.slice(1) } : undefined;
    const midTicks = crashed ?? walked.midTicks;
    walk.home = crashed === undefined ? walked.home : undefined;
    const sells = fall.length > 0 ? midTicks < before : undefined;
    this.#shape(instrument, { midTicks, nowMs, sells });
  }

  /** Goes to where the leader and the basis say, without a step of its own. */
  #comeAlong(instrument: PaperInstrument, nowMs: number): void {
    const following = followingOf(this.#exchange.catalogue, instrument, nowMs);
    if (!following) return;
    const fair = following.fairTicks(this.#mid(following.leader), nowMs);
    const midTicks = fair + Math.round(this.#walk(instrument).basis / 1_000);
    this.#shape(instrument, { midTicks, nowMs, sells: undefined });
  }

  /** Brings the others' orders around a price inside the day's limits; in a crash somebody trades on the way. */
  #shape(
    instrument: PaperInstrument,
    { midTicks, nowMs, sells }: { midTicks: number; nowMs: number; sells: boolean | undefined },
  ): void {
    const { lowest, highest } = rangeOf(this.#exchange.listing(instrument), nowMs);
    const within = Math.min(highest, Math.max(lowest, midTicks));
    this.#walk(instrument).midTicks = within;
    const ladder = makeLadder({ seed: this.#seed, instrument, midTicks: within, nowMs });
    this.#exchange.setLadder(instrument, ladder, { keep: !this.#timer });
    if (sells !== undefined) this.#trade(instrument, { side: sells ? 'sell' : 'buy', lots: 1 });
  }

  #trade(instrument: PaperInstrument, { side, lots }: { side: Side; lots: number }): void {
    const [best] = this.#exchange.listing(instrument).book.levels(side === 'buy' ? 'sell' : 'buy', 1);
    if (best)
      this.#exchange.trade(instrument, { side, lots, limitTicks: best.ticks }, { keep: !this.#timer });
  }

  #mid(instrument: PaperInstrument): number {
    return this.#walk(instrument).midTicks ?? middleOf(this.#exchange.listing(instrument));
  }

  #isOpen = (instrument: PaperInstrument): boolean => matches(this.#exchange.state.condition(instrument));

  #walk({ uid }: PaperInstrument): Walk {
    const found = this.#walks.get(uid);
    if (found) return found;
    const random = new Random(`${this.#seed} ${uid}`);
    const walk: Walk = { random, midTicks: undefined, home: undefined, basis: 0, crash: undefined };
    this.#walks.set(uid, walk);
    return walk;
  }
}

function middleOf({ book, lastTicks }: Listing): number {
  const bid = book.best('buy') ?? lastTicks - 1;
  const ask = book.best('sell') ?? lastTicks + 1;
  return Math.floor((bid + ask) / 2);
}

/** Where the middle may be so that every level is inside the day's limits. */
function rangeOf(listing: Listing, nowMs: number): { lowest: number; highest: number } {
  const { instrument, closeTicks } = listing;
  const edge = LEVELS + halfSpread(instrument, closeTicks, nowMs);
  const lowest = Math.max(2, limitDown(listing) + edge);
  const highest = limitUp(listing) - edge;
  return lowest <= highest ? { lowest, highest } : { lowest: closeTicks, highest: closeTicks };
}
