import type { CashReason } from '../state/account-events.js';
import type { PaperOrder } from '../state/order.js';

export interface CashMove {
  readonly reason: CashReason;
  readonly nano: bigint;
  readonly atMs: number;
  readonly ticker?: string;
}

/** What an account did, as the broker's list of operations is made from. An order is its newest state. */
export type AccountRecord =
  | { readonly order: PaperOrder }
  /** `number` tells moves of one moment apart. */
  | { readonly cash: CashMove; readonly number: number };

/** So many are remembered for each account, twice as many at most; operations older than those are gone. */
const KEPT = 2_000;

/** The newest orders and movements of money of every account, oldest first. */
export class OperationsLog {
  readonly #records = new Map<string, AccountRecord[]>();
  #cashMoves = 0;

  addOrder(order: PaperOrder): void {
    this.#add(order.accountId, { order });
  }

  addCash(accountId: string, cash: CashMove): void {
    this.#cashMoves += 1;
    this.#add(accountId, { cash, number: this.#cashMoves });
  }

  /** Puts a record back that was remembered, the oldest first. */
  restore(accountId: string, record: AccountRecord): void {
    if ('cash' in record) this.#cashMoves = Math.max(this.#cashMoves, record.number);
    this.#add(accountId, record);
  }

  *all(): Generator<{ readonly accountId: string; readonly record: AccountRecord }> {
    for (const [accountId, records] of this.#records) {
      for (const record of records) yield { accountId, record };
    }
  }

  of(accountId: string): readonly AccountRecord[] {
    return this.#records.get(accountId) ?? [];
  }

  #add(accountId: string, record: AccountRecord): void {
    const records = this.#records.get(accountId) ?? [];
    records.push(record);
    this.#records.set(accountId, records.length > 2 * KEPT ? records.slice(-KEPT) : records);
  }
}
