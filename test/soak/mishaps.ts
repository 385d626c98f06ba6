/** What befell, and from when to when: by it the judge knows what may have held a hedge back. */
import { setTimeout as pause } from 'node:timers/promises';
import type { PaperControl } from '../support/paper-control.js';
import { nowUs } from '../support/terms-over-time.js';
import { CLOSED, type Mishap, NO_WORKER } from '../support/unhedged-causes.js';
import { WORKERS } from './blows.js';

const EVERY_MS = 200;
/** A fault that was used up between two looks lasts until the later one. */
const SEEN_TO_US = EVERY_MS * 1_000;

export class Mishaps {
  readonly #all: { kind: string; ticker: string | undefined; fromUs: number; untilUs: number }[] = [];
  /** Workers that are killed or frozen, as often as they are. */
  readonly #idle: string[] = [];
  #nobody: { over(): void } | undefined;
  /** Of faults that wait for calls; they last as long as they do so, and their own time more. */
  readonly #waiting = new Map<string, { kind: string; fromUs: number; untilUs: number }>();

  /** @param ticker what it befalls, when it is not everything */
  began(kind: string, ticker?: string): { over(lastsMs?: number): void } {
    const mishap = { kind, ticker, fromUs: nowUs(), untilUs: Number.POSITIVE_INFINITY };
    this.#all.push(mishap);
    return {
      over(lastsMs = 0) {
        mishap.untilUs = Math.min(mishap.untilUs, nowUs() + lastsMs * 1_000);
      },
    };
  }

  /** Until all that was asked for is used up a fault may strike at any moment. */
  async follow(exchange: PaperControl, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const faults = await exchange.faults().catch(() => undefined);
      for (const { kind, ms, probability } of faults ?? []) if (probability === 1) this.#lasts(kind, ms);
      await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** While none of them works, nobody can hedge. */
  idles(worker: string, until: Promise<void>): void {
    this.#idle.push(worker);
    if (!this.#nobody && WORKERS.every((each) => this.#idle.includes(each)))
      this.#nobody = this.began(NO_WORKER);
    void until.finally(() => {
      this.#idle.splice(this.#idle.indexOf(worker), 1);
      if (this.#idle.includes(worker)) return;
      this.#nobody?.over();
      this.#nobody = undefined;
    });
  }

  /** Whether it is closed now. */
  isClosed(ticker: string): boolean {
    const now = nowUs();
    return this.#all.some(
      (mishap) => mishap.kind === CLOSED && mishap.ticker === ticker && mishap.untilUs > now,
    );
  }

  /** As they are now; what is not over lasts until now. */
  list(): Mishap[] {
    const untilUs = nowUs();
    return [...this.#all, ...this.#waiting.values()].map((mishap) => ({
      ...mishap,
      untilUs: Math.min(mishap.untilUs, untilUs),
    }));
  }

  #lasts(kind: string, ms: number): void {
    const atUs = nowUs();
    const untilUs = atUs + SEEN_TO_US + ms * 1_000;
    const former = this.#waiting.get(kind);
    if (former && former.untilUs >= atUs) former.untilUs = Math.max(former.untilUs, untilUs);
    else {
      if (former) this.#all.push({ ticker: undefined, ...former });
      this.#waiting.set(kind, { kind, fromUs: atUs - SEEN_TO_US, untilUs });
    }
  }
}
