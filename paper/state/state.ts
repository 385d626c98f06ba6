import { type PaperAccount, positionIn } from '../accounts/account.js';
import { OperationsLog } from '../accounts/operations-log.js';
import { Timetable } from '../hours/timetable.js';
import type { Catalogue } from '../instruments/catalogue.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { Ladder } from '../matching/others.js';
import { NANO } from '../money.js';
import { StopState } from '../stops/stop-state.js';
import { applyAccountEvent, isAccountEvent, newAccount } from './account-events.js';
import type { ExchangeEvent, InstrumentCondition, KeptBook, LedgerEvent, StateEvent } from './events.js';
import { BY_HOURS } from './events.js';
import { KeyIndex } from './key-index.js';
import { blockedMoney, isWorking, type PaperOrder, workingSecurities } from './order.js';
import { acceptedOrder, applyFill, toNano } from './order-events.js';
import { applySettlement, type SettlementEvent } from './settlement.js';

export const FIRST_ACCOUNT_ID = '2000000001';
const START_MONEY = 10_000_000n * NANO;

/** How much of what is over is remembered. */
export interface StateLimits {
  /** Orders that ended; older than a day they are forgotten in any case, as the broker does. */
  readonly endedOrders: number;
  /** Idempotency keys, those of forgotten orders included: more than a month's. */
  readonly keys: number;
}

const LIMITS: StateLimits = { endedOrders: 20_000, keys: 500_000 };
const ENDED_MS = 86_400_000;

/** What all events add up to. `apply` is the only way to change it, live and when the journal is read back. */
export class ExchangeState {
  readonly orders = new Map<string, PaperOrder>();
  readonly working = new Map<string, PaperOrder>();
  /** In the order they ended; what is forgotten goes from the front. */
  readonly ended = new Map<string, PaperOrder>();
  readonly accounts = new Map<string, PaperAccount>();
  readonly conditions = new Map<string, InstrumentCondition>();
  readonly keptBooks = new Map<string, KeptBook>();
  /** Books that cross our orders and were set while nothing traded: they come into force with the trading. */
  readonly waitingLadders = new Map<string, Ladder>();
  readonly operations = new OperationsLog();
  /** What hours and ends say; nobody has fixed a status against them. */
  timetable = new Timetable('always', Date.now());
  /** The clearing that was done last, in ms; 0 before the first. */
  clearedAtMs = 0;
  /** When the exchange first opened, in ms; 0 before. */
  openedAtMs = 0;
  readonly stops: StopState;
  /** The number the next ledger event gets. */
  nextSeq = 1;
  lastAtUs = 0;
  /** Exchange ids only grow, over restarts too. */
  lastOrderNumber = 31_295_000_000;
  lastTradeNumber = 5_394_000_000;
  readonly keys: KeyIndex;
  readonly catalogue: Catalogue;
  readonly #limits: StateLimits;

