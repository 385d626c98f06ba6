/** What requests name: accounts, instruments, orders. Each look-up refuses with the contract's code. */
import { OrderIdType } from 'tinkoff-invest-api/dist/generated/orders.js';
import type { PaperAccount } from '../accounts/account.js';
import { ContractError, Refusal } from '../errors.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperCall } from '../grpc/call.js';
import type { PaperInstrument } from '../instruments/instrument.js';
import type { PaperOrder } from '../state/order.js';

export function accountOf(exchange: Exchange, accountId: string): PaperAccount {
  if (accountId === '') throw new ContractError(Refusal.missingAccount);
  const account = exchange.account(accountId);
  if (!account) throw new ContractError(Refusal.accountNotFound);
  if (account.closedAt) throw new ContractError(Refusal.accountClosed);
  return account;
}

/** The accounts a stream is about: every open one that the token reaches when none is named. */
export function namedAccounts(
  exchange: Exchange,
  named: readonly string[],
  { onlyAccount }: Pick<PaperCall, 'onlyAccount'>,
): string[] {
  if (named.length > 0) return named.map((id) => accountOf(exchange, id).id);
  return [...exchange.state.accounts.values()]
    .filter(({ id, closedAt }) => !closedAt && (onlyAccount === undefined || id === onlyAccount))
    .map(({ id }) => id);
}

/** Whether a stream tells of an account; one that named none tells of those that are opened later too. */
export const concernOf =
  (named: readonly string[], { onlyAccount }: Pick<PaperCall, 'onlyAccount'>) =>
  (accountId: string): boolean =>
    named.length > 0 ? named.includes(accountId) : onlyAccount === undefined || onlyAccount === accountId;

/** By uid, FIGI or `TICKER_CLASSCODE`; the older requests have a field for the FIGI. */
export function instrumentOf(
  { catalogue }: Exchange,
  { instrumentId, figi }: { instrumentId?: string | undefined; figi?: string | undefined },
): PaperInstrument {
  const id = instrumentId || figi;
  if (!id) throw new ContractError(Refusal.missingInstrument);
  const instrument = catalogue.find(id);
  if (!instrument) throw new ContractError(Refusal.instrumentNotFound);
  return instrument;
}

/** The same of requests that have no field for a FIGI. */
export function instrumentNamed(exchange: Exchange, instrumentId: string): PaperInstrument {
  if (instrumentId === '') throw new ContractError(Refusal.missingInstrumentId);
  return instrumentOf(exchange, { instrumentId });
}

/** An order of an account by either kind of id; one that is hidden is not there. */
export function orderOf(
  exchange: Exchange,
  {
    accountId,
    orderId,
    orderIdType,
  }: { accountId: string; orderId: string; orderIdType?: OrderIdType | undefined },
): PaperOrder {
  const account = accountOf(exchange, accountId);
  if (orderId === '') throw new ContractError(Refusal.missingOrderId);
  const byRequest = orderIdType === OrderIdType.ORDER_ID_TYPE_REQUEST;
  const found = byRequest ? exchange.state.orderIdByKey(account.id, orderId) : orderId;
  const order = found === undefined ? undefined : exchange.state.orders.get(found);
  if (!order || order.accountId !== account.id || exchange.isHidden(order)) {
    throw new ContractError(Refusal.orderNotFound);
  }
  return order;
}
