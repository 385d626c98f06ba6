/**
 * The whole state as lines of JSON, which a segment of the journal begins with. A part of the state is one entry of
 * `PARTS`, which says both how it is taken and how it comes back; whoever adds a field to the state adds it there.
 * (A plain field of an order, a position or an account comes along by itself; a `bigint` must become a string.)
 */
import type { PaperAccount, PaperPosition } from '../accounts/account.js';
import type { AccountRecord, CashMove } from '../accounts/operations-log.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Ladder } from '../matching/others.js';
import type { InstrumentCondition, KeptBook } from './events.js';
import { isWorking, type PaperOrder } from './order.js';
import { headLine, headOf } from './segments.js';
import type { ExchangeState } from './state.js';

/** Raised when an older version could not read it any more, or this one not an older one's. */
const VERSION = 1;
const END_LINE = '{"end":"snapshot"}';

interface Part {
  take(state: ExchangeState): Iterable<unknown>;
  restore(state: ExchangeState, value: unknown): void;
}

const part = <T>(
  take: (state: ExchangeState) => Iterable<T>,
  restore: (state: ExchangeState, value: T) => void,
): Part => ({ take, restore: (state, value) => restore(state, value as T) });

type Stored<T, Changed extends keyof T, As> = Omit<T, Changed> & As;
/** An instrument stands as its ticker. */
type StoredPosition = Stored<PaperPosition, 'instrument' | 'cost', { instrument: string; cost: string }>;
type StoredAccount = Stored<
  PaperAccount,
  'openedAt' | 'closedAt' | 'money' | 'blocked' | 'positions',
  { openedAt: string; closedAt?: string; money: string; blocked: string; positions: StoredPosition[] }
>;
type StoredOrder = Stored<
  PaperOrder,
  'instrument' | 'accruedNano' | 'value' | 'interest' | 'gained',
  { instrument: string; accruedNano: string; value: string; interest: string; gained: string }
>;
/** An order that is forgotten otherwise stands as a whole, one that is not as its id. */
type StoredRecord = { readonly accountId: string } & (
  | { readonly orderId: string }
  | { readonly order: StoredOrder }
  | { readonly cash: Stored<CashMove, 'nano', { nano: string }>; readonly number: number }
);

const PARTS: Readonly<Record<string, Part>> = {
  counters: part(
    ({ lastAtUs, lastOrderNumber, lastTradeNumber, clearedAtMs, openedAtMs }) => [
      { lastAtUs, lastOrderNumber, lastTradeNumber, clearedAtMs, openedAtMs },
    ],
    (state, counters) => Object.assign(state, counters),
  ),
  account: part(
    ({ accounts }) => [...accounts.values()].map(storeAccount),
    (state, stored) => state.accounts.set(stored.id, restoreAccount(state, stored)),
  ),
  condition: part(
    ({ conditions }) => conditions,
    (state, [uid, condition]: [string, InstrumentCondition]) => state.conditions.set(uid, condition),
  ),
  book: part(
    ({ keptBooks }) => keptBooks,
    (state, [uid, book]: [string, KeptBook]) => state.keptBooks.set(uid, book),
  ),
  ladder: part(
    ({ waitingLadders }) => waitingLadders,
    (state, [uid, ladder]: [string, Ladder]) => state.waitingLadders.set(uid, ladder),
  ),
  order: part(
    ({ orders }) => storeOrders(orders.values()),
    (state, stored) => state.addOrder(restoreOrder(state, stored)),
  ),
  ended: part(
    ({ ended }) => ended.keys(),
    (state, orderId) => {
      const order = state.orders.get(orderId);
      if (!order || isWorking(order))
        throw new Error(`the snapshot ends order ${orderId}, which it does not hold`);
      state.ended.set(orderId, order);
    },
  ),
  operation: part(
    (state) => storeOperations(state),
    (state, stored) => state.operations.restore(stored.accountId, restoreRecord(state, stored)),
  ),
  stop: part(
    ({ stops }) => stops.take(),
    (state, line) => state.stops.restore(line),
  ),
  keys: part(
    ({ keys }) => keys.blocks(),
    ({ keys }, block) => keys.addBlock(block),
  ),
};

export function* takeSnapshot(state: ExchangeState): Generator<string> {
  yield headLine({ version: VERSION, nextSeq: state.nextSeq });
  for (const [name, { take }] of Object.entries(PARTS)) {
    for (const value of take(state)) yield JSON.stringify({ part: name, value });
  }
  yield END_LINE;
}