  constructor(catalogue: Catalogue, limits: Partial<StateLimits> = {}) {
    this.catalogue = catalogue;
    this.#limits = { ...LIMITS, ...limits };
    this.keys = new KeyIndex(this.#limits.keys);
    this.stops = new StopState(catalogue);
    const openedAt = new Date('2024-01-09T00:00:00Z');
    const first = { id: FIRST_ACCOUNT_ID, name: 'Paper account', openedAt, sandbox: false };
    this.accounts.set(FIRST_ACCOUNT_ID, { ...newAccount(first), money: START_MONEY });
  }

  /**
   * The id of the order that was placed under an idempotency key; UUIDs compare without case. The order itself may
   * be forgotten already.
   */
  orderIdByKey(accountId: string, requestId: string): string | undefined {
    return this.keys.get(keyOf(accountId, requestId))?.toString();
  }

  /** Puts an order where it belongs, when it is accepted or comes back from a snapshot. */
  addOrder(order: PaperOrder): void {
    this.orders.set(order.orderId, order);
    if (isWorking(order)) this.working.set(order.orderId, order);
  }

  /** As it is now. An instrument that has ended is closed whatever was set. */
  condition(instrument: PaperInstrument): InstrumentCondition {
    const kept = this.keptCondition(instrument);
    const byHours = kept.status === BY_HOURS || this.timetable.hasEnded(instrument);
    return byHours ? { ...kept, status: this.timetable.statusOf(instrument) } : kept;
  }

  /** As it was set: a status that holds against the hours, or that of the hours. */
  keptCondition(instrument: PaperInstrument): InstrumentCondition {
    const { apiTradeAvailableFlag, buyAvailableFlag, sellAvailableFlag } = instrument.details.message;
    return (
      this.conditions.get(instrument.uid) ?? {
        status: BY_HOURS,
        apiTradeAvailable: apiTradeAvailableFlag,
        buyAvailable: buyAvailableFlag,
        sellAvailable: sellAvailableFlag,
      }
    );
  }

  /** The id that the next order gets. */
  get nextOrderId(): string {
    return String(this.lastOrderNumber + 1);
  }

  apply(event: ExchangeEvent): void {
    this.stops.apply(event);
    if ('seq' in event) {
      this.nextSeq = event.seq + 1;
      this.lastAtUs = event.atUs;
      this.#applyLedger(event);
    } else this.#applyState(event);
  }

  #applyLedger(event: LedgerEvent): void {
    if (event.kind === 'accepted') {
      this.#accept(event);
      this.#forget(event.atUs / 1000 - ENDED_MS);
    } else if (event.kind === 'fill') this.#fill(event);
    else if (event.kind === 'cancelled') {
      this.#change(event.orderId, (order) => {
        order.cancelled = event.lots;
        order.cause = event.cause;
        order.closedAtMs = event.atUs / 1000;
      });
    }
  }

  #accept(event: LedgerEvent & { kind: 'accepted' }): void {
    const instrument = this.#instrument(event.ticker);
    const order = acceptedOrder(event, instrument);
    this.addOrder(order);
    this.operations.addOrder(order);
    this.keys.set(keyOf(event.accountId, event.requestId), Number(order.orderId));
    this.lastOrderNumber = Math.max(this.lastOrderNumber, Number(order.orderId));
    const account = this.#account(order.accountId);
    this.#hold(account, order, 1);
  }

  #fill(event: LedgerEvent & { kind: 'fill' }): void {
    this.lastTradeNumber = Math.max(this.lastTradeNumber, Number(event.tradeId));
    this.#change(event.orderId, (order, account) => applyFill(event, order, account));
  }

  /** Changes an order and keeps what it blocks in step. */
  #change(orderId: string, change: (order: PaperOrder, account: PaperAccount) => void): void {
    const order = this.orders.get(orderId);
    if (!order) throw new Error(`the journal names order ${orderId}, which was never accepted`);
    const account = this.#account(order.accountId);
    this.#hold(account, order, -1);
    change(order, account);
    this.#hold(account, order, 1);
    if (isWorking(order)) return;
    this.working.delete(orderId);
    this.ended.set(orderId, order);
  }

  #forget(endedBeforeMs: number): void {
    for (const [orderId, { closedAtMs = 0 }] of this.ended) {
      if (this.ended.size <= this.#limits.endedOrders && closedAtMs >= endedBeforeMs) return;
      this.ended.delete(orderId);
      this.orders.delete(orderId);
    }
  }

  /** Adds what a working order holds back, or takes it away again. */
  #hold(account: PaperAccount, order: PaperOrder, sign: 1 | -1): void {
    account.blocked += BigInt(sign) * blockedMoney(order);
    const position = positionIn(account, order.instrument);
    position[order.direction === 'buy' ? 'buying' : 'blocked'] += sign * workingSecurities(order);
  }

  #applyState(event: StateEvent): void {
    if (isAccountEvent(event)) applyAccountEvent(this, event);
    else if (event.kind === 'status-set')
      this.conditions.set(this.#instrument(event.ticker).uid, event.status);
    else if (event.kind === 'book-set') this.keptBooks.set(this.#instrument(event.ticker).uid, event.book);
    else if (event.kind === 'book-waits') {
      const { uid } = this.#instrument(event.ticker);
      if (event.ladder) this.waitingLadders.set(uid, event.ladder);
      else this.waitingLadders.delete(uid);
    } else if (event.kind === 'account-set') {
      const account = this.#account(event.accountId);
      if (event.money !== undefined) account.money = toNano(event.money);
      if (event.positions) this.#setPositions(account, event.positions);
    } else if (event.kind !== 'stops-followed') this.#settle(event);
  }

  #settle(event: SettlementEvent): void {
    if (event.kind === 'cleared') {
      this.clearedAtMs = event.atMs;
      this.openedAtMs = event.openedAtMs ?? this.openedAtMs;
    }
    for (const account of this.accounts.values()) {
      for (const cash of applySettlement(event, account, (ticker) => this.#instrument(ticker)))
        this.operations.addCash(account.id, cash);
    }
  }

  #setPositions(
    account: PaperAccount,
    positions: NonNullable<(StateEvent & { kind: 'account-set' })['positions']>,
  ): void {
    for (const position of account.positions.values()) Object.assign(position, { amount: 0, cost: 0n });
    for (const { ticker, amount, averagePrice } of positions) {
      Object.assign(positionIn(account, this.#instrument(ticker)), {
        amount,
        cost: BigInt(amount) * toNano(averagePrice),
      });
    }
  }

  #account(id: string): PaperAccount {
    const account = this.accounts.get(id);
    if (!account) throw new Error(`the journal names account ${id}, which does not exist`);
    return account;
  }

  #instrument(ticker: string): PaperInstrument {
    const instrument = this.catalogue.byTicker(ticker);
    if (!instrument) throw new Error(`the journal names ${ticker}, which is not listed`);
    return instrument;
  }
}

const keyOf = (accountId: string, requestId: string): string => `${accountId} ${requestId.toLowerCase()}`;
