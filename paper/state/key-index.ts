import { hash } from 'node:crypto';

/** Bytes of a key's digest; a digest stands for its key: two of half a million meet with a chance of 1 in 10^27. */
const DIGEST_BYTES = 16;
const WORDS = DIGEST_BYTES / 4;
const ENTRY_BYTES = DIGEST_BYTES + 8;
const BLOCK_ENTRIES = 4_096;
const FIRST_CAPACITY = 1_024;

/**
 * Idempotency keys and the numbers of their orders, the newest so many of them: 32 bytes each, where strings in a
 * `Map` take five times as much. Entries stand in a ring in the order they came; a table of places finds them.
 */
export class KeyIndex {
  readonly #most: number;
  #digests = new Uint32Array(0);
  #numbers = new Float64Array(0);
  /** Place + 1 of the entry that lives in a slot, 0 for a free slot; the slots after the right one are tried in turn. */
  #slots = new Int32Array(1);
  /** Where in the ring the oldest entry is. */
  #oldest = 0;
  #size = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get(key: string): number | undefined {
    const place = this.#find(digestOf(key));
    return place === undefined ? undefined : this.#numbers[place];
  }

  /** The oldest key is forgotten when there are too many. */
  set(key: string, number: number): void {
    this.#put(digestOf(key), number);
  }

  /** Everything in it, oldest first, in pieces of some hundred kilobytes. */
  *blocks(): Generator<string> {
    for (let from = 0; from < this.#size; from += BLOCK_ENTRIES) {
      const count = Math.min(BLOCK_ENTRIES, this.#size - from);
      const block = Buffer.alloc(count * ENTRY_BYTES);
      for (let index = 0; index < count; index += 1) {
        const place = this.#placeOf(from + index);
        const at = index * ENTRY_BYTES;
        for (let word = 0; word < WORDS; word += 1)
          block.writeUInt32LE(this.#digests[place * WORDS + word] ?? 0, at + word * 4);
        block.writeDoubleLE(this.#numbers[place] ?? 0, at + DIGEST_BYTES);
      }
      yield block.toString('base64');
    }
  }

  addBlock(text: string): void {
    const block = Buffer.from(text, 'base64');
    for (let at = 0; at < block.length; at += ENTRY_BYTES)
      this.#put(wordsAt(block, at), block.readDoubleLE(at + DIGEST_BYTES));
  }

  #put(digest: Uint32Array, number: number): void {
    const known = this.#find(digest);
    if (known !== undefined) {
      this.#numbers[known] = number;
      return;
    }
    if (this.#size === this.#most) this.#dropOldest();
    else if (this.#size === this.#numbers.length) this.#grow();
    const place = this.#placeOf(this.#size);
    this.#digests.set(digest, place * WORDS);
    this.#numbers[place] = number;
    this.#size += 1;
    this.#link(place);
  }

  /** The place in the ring of the entry that came as number `index`. */
  #placeOf(index: number): number {
    return (this.#oldest + index) % this.#numbers.length;
  }

  #find(digest: Uint32Array): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = (digest[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const place = (this.#slots[slot] ?? 0) - 1;
      if (place < 0) return undefined;
      const at = place * WORDS;
      let same = 0;
      while (same < WORDS && this.#digests[at + same] === digest[same]) same += 1;
      if (same === WORDS) return place;
    }
  }

  /** The slot that the entry at a place would have if no other were in the way. */
  #home(place: number): number {
    return (this.#digests[place * WORDS] ?? 0) & (this.#slots.length - 1);
  }

  #link(place: number): void {
    const mask = this.#slots.length - 1;
    let slot = this.#home(place);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = place + 1;
  }

  #dropOldest(): void {
    const mask = this.#slots.length - 1;
    let hole = this.#home(this.#oldest);
    while (this.#slots[hole] !== this.#oldest + 1) hole = (hole + 1) & mask;
    // Entries behind the hole that only stood there because it was taken move up, so that no search ends at it.
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] ?? 0;
      const fromHome = (slot - this.#home(entry - 1)) & mask;
      if (fromHome < ((slot - hole) & mask)) continue;
      this.#slots[hole] = entry;
      hole = slot;
    }
    this.#slots[hole] = 0;
    this.#oldest = (this.#oldest + 1) % this.#numbers.length;
    this.#size -= 1;
  }

  /** Only a ring that has never been full grows: its oldest entry is at its first place. */
  #grow(): void {
    const capacity = Math.min(this.#most, Math.max(FIRST_CAPACITY, this.#numbers.length * 2));
    const digests = new Uint32Array(capacity * WORDS);
    digests.set(this.#digests);
    const numbers = new Float64Array(capacity);
    numbers.set(this.#numbers);
    this.#digests = digests;
    this.#numbers = numbers;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(capacity * 2)));
    for (let place = 0; place < this.#size; place += 1) this.#link(place);
  }
}

const digestOf = (key: string): Uint32Array => wordsAt(hash('sha256', key, 'buffer'), 0);

function wordsAt(bytes: Buffer, at: number): Uint32Array {
  const words = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word += 1) words[word] = bytes.readUInt32LE(at + word * 4);
  return words;
}
