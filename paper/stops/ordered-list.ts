/** Items in order: what comes first is looked at and taken at once, others are found by halving. */
export class OrderedList<T> {
  /** The first at the end, where taking it moves nothing. */
  readonly #items: T[] = [];
  readonly #compare: (one: T, other: T) => number;

  /** `compare` must never be 0 for two different items. */
  constructor(compare: (one: T, other: T) => number) {
    this.#compare = compare;
  }

  get first(): T | undefined {
    return this.#items.at(-1);
  }

  get size(): number {
    return this.#items.length;
  }

  add(item: T): void {
    this.#items.splice(this.#place(item), 0, item);
  }

  /** @returns whether it was there. */
  remove(item: T): boolean {
    const index = this.#place(item);
    if (this.#items[index] !== item) return false;
    this.#items.splice(index, 1);
    return true;
  }

  /** Where the item is or would be. */
  #place(item: T): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#items[middle];
      if (other !== undefined && this.#compare(other, item) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
