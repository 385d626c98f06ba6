import type { Exchange } from '../exchange/exchange.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Side } from '../matching/book.js';
import { makeLadder } from './ladder.js';
import { Random } from './random.js';

const STEP_MS = 250;
/** How long an instrument stays lively after somebody last looked at it. */
const WATCHED_MS = 60_000;
/** The walk turns back before it reaches the price limits of the day. */
const FARTHEST_PERCENT = 12;

/**
 * The other participants: prices walk, levels come and go, somebody trades. Only what is looked at moves quickly;
 * the liquid rest takes turns, one instrument a step.
 */
export class Market {
  readonly #exchange: Exchange;
  readonly #seed: string;
  readonly #randoms = new Map<string, Random>();
  readonly #watched = new Map<string, { instrument: PaperInstrument; untilMs: number }>();
  readonly #liquid: readonly PaperInstrument[];
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ exchange, seed }: { exchange: Exchange; seed: string }) {
    this.#exchange = exchange;
    this.#seed = seed;
    this.#liquid = exchange.catalogue.all.filter(({ liquid }) => liquid);
  }

  start(): void {
    this.#timer = setInterval(() => this.step(Date.now()), STEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Somebody looks at an instrument. */
  watch(instrument: PaperInstrument): void {
    this.#watched.set(instrument.uid, { instrument, untilMs: Date.now() + WATCHED_MS });
  }

  step(nowMs: number): void {
    const working = new Set([...this.#exchange.state.working.values()].map(({ instrument }) => instrument));
    for (const instrument of this.#exchange.state.stops.instruments) working.add(instrument);
    for (const [uid, { instrument, untilMs }] of this.#watched) {
      if (untilMs < nowMs) this.#watched.delete(uid);
      else working.add(instrument);
    }
    this.#turn = (this.#turn + 1) % this.#liquid.length;
    const next = this.#liquid[this.#turn];
    if (next) working.add(next);
    for (const instrument of working) this.#move(instrument);
  }

  #move(instrument: PaperInstrument): void {
    const random = this.#random(instrument);
    if (random.chance(60)) this.#walk(instrument, random);
    if (random.chance(60)) this.#trade(instrument, random);
  }

  #walk(instrument: PaperInstrument, random: Random): void {
    const listing = this.#exchange.listing(instrument);
    const { book, closeTicks, lastTicks } = listing;
    const bid = book.best('buy') ?? lastTicks - 1;
    const ask = book.best('sell') ?? lastTicks + 1;
    const mid = Math.floor((bid + ask) / 2);
    // About 0.004 % of the price in a step, one tick at least.
    const widest = Math.max(1, Math.round(mid / 25_000));
    const away = ((mid - closeTicks) * 100) / closeTicks;
    const up = away > FARTHEST_PERCENT ? 10 : away < -FARTHEST_PERCENT ? 90 : 50;
    const shift = random.chance(55) ? (1 + random.below(widest)) * (random.chance(up) ? 1 : -1) : 0;
    const midTicks = Math.max(2, mid + shift);
    this.#exchange.setLadder(instrument, makeLadder({ seed: this.#seed, instrument, midTicks }), {
      keep: false,
    });
  }

  #trade(instrument: PaperInstrument, random: Random): void {
    const { book } = this.#exchange.listing(instrument);
    const side: Side = random.chance(50) ? 'buy' : 'sell';
    const best = book.levels(side === 'buy' ? 'sell' : 'buy', 1)[0];
    if (!best) return;
    const lots = 1 + random.below(Math.max(1, instrument.levelLots));
    this.#exchange.trade(instrument, { side, lots, limitTicks: best.ticks }, { keep: false });
  }

  #random({ uid }: PaperInstrument): Random {
    const found = this.#randoms.get(uid) ?? new Random(`${this.#seed} ${uid}`);
    this.#randoms.set(uid, found);
    return found;
  }
}
