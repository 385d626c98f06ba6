import { Decimal } from '../../domain/decimal.js';
import { isFinal, type OrderSnapshot, OrderStatus } from '../../domain/order.js';

/** Final orders are remembered this long, and so many of them at most. */
const REMEMBERED_MS = 86_400_000;
const REMEMBERED_FINAL = 5_000;

interface Entry {
  order: OrderSnapshot;
  /** The exchange's id as a unary call told it. */
  answeredId: string | undefined;
  /** Every id it was told under. */
  readonly names: Set<string>;
  toldAtMs: number;
}

const nameByKey = (clientOrderId: string): string => `key ${clientOrderId}`;
/** An exchange's ids are unique only within one of its markets. */
const nameById = ({ instrumentUid, brokerOrderId }: OrderSnapshot): string =>
  `id ${instrumentUid} ${brokerOrderId}`;

/**
 * What is known of the account's orders, whoever told it. One order comes under several ids: our key; an internal id
 * in a stream's first event; the exchange's; and, where it was placed without a UUID key, one that the broker invents.
 */
export class OrderMemory {
  readonly #byName = new Map<string, Entry>();
  readonly #working = new Set<Entry>();
  /** Those told last come last. */
  readonly #final = new Set<Entry>();
  /** Working orders by instrument, as they were last asked for; gone with the first change of one of them. */
  readonly #lists = new Map<string, readonly OrderSnapshot[]>();

  /** @returns the joined order if anything about it is new. */
  merge(told: OrderSnapshot, source: 'stream' | 'answer', nowMs = Date.now()): OrderSnapshot | undefined {
    const { entry, other } = this.#find(told);
    const known = other ? joined(other.order, told) : told;
    const joinedOrder = entry ? joined(entry.order, known) : known;
    const answeredId =
      (source === 'answer' && told.brokerOrderId) || (entry?.answeredId ?? other?.answeredId);
    const order = answeredId ? { ...joinedOrder, brokerOrderId: answeredId } : joinedOrder;
    const isNews = !entry || !isSame(entry.order, order);
    const wasIn = entry?.order.instrumentUid;
    const kept: Entry = entry ?? { order, answeredId, names: new Set(), toldAtMs: nowMs };
    Object.assign(kept, { order, answeredId, toldAtMs: nowMs });
    for (const name of other?.names ?? []) kept.names.add(name);
    this.#name(kept, told);
    this.#working.delete(kept);
    this.#final.delete(kept);
    (isFinal(order.status) ? this.#final : this.#working).add(kept);
    if (isNews) this.#lists.delete(order.instrumentUid);
    if (isNews && wasIn !== undefined) this.#lists.delete(wasIn);
    this.#forget(nowMs);
    return isNews ? order : undefined;
  }

  byClientOrderId(clientOrderId: string): OrderSnapshot | undefined {
    return this.#byName.get(nameByKey(clientOrderId))?.order;
  }

  working(): OrderSnapshot[] {
    return [...this.#working].map(({ order }) => order);
  }

  /** The same list until one of its orders changes: it is asked for at every look of every executor. */
  workingIn(instrumentUid: string): readonly OrderSnapshot[] {
    const known = this.#lists.get(instrumentUid);
    if (known) return known;
    const found: OrderSnapshot[] = [];
    for (const { order } of this.#working) if (order.instrumentUid === instrumentUid) found.push(order);
    this.#lists.set(instrumentUid, found);
    return found;
  }

  get isAnyWorking(): boolean {
    return this.#working.size > 0;
  }

  /** Working orders that nobody has told anything of since then. */
  untoldSince(atMs: number): OrderSnapshot[] {
    return [...this.#working].filter(({ toldAtMs }) => toldAtMs < atMs).map(({ order }) => order);
  }

  #find(told: OrderSnapshot): { entry: Entry | undefined; other: Entry | undefined } {
    const byKey =
      told.clientOrderId === undefined ? undefined : this.#byName.get(nameByKey(told.clientOrderId));
    const byId = told.brokerOrderId === '' ? undefined : this.#byName.get(nameById(told));
    if (!byKey || !byId || byKey === byId) return { entry: byKey ?? byId, other: undefined };
    // Told once by its key and once by its id before both came together: one order after all.
    this.#drop(byId);
    return { entry: byKey, other: byId };
  }

  #name(entry: Entry, told: OrderSnapshot): void {
    if (told.clientOrderId !== undefined) entry.names.add(nameByKey(told.clientOrderId));
    if (told.brokerOrderId !== '') entry.names.add(nameById(told));
    for (const name of entry.names) this.#byName.set(name, entry);
  }

  #drop(entry: Entry): void {
    for (const name of entry.names) this.#byName.delete(name);
    this.#working.delete(entry);
    this.#final.delete(entry);
    this.#lists.delete(entry.order.instrumentUid);
  }

  /** Also forgets what is believed to work but was not heard of for a day: an order of the day ended long ago. */
  #forget(nowMs: number): void {
    for (const entry of this.#final) {
      if (this.#final.size <= REMEMBERED_FINAL && nowMs - entry.toldAtMs < REMEMBERED_MS) break;
      this.#drop(entry);
    }
    for (const entry of this.#working) {
      if (nowMs - entry.toldAtMs < REMEMBERED_MS) break;
      this.#drop(entry);
    }
  }
}

/** Executed lots never go back, a final state stays, and what one source leaves out is kept from the other. */
function joined(before: OrderSnapshot, told: OrderSnapshot): OrderSnapshot {
  const [base, newer] = told.lotsExecuted < before.lotsExecuted ? [told, before] : [before, told];
  const { averagePrice: _average, executedValue: _value, ...lasting } = base;
  const clientOrderId = before.clientOrderId ?? told.clientOrderId;
  return {
    ...lasting,
    // Sums belong to the lots they were told with.
    ...(newer.lotsExecuted === base.lotsExecuted && sumsOf(base)),
    ...newer,
    status: joinedStatus(before, told),
    brokerOrderId: newer.brokerOrderId || base.brokerOrderId,
    ...(clientOrderId !== undefined && { clientOrderId }),
  };
}

/** An end and a number of lots may come in different messages: an end that counts too few lots is an end all the same. */
function joinedStatus(before: OrderSnapshot, told: OrderSnapshot): OrderStatus {
  const isBehind = told.lotsExecuted < before.lotsExecuted;
  if (isFinal(before.status)) {
    const isBetter = isFinal(told.status) && told.lotsExecuted > before.lotsExecuted;
    return isBetter ? told.status : before.status;
  }
  if (isFinal(told.status)) return told.status;
  return isBehind || told.status === OrderStatus.unspecified ? before.status : told.status;
}

const sumsOf = ({ averagePrice, executedValue }: OrderSnapshot) => ({
  ...(averagePrice && { averagePrice }),
  ...(executedValue && { executedValue }),
});

function isSame(one: OrderSnapshot, other: OrderSnapshot): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof OrderSnapshot>;
  return [...keys].every((key) => isEqual(one[key], other[key]));
}

function isEqual(
  one: OrderSnapshot[keyof OrderSnapshot],
  other: OrderSnapshot[keyof OrderSnapshot],
): boolean {
  if (Decimal.isDecimal(one) && Decimal.isDecimal(other)) return one.eq(other);
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  return one === other;
}
