import { Random } from '../market/random.js';

export const FAULT_KINDS = [
  'lose-answer',
  'delay',
  'unavailable',
  'exhausted',
  'reject',
  'appear-late',
  'cut-stream',
  'silent-stream',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  /** A method's name such as `PostOrder`, or `*` for any. */
  readonly method: string;
  readonly kind: FaultKind;
  /** Only orders in this instrument; undefined for every call. */
  readonly ticker?: string;
  /** How many more calls it strikes. */
  readonly count: number;
  /** From 0 to 1. */
  readonly probability: number;
  readonly ms: number;
  /** The code of a `reject`. */
  readonly code: string;
}

/** What the next calls are to suffer, in the order it was asked for. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];
  readonly #random: Random;

  constructor(seed: string) {
    this.#random = new Random(`${seed} faults`);
  }

  get list(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, count: left }));
  }

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.count });
  }

  clear(): void {
    this.#waiting = [];
  }

  /**
   * The fault that strikes this call, if any; it is used up by that.
   * @param ticker of the instrument that the call is about, where it names one
   */
  strike(method: string, kinds: readonly FaultKind[], ticker?: string): Fault | undefined {
    const struck = this.#waiting.find(
      ({ fault }) =>
        (fault.method === '*' || fault.method === method) &&
        kinds.includes(fault.kind) &&
        (fault.ticker === undefined || fault.ticker === ticker) &&
        this.#random.below(1_000_000) < fault.probability * 1_000_000,
    );
    if (!struck) return undefined;
    struck.left -= 1;
    if (struck.left <= 0) this.#waiting = this.#waiting.filter((each) => each !== struck);
    return struck.fault;
  }
}
