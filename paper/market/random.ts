const { imul } = Math;

/** A small seeded generator of whole numbers (sfc32), so that a market can be repeated. */
export class Random {
  readonly #words: Uint32Array;

  constructor(seed: string) {
    this.#words = Uint32Array.of(hash(seed, 1), hash(seed, 2), hash(seed, 3), 1);
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** 32 random bits. */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#words;
    const result = (a + b + counter) >>> 0;
    this.#words[3] = counter + 1;
    this.#words[0] = b ^ (b >>> 9);
    this.#words[1] = c + (c << 3);
    this.#words[2] = ((c << 21) | (c >>> 11)) + result;
    return result;
  }

  /** A whole number from 0 to `bound` − 1. */
  below(bound: number): number {
    return this.next() % Math.max(1, bound);
  }

  /** True in `percent` of a hundred cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }
}

/** FNV-1a with a start that makes several hashes of one text. */
export function hash(text: string, start: number): number {
  let value = (0x811c9dc5 ^ imul(start, 0x9e3779b1)) >>> 0;
  for (let index = 0; index < text.length; index += 1)
    value = imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}

/** Mixes a whole number into a hash: steadily, and much cheaper than hashing it as text. */
export function mixed(start: number, value: number): number {
  let bits = imul(start ^ value, 0x9e3779b1);
  bits = imul(bits ^ (bits >>> 15), 0x85ebca6b);
  return (bits ^ (bits >>> 13)) >>> 0;
}
