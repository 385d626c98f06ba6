/** A small broker whose lists lag behind: each fill is seen in the orders and in the positions some time after it was. */
import type { Execution, Executions, Turnover } from '../../../domain/reconciliation/executions.js';
import { joinedExecutions } from '../../../domain/reconciliation/executions.js';
import {
  judgePositions,
  type PositionDifference,
  type PositionsMemory,
  type Remembered,
} from '../../../domain/reconciliation/positions.js';

export const SETTLE_MS = 10;

export type Happening =
  | { kind: 'wait'; ms: number }
  | { kind: 'fill'; uid: string; amount: number; ordersLagMs: number; positionsLagMs: number }
  /** Of an order in doubt, which lists do not show until it is found. */
  | { kind: 'hidden-fill'; uid: string; amount: number }
  | { kind: 'found' }
  /** How long each of three calls takes, and when within it the broker looks. */
  | {
      kind: 'look';
      takesMs: readonly [number, number, number];
      seenAfterMs: readonly [number, number, number];
    }
  | { kind: 'restart' }
  /** By no order. */
  | { kind: 'change'; uid: string; amount: number };

interface Fill {
  readonly name: string;
  readonly uid: string;
  readonly amount: number;
  readonly inOrdersAtMs: number;
  readonly inPositionsAtMs: number;
}

export class ModelAccount {
  nowMs = 1_000;
  readonly told: PositionDifference[] = [];
  unsettled = 0;
  #fills: Fill[] = [];
  #hidden: { uid: string; amount: number; name: string }[] = [];
  #memory: PositionsMemory = { readings: [] };
  #remembered: Remembered = { isAdopted: false, unexplained: new Map(), reading: undefined };
  #orders = 0;
  readonly #held: readonly (readonly [string, number])[];

  constructor(held: readonly (readonly [string, number])[]) {
    this.#held = held;
  }

  happen(happening: Happening): void {
    switch (happening.kind) {
      case 'wait':
        this.nowMs += happening.ms;
        break;
      case 'fill': {
        const { uid, amount, ordersLagMs, positionsLagMs } = happening;
        this.#fill({ uid, amount, ordersAfterMs: ordersLagMs, positionsAfterMs: positionsLagMs });
        break;
      }
      case 'hidden-fill': {
        const { uid, amount } = happening;
        const name = this.#fill({
          uid,
          amount,
          ordersAfterMs: Number.POSITIVE_INFINITY,
          positionsAfterMs: 0,
        });
        this.#hidden.push({ uid, amount, name });
        break;
      }
      case 'found': {
        const names = new Set(this.#hidden.map(({ name }) => name));
        this.#hidden = [];
        this.#fills = this.#fills.map((fill) =>
          names.has(fill.name) ? { ...fill, inOrdersAtMs: this.nowMs } : fill,
        );
        break;
      }
      case 'look':
        this.#look(happening);
        break;
      case 'restart':
        this.#memory = { readings: [] };
        break;
      case 'change':
        this.#fills.push({
          name: 'nobody',
          uid: happening.uid,
          amount: happening.amount,
          inOrdersAtMs: Number.POSITIVE_INFINITY,
          inPositionsAtMs: this.nowMs,
        });
    }
  }

  #fill(fill: { uid: string; amount: number; ordersAfterMs: number; positionsAfterMs: number }): string {
    // Several fills of one order, and several orders, in one instrument.
    const name = `${fill.uid} ${Math.sign(fill.amount)} ${Math.floor(this.#orders / 3)}`;
    this.#orders += 1;
    const hiddenName = Number.isFinite(fill.ordersAfterMs) ? name : `hidden ${this.#orders}`;
    this.#fills.push({
      name: hiddenName,
      uid: fill.uid,
      amount: fill.amount,
      inOrdersAtMs: this.nowMs + fill.ordersAfterMs,
      inPositionsAtMs: this.nowMs + fill.positionsAfterMs,
    });
    return hiddenName;
  }

  #look({ takesMs, seenAfterMs }: Extract<Happening, { kind: 'look' }>): void {
    const [beforeMs, positionsMs, afterMs] = takesMs;
    const known = this.#remembered.reading?.executions ?? new Map();
    const read = <T>(
      takes: number,
      seen: number,
      what: () => T,
    ): T & { askedAtMs: number; answeredAtMs: number } => {
      const askedAtMs = this.nowMs;
      this.nowMs += Math.min(takes, seen);
      const answer = what();
      this.nowMs = askedAtMs + takes;
      return { ...answer, askedAtMs, answeredAtMs: this.nowMs };
    };
    const executions = () => ({ executions: joinedExecutions(known, this.#executions()) });
    const look = {
      before: read(beforeMs, seenAfterMs[0], executions),
      positions: read(positionsMs, seenAfterMs[1], () => ({ amounts: this.#positions() })),
      after: read(afterMs, seenAfterMs[2], executions),
      mayHave: this.#mayHave(),
    };
    const verdict = judgePositions({
      memory: this.#memory,
      remembered: this.#remembered,
      look,
      settleMs: SETTLE_MS,
    });
    this.#memory = verdict.memory;
    this.told.push(...verdict.differences);
    this.unsettled = verdict.unsettled.length;
    this.#remembered = {
      isAdopted: true,
      unexplained: new Map([...this.#remembered.unexplained, ...verdict.unexplained]),
      reading: look.after,
    };
  }

  #executions(): Executions {
    const seen = new Map<string, Execution>();
    for (const { name, uid, amount, inOrdersAtMs } of this.#fills) {
      if (inOrdersAtMs > this.nowMs) continue;
      seen.set(name, { instrumentUid: uid, amount: (seen.get(name)?.amount ?? 0) + amount });
    }
    return seen;
  }

  #positions(): Map<string, number> {
    const amounts = new Map<string, number>(this.#held);
    for (const { uid, amount, inPositionsAtMs } of this.#fills)
      if (inPositionsAtMs <= this.nowMs) amounts.set(uid, (amounts.get(uid) ?? 0) + amount);
    return amounts;
  }

  #mayHave(): Map<string, Turnover> {
    const doubts = new Map<string, Turnover>();
    for (const { uid, amount } of this.#hidden) {
      const { bought, sold } = doubts.get(uid) ?? { bought: 0, sold: 0 };
      doubts.set(uid, { bought: bought + Math.max(0, amount), sold: sold + Math.max(0, -amount) });
    }
    return doubts;
  }
}
