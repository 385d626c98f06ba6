/** Price–time matching of whole lots at whole ticks. No I/O, no clock, no money: only who meets whom. */

export type Side = 'buy' | 'sell';

export const opposite = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

/** An order with a known owner; everything without one belongs to other participants. */
export interface Owned {
  readonly orderId: string;
  readonly accountId: string;
}

interface Entry {
  readonly owner: Owned | undefined;
  lots: number;
}

interface PriceLevel {
  readonly ticks: number;
  /** First in time, first in the queue. */
  readonly queue: Entry[];
}

export interface Match {
  /** The resting order's price. */
  readonly ticks: number;
  readonly lots: number;
  /** `undefined` when the resting order was another participant's. */
  readonly maker: Owned | undefined;
}

export interface Incoming {
  readonly side: Side;
  readonly lots: number;
  /** `undefined` takes any price. */
  readonly limitTicks: number | undefined;
  readonly owner: Owned | undefined;
}

export interface Outcome {
  readonly matches: readonly Match[];
  readonly left: number;
  /** The next to meet would have been an order of the same account: exchanges do not let them trade. */
  readonly selfTrade: boolean;
}

/** A queue position as it is kept on disk: lots of others, or the id of an owned order. */
export type QueueMark = number | string;

export class OrderBook {
  readonly #levels: Record<Side, PriceLevel[]> = { buy: [], sell: [] };

  /** Best price of one side, `undefined` when it is empty. */
  best(side: Side): number | undefined {
    return this.#levels[side][0]?.ticks;
  }

  /** Price levels of one side, best first. */
  levels(side: Side, depth = Number.POSITIVE_INFINITY): { ticks: number; lots: number }[] {
    return this.#levels[side].slice(0, depth).map(({ ticks, queue }) => ({ ticks, lots: total(queue) }));
  }

  /** The same with queue positions, for keeping. */
  queues(side: Side): [ticks: number, queue: QueueMark[]][] {
    return this.#levels[side].map(({ ticks, queue }) => [
      ticks,
      queue.map(({ owner, lots }) => owner?.orderId ?? lots),
    ]);
  }

  /** Every order of one side, best price first, then first in time. */
  entries(side: Side): { ticks: number; lots: number; owner: Owned | undefined }[] {
    return this.#levels[side].flatMap(({ ticks, queue }) =>
      queue.map(({ lots, owner }) => ({ ticks, lots, owner })),
    );
  }

  /** Takes so many lots out of the front of one side. */
  drop(side: Side, lots: number): void {
    let left = lots;
    for (const { queue } of this.#levels[side]) {
      for (const entry of queue) {
        const dropped = Math.min(left, entry.lots);
        entry.lots -= dropped;
        left -= dropped;
      }
      while (queue[0]?.lots === 0) queue.shift();
      if (left === 0) break;
    }
    this.#dropEmpty(side);
  }

  /** Lots of other participants by price. */
  others(side: Side): Map<number, number> {
    const lotsByTicks = new Map<number, number>();
    for (const { ticks, queue } of this.#levels[side]) {
      const lots = total(queue.filter(({ owner }) => owner === undefined));
      if (lots > 0) lotsByTicks.set(ticks, lots);
    }
    return lotsByTicks;
  }

  /** Lots that an order could take at once, up to its limit; that of an account stops where `take` would, at its own. */
  available(side: Side, limitTicks: number | undefined, accountId?: string): number {
    let lots = 0;
    for (const { ticks, queue } of this.#levels[opposite(side)]) {
      if (!reaches(side, limitTicks, ticks)) break;
      for (const entry of queue) {
        if (accountId !== undefined && entry.owner?.accountId === accountId) return lots;
        lots += entry.lots;
      }
    }
    return lots;
  }

  /** Matches an incoming order as far as it goes; what is left is not put into the book. */
  take({ side, lots, limitTicks, owner }: Incoming): Outcome {
    const matches: Match[] = [];
    const levels = this.#levels[opposite(side)];
    let left = lots;
    let selfTrade = false;
    while (left > 0 && !selfTrade) {
      const level = levels[0];
      const entry = level?.queue[0];
      if (!level || !entry || !reaches(side, limitTicks, level.ticks)) break;
      if (owner && entry.owner?.accountId === owner.accountId) {
        selfTrade = true;
        break;
      }
      const traded = Math.min(left, entry.lots);
      matches.push({ ticks: level.ticks, lots: traded, maker: entry.owner });
      left -= traded;
      entry.lots -= traded;
      if (entry.lots === 0) level.queue.shift();
      if (level.queue.length === 0) levels.shift();
    }
    return { matches, left, selfTrade };
  }

  /** Puts an order at the end of its price's queue. It must not cross the other side: `take` first. */
  rest({
    side,
    ticks,
    lots,
    owner,
  }: {
    side: Side;
    ticks: number;
    lots: number;
    owner: Owned | undefined;
  }): void {
    const { queue } = this.#levelAt(side, ticks);
    const last = queue.at(-1);
    if (last && !last.owner && !owner) last.lots += lots;
    else queue.push({ owner, lots });
  }

  /** @returns the lots that were still in the book, 0 when the order was not. */
  remove({ side, ticks, orderId }: { side: Side; ticks: number; orderId: string }): number {
    const level = this.#levels[side].find((each) => each.ticks === ticks);
    const index = level?.queue.findIndex(({ owner }) => owner?.orderId === orderId) ?? -1;
    const [entry] = level && index >= 0 ? level.queue.splice(index, 1) : [];
    if (entry) joinOthers(level?.queue ?? [], index);
    this.#dropEmpty(side);
    return entry?.lots ?? 0;
  }

  /** Withdraws lots of others at a price, the newest first. */
  shrinkOthers(side: Side, ticks: number, lots: number): void {
    const queue = this.#levels[side].find((each) => each.ticks === ticks)?.queue ?? [];
    let left = lots;
    for (let index = queue.length - 1; index >= 0 && left > 0; index -= 1) {
      const entry = queue[index];
      if (!entry || entry.owner) continue;
      const withdrawn = Math.min(entry.lots, left);
      entry.lots -= withdrawn;
      left -= withdrawn;
      if (entry.lots === 0) queue.splice(index, 1);
    }
    this.#dropEmpty(side);
  }

  #levelAt(side: Side, ticks: number): PriceLevel {
    const levels = this.#levels[side];
    const index = levels.findIndex((each) => (side === 'buy' ? each.ticks <= ticks : each.ticks >= ticks));
    const found = levels[index];
    if (found?.ticks === ticks) return found;
    const level = { ticks, queue: [] };
    levels.splice(index < 0 ? levels.length : index, 0, level);
    return level;
  }

  #dropEmpty(side: Side): void {
    const levels = this.#levels[side];
    for (let index = levels.length - 1; index >= 0; index -= 1) {
      if (levels[index]?.queue.length === 0) levels.splice(index, 1);
    }
  }
}

/** Others' lots stand together where nobody known stands between them. */
function joinOthers(queue: Entry[], index: number): void {
  const [before, after] = [queue[index - 1], queue[index]];
  if (!before || !after || before.owner || after.owner) return;
  before.lots += after.lots;
  queue.splice(index, 1);
}

const total = (queue: readonly Entry[]): number => queue.reduce((sum, { lots }) => sum + lots, 0);

const reaches = (side: Side, limitTicks: number | undefined, ticks: number): boolean =>
  limitTicks === undefined || (side === 'buy' ? ticks <= limitTicks : ticks >= limitTicks);
