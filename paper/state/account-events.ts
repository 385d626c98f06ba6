/** What happens to accounts apart from their orders: they are opened and closed, and money comes and goes. */
import type { PaperAccount } from '../accounts/account.js';
import type { OperationsLog } from '../accounts/operations-log.js';
import { parseNano } from '../money.js';

export type CashReason =
  | 'pay-in'
  | 'pay-out'
  | 'variation-margin'
  | 'delivery'
  | 'redemption'
  | 'coupon'
  | 'dividend';

interface AtAccount {
  readonly accountId: string;
  /** Microseconds since 1970. */
  readonly atUs: number;
}

export type AccountEvent =
  | ({ readonly kind: 'account-opened'; readonly name: string } & AtAccount)
  | ({ readonly kind: 'account-closed' } & AtAccount)
  /** Money that no trade moved; negative when it leaves. */
  | ({
      readonly kind: 'cash';
      readonly reason: CashReason;
      readonly money: string;
      /** Whose coupon, dividend or margin it is. */
      readonly ticker?: string;
    } & AtAccount);

export const isAccountEvent = <Event extends { readonly kind: string }>(
  event: Event,
): event is Event & AccountEvent => ['account-opened', 'account-closed', 'cash'].includes(event.kind);

export function applyAccountEvent(
  { accounts, operations }: { accounts: Map<string, PaperAccount>; operations: OperationsLog },
  event: AccountEvent,
): void {
  const at = new Date(event.atUs / 1000);
  if (event.kind === 'account-opened') {
    accounts.set(event.accountId, newAccount({ ...event, id: event.accountId, openedAt: at, sandbox: true }));
    return;
  }
  const account = accounts.get(event.accountId);
  if (!account) throw new Error(`the journal names account ${event.accountId}, which was never opened`);
  if (event.kind === 'account-closed') {
    account.closedAt = at;
    return;
  }
  const nano = parseNano(event.money);
  if (nano === undefined) throw new Error(`the journal holds "${event.money}" where money was expected`);
  account.money += nano;
  operations.addCash(event.accountId, { ...event, nano, atMs: event.atUs / 1000 });
}

export const newAccount = ({
  id,
  name,
  openedAt,
  sandbox,
}: Pick<PaperAccount, 'id' | 'name' | 'openedAt' | 'sandbox'>): PaperAccount => ({
  id,
  name,
  openedAt,
  sandbox,
  closedAt: undefined,
  money: 0n,
  blocked: 0n,
  positions: new Map(),
});
