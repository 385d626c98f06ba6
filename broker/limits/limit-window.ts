import type { LimitHeaders } from './headers.js';

/** How a call ended, as far as its limit is concerned. */
export interface EndedCall {
  readonly sentAtMs: number;
  readonly nowMs: number;
  readonly headers: LimitHeaders | undefined;
  /** The broker refused it for the limit's sake (RESOURCE_EXHAUSTED). */
  readonly exhausted: boolean;
  /** False when it found no connection, or lost it: nobody counted it, or a refusal, which does nothing, will tell. */
  readonly arrived: boolean;
}

interface Span {
  readonly earliestMs: number;
  readonly latestMs: number;
}

const MS = 1_000;

/**
 * The broker's counter as it can be known from here: fixed windows whose end is told in whole seconds, rounded up, so
 * that each answer gives a span in which the end lies, and several narrow it.
 *
 * How much is left is the least that an answer of this window told, minus our calls that it may not have counted:
 * those under way, and those that ended without telling. Every answer that told more was counted before. So what
 * other programs take is never taken for ours, and no call of ours is counted twice for longer than it is under way.
 */
export class LimitWindow {
  #limit: number;
  readonly #windowMs: number;
  #told: number | undefined;
  #toldAtMs = 0;
  #isClosed = false;
  #underWay = 0;
  /** Our calls of this window that an answer counted; all of those that cannot be placed are taken for ours. */
  #counted = 0;
  /** When calls ended that the broker may have counted without telling. */
  #untold: number[] = [];
  #end: Span | undefined;
  #turnedAtMs = Number.NEGATIVE_INFINITY;
  #othersBefore = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  get limit(): number {
    return this.#limit;
  }

  set limit(limit: number) {
    this.#limit = limit;
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** False until an answer of this window came: then it is not known what other programs took. */
  isTold(nowMs: number): boolean {
    this.#turn(nowMs);
    return this.#told !== undefined;
  }

  left(nowMs: number): number {
    this.#turn(nowMs);
    if (this.#isClosed) return 0;
    return (this.#told ?? this.#limit) - this.#underWay - this.#untold.length;
  }

  /**
   * The most that may be left: ours that are under way may be counted already in what an answer told. Whoever cannot
   * wait to know risks a refusal, which does nothing, rather than wait for those answers.
   */
  mayBeLeft(nowMs: number): number {
    const left = this.left(nowMs);
    if (this.#isClosed) return 0;
    return Math.max(left, this.#limit - this.others - this.#counted - this.#underWay - this.#untold.length);
  }

  /** When the counter is zeroed at the latest; undefined while only an answer under way can tell. */
  endsAtMs(nowMs: number): number | undefined {
    this.#turn(nowMs);
    return this.#end?.latestMs;
  }

  /** Calls of this window that were surely not ours. */
  get others(): number {
    if (this.#told === undefined) return 0;
    return Math.max(0, this.#limit - this.#told - this.#counted - this.#underWay - this.#untold.length);
  }

  /** What is left to other programs: as much as they took in the window before, half of the limit at most. */
  get roomForOthers(): number {
    return Math.max(0, Math.min(this.#othersBefore, Math.floor(this.#limit / 2)) - this.others);
  }

  sent(nowMs: number): void {
    this.#turn(nowMs);
    this.#underWay += 1;
  }

  ended(call: EndedCall): void {
    this.#turn(call.nowMs);
    this.#underWay -= 1;
    const { headers, nowMs, sentAtMs, exhausted, arrived } = call;
    if (!arrived) return;
    if (headers && !headers.isOfShorterWindow) this.#heard(headers, call);
    else {
      this.#untold.push(nowMs);
      this.#end ??= { earliestMs: sentAtMs, latestMs: nowMs + this.#windowMs };
      this.#isClosed ||= exhausted && !headers;
    }
  }

  #heard(headers: LimitHeaders, { sentAtMs, nowMs, exhausted }: EndedCall): void {
    const span = {
      earliestMs: sentAtMs + (headers.resetSeconds - 1) * MS,
      latestMs: nowMs + headers.resetSeconds * MS,
    };
    const mayBeOfWindowBefore = sentAtMs < this.#turnedAtMs && span.earliestMs < this.#turnedAtMs;
    const isOfWindowBefore = this.#end !== undefined && span.latestMs < this.#end.earliestMs;
    if (mayBeOfWindowBefore || isOfWindowBefore) {
      this.#untold.push(nowMs);
      return;
    }
    this.#limit = headers.limit;
    if (this.#hasTurnedEarly(headers, { span, sentAtMs })) this.#begin(sentAtMs);
    // A later call was counted after everything that had ended before it was sent.
    const untold = this.#untold.filter((endedAtMs) => endedAtMs > sentAtMs);
    this.#counted += this.#untold.length - untold.length + (exhausted ? 0 : 1);
    this.#untold = untold;
    this.#isClosed ||= exhausted;
    this.#end = narrowed(this.#end, span);
    if (this.#told !== undefined && this.#told <= headers.remaining) return;
    this.#told = headers.remaining;
    this.#toldAtMs = nowMs;
  }

  /** The counter was zeroed before the latest moment: it tells more than before to a call that was sent after. */
  #hasTurnedEarly(
    { remaining }: LimitHeaders,
    { span, sentAtMs }: { span: Span; sentAtMs: number },
  ): boolean {
    if (this.#end && span.earliestMs > this.#end.latestMs) return true;
    return this.#told !== undefined && remaining > this.#told && sentAtMs >= this.#toldAtMs;
  }

  #turn(nowMs: number): void {
    if (this.#end && nowMs >= this.#end.latestMs) this.#begin(this.#end.latestMs);
  }

  #begin(turnedAtMs: number): void {
    this.#othersBefore = this.others;
    this.#turnedAtMs = turnedAtMs;
    this.#told = undefined;
    this.#isClosed = false;
    this.#counted = 0;
    this.#untold = this.#untold.filter((endedAtMs) => endedAtMs > turnedAtMs);
    this.#end = undefined;
  }
}

/** Two spans of one moment; when they contradict each other, the newer one is believed. */
function narrowed(known: Span | undefined, told: Span): Span {
  if (!known) return told;
  const both = {
    earliestMs: Math.max(known.earliestMs, told.earliestMs),
    latestMs: Math.min(known.latestMs, told.latestMs),
  };
  return both.earliestMs <= both.latestMs ? both : told;
}
