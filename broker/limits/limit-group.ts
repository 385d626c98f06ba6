import { keepsAShare, shareOf } from './limit-table.js';
import { type EndedCall, LimitWindow } from './limit-window.js';
import type { SentCall } from './line.js';
import { compare, isUrgent, type Place, type Priority } from './priority.js';
import { SlidingWindow } from './sliding-window.js';

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
/** Until an answer tells what others took, ordinary calls under way are at most this share of the limit. */
const BLIND_SHARE = 0.1;

/** Methods that share one limit, and who waits for it, in the order in which they will be sent. */
export class LimitGroup<Waiting extends Place> {
  readonly #window: LimitWindow;
  #perSecond: { readonly limit: number; readonly window: SlidingWindow } | undefined;
  #shorterEndsAtMs = 0;
  #keepsAShare = false;
  readonly waiting: Waiting[] = [];

  constructor(limit: number) {
    this.#window = new LimitWindow(limit, MINUTE_MS);
  }

  /** This method counts here. */
  admit(path: string): void {
    this.#keepsAShare ||= keepsAShare(path);
  }

  /** Calls a minute, as far as is known now. */
  get perMinute(): number {
    return this.#window.limit;
  }

  /** The tariff's word; headers may say otherwise later. */
  setLimits({ perMinute, perSecond }: { perMinute: number; perSecond: number }): void {
    if (perMinute > 0) this.#window.limit = perMinute;
    if (perSecond === (this.#perSecond?.limit ?? 0)) return;
    this.#perSecond =
      perSecond > 0 ? { limit: perSecond, window: new SlidingWindow(perSecond, SECOND_MS) } : undefined;
  }

  enqueue(one: Waiting): void {
    const after = this.waiting.findIndex((other) => compare(one, other) < 0);
    this.waiting.splice(after < 0 ? this.waiting.length : after, 0, one);
  }

  remove(one: Waiting): void {
    const index = this.waiting.indexOf(one);
    if (index >= 0) this.waiting.splice(index, 1);
  }

  /** When a call may go out as far as is known: now or earlier when at once, undefined when an answer under way tells. */
  freeAtMs(priority: Priority, nowMs: number): number | undefined {
    const minute = this.#left(priority, nowMs) > 0 ? nowMs : this.#window.endsAtMs(nowMs);
    if (minute === undefined) return undefined;
    // Of a second's few calls half the share: every kept one makes the whole that much slower.
    const kept = isUrgent(priority) ? 0 : Math.ceil(this.#kept(this.#perSecond?.limit ?? 0) / 2);
    const second = this.#perSecond?.window.freeAtMs(nowMs, this.#perSecond.limit - kept) ?? nowMs;
    return Math.max(minute, second, this.#shorterEndsAtMs);
  }

  /** @returns what is to be called when the call has ended; it tells how many calls of others that revealed. */
  sent(call: SentCall): (end: EndedCall) => number {
    this.#window.sent(call.sentAtMs);
    this.#perSecond?.window.add(call);
    return (end) => this.#ended(end);
  }

  #ended(call: EndedCall): number {
    const before = this.#window.others;
    if (call.exhausted && call.headers?.isOfShorterWindow)
      this.#shorterEndsAtMs = call.nowMs + call.headers.resetSeconds * 1_000;
    this.#window.ended(call);
    return Math.max(0, this.#window.others - before);
  }

  #kept(limit: number): number {
    return this.#keepsAShare ? shareOf(limit) : 0;
  }

  #left(priority: Priority, nowMs: number): number {
    const window = this.#window;
    if (isUrgent(priority)) return window.mayBeLeft(nowMs);
    const left = window.left(nowMs);
    const { limit } = window;
    const forOthers = Math.min(this.#kept(limit) + window.roomForOthers, limit - 1);
    if (window.isTold(nowMs)) return left - forOthers;
    return Math.min(left - forOthers, Math.max(1, Math.floor(limit * BLIND_SHARE)) - window.underWay);
  }
}