/** Reads a snapshot line by line into a fresh state. */
export class SnapshotReader {
  readonly #state: ExchangeState;
  #place: 'before' | 'inside' | 'behind' = 'before';

  constructor(state: ExchangeState) {
    this.#state = state;
  }

  /** Whether lines of a snapshot came, and its last one too. */
  get place(): 'before' | 'inside' | 'behind' {
    return this.#place;
  }

  /** @returns whether the line was one of a snapshot. */
  take(line: string): boolean {
    const head = headOf(line);
    if (head) this.#begin(head);
    else if (line === END_LINE) this.#place = 'behind';
    else if (this.#place === 'inside') this.#restore(line);
    else return false;
    return true;
  }

  #begin({ version, nextSeq }: { version: number; nextSeq: number }): void {
    if (version !== VERSION) throw new Error(`the snapshot is of version ${version}, not ${VERSION}`);
    this.#place = 'inside';
    this.#state.nextSeq = nextSeq;
    this.#state.accounts.clear();
  }

  #restore(line: string): void {
    const { part: name, value } = JSON.parse(line) as { part: string; value: unknown };
    const known = PARTS[name];
    if (!known) throw new Error(`the snapshot holds "${name}", which this version does not know`);
    known.restore(this.#state, value);
  }
}

const storeAccount = (account: PaperAccount): StoredAccount => ({
  ...account,
  openedAt: account.openedAt.toISOString(),
  closedAt: account.closedAt?.toISOString(),
  money: String(account.money),
  blocked: String(account.blocked),
  positions: [...account.positions.values()].map((position) => ({
    ...position,
    instrument: position.instrument.ticker,
    cost: String(position.cost),
  })),
});

const restoreAccount = (state: ExchangeState, stored: StoredAccount): PaperAccount => ({
  ...stored,
  openedAt: new Date(stored.openedAt),
  closedAt: stored.closedAt === undefined ? undefined : new Date(stored.closedAt),
  money: BigInt(stored.money),
  blocked: BigInt(stored.blocked),
  positions: new Map(
    stored.positions.map((position) => {
      const instrument = listed(state, position.instrument);
      return [instrument.uid, { ...position, instrument, cost: BigInt(position.cost) }];
    }),
  ),
});

const storeOrder = (order: PaperOrder): StoredOrder => ({
  ...order,
  instrument: order.instrument.ticker,
  accruedNano: String(order.accruedNano),
  value: String(order.value),
  interest: String(order.interest),
  gained: String(order.gained),
});

function* storeOrders(orders: Iterable<PaperOrder>): Generator<StoredOrder> {
  for (const order of orders) yield storeOrder(order);
}

function* storeOperations({ operations, orders }: ExchangeState): Generator<StoredRecord> {
  for (const { accountId, record } of operations.all()) {
    if ('cash' in record) {
      yield { accountId, ...record, cash: { ...record.cash, nano: String(record.cash.nano) } };
    } else {
      const { order } = record;
      yield orders.has(order.orderId)
        ? { accountId, orderId: order.orderId }
        : { accountId, order: storeOrder(order) };
    }
  }
}

function restoreRecord(state: ExchangeState, stored: StoredRecord): AccountRecord {
  if ('cash' in stored) {
    return { cash: { ...stored.cash, nano: BigInt(stored.cash.nano) }, number: stored.number };
  }
  if ('order' in stored) return { order: restoreOrder(state, stored.order) };
  const order = state.orders.get(stored.orderId);
  if (!order) throw new Error(`the snapshot lists order ${stored.orderId}, which it does not hold`);
  return { order };
}

const restoreOrder = (state: ExchangeState, stored: StoredOrder): PaperOrder => ({
  // JSON leaves out what is undefined.
  ...{ limitTicks: undefined, cause: undefined, closedAtMs: undefined },
  ...stored,
  instrument: listed(state, stored.instrument),
  accruedNano: BigInt(stored.accruedNano),
  value: BigInt(stored.value),
  interest: BigInt(stored.interest),
  gained: BigInt(stored.gained),
});

function listed({ catalogue }: ExchangeState, ticker: string): PaperInstrument {
  const instrument = catalogue.byTicker(ticker);
  if (!instrument) throw new Error(`the snapshot names ${ticker}, which is not listed`);
  return instrument;
}
