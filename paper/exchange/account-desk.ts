import { randomUUID } from 'node:crypto';
import { type PaperAccount, positionOf } from '../accounts/account.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import { formatNano } from '../money.js';
import type { CashReason } from '../state/account-events.js';
import type { StateEvent } from '../state/events.js';
import type { SettlementEvent } from '../state/settlement.js';
import type { ExchangeState } from '../state/state.js';
import { Topic } from '../streams/topic.js';
import type { Floor } from './floor.js';
import type { Recorder } from './recorder.js';

export interface AccountChange {
  readonly account: PaperAccount;
  /** Whose positions may have changed, beside the money. */
  readonly instruments: readonly PaperInstrument[];
}

/** Whose positions it changes; a clearing changes none. */
const tickersOf = (event: SettlementEvent): string[] => {
  if (event.kind === 'cleared') return [];
  const delivered = event.kind === 'expired' ? event.delivers?.ticker : undefined;
  return [event.ticker, ...(delivered === undefined ? [] : [delivered])];
};

/** Accounts apart from their orders: opened, closed, paid into, set by the control interface. */
export class AccountDesk {
  /** Whatever changes what an account holds, its orders included. */
  readonly changes = new Topic<AccountChange>();
  readonly #floor: Floor;
  readonly #recorder: Recorder;
  readonly #state: ExchangeState;

  constructor({ floor, recorder, state }: { floor: Floor; recorder: Recorder; state: ExchangeState }) {
    this.#floor = floor;
    this.#recorder = recorder;
    this.#state = state;
    floor.orders.subscribe(({ accountId, instrument }) => {
      this.changes.publish({ account: this.#known(accountId), instruments: [instrument] });
    });
  }

  open(name: string): PaperAccount {
    const accountId = randomUUID();
    this.#floor.operate(() =>
      this.#recorder.keep({ kind: 'account-opened', accountId, name, atUs: this.#recorder.nowUs() }),
    );
    return this.#known(accountId);
  }

  /** Its working orders are cancelled by the broker first. */
  close(account: PaperAccount): void {
    this.#floor.operate(() => {
      for (const order of [...this.#state.working.values()].filter(
        ({ accountId }) => accountId === account.id,
      )) {
        this.#floor.close(this.#floor.listing(order.instrument), order, 'exchange');
      }
      const atUs = this.#recorder.nowUs();
      this.#recorder.keep({ kind: 'account-closed', accountId: account.id, atUs });
    });
  }

  /** Money that no trade moved; negative when it leaves. */
  moveCash(
    account: PaperAccount,
    { nano, reason, ticker }: { nano: bigint; reason: CashReason; ticker?: string },
  ): void {
    this.#keep(account, [], {
      kind: 'cash',
      accountId: account.id,
      atUs: this.#recorder.nowUs(),
      reason,
      money: formatNano(nano),
      ...(ticker === undefined ? {} : { ticker }),
    });
  }

  /** Makes an account what a case needs. */
  set(change: StateEvent & { kind: 'account-set' }): void {
    const account = this.#known(change.accountId);
    const before = [...account.positions.values()].map(({ instrument }) => instrument);
    this.#keep(account, before, change);
  }

  /** What the end of a day or of an instrument does to accounts; those that it moved something of hear of it. */
  settle(event: SettlementEvent): void {
    const instruments = tickersOf(event).flatMap((ticker) => this.#state.catalogue.byTicker(ticker) ?? []);
    const look = (account: PaperAccount) => ({
      money: account.money,
      amounts: instruments.map((instrument) => positionOf(account, instrument).amount),
    });
    this.#floor.operate(() => {
      const accounts = [...this.#state.accounts.values()];
      const before = accounts.map(look);
      this.#recorder.keep(event);
      for (const [index, account] of accounts.entries()) {
        const { money, amounts } = look(account);
        const moved = instruments.filter((_, at) => amounts[at] !== before[index]?.amounts[at]);
        if (money === before[index]?.money && moved.length === 0) continue;
        this.#floor.notify(() => this.changes.publish({ account, instruments: moved }));
      }
    });
  }

  #keep(account: PaperAccount, before: readonly PaperInstrument[], event: StateEvent): void {
    this.#floor.operate(() => {
      this.#recorder.keep(event);
      const after = [...account.positions.values()].map(({ instrument }) => instrument);
      const instruments = event.kind === 'account-set' ? [...new Set([...before, ...after])] : [];
      this.#floor.notify(() => this.changes.publish({ account, instruments }));
    });
  }

  #known(id: string): PaperAccount {
    const account = this.#state.accounts.get(id);
    if (!account) throw new Error(`there is no account ${id}`);
    return account;
  }
}
