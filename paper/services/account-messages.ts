import {
  AccessLevel,
  type Account,
  AccountStatus,
  AccountType,
} from 'tinkoff-invest-api/dist/generated/users.js';
import type { PaperAccount } from '../accounts/account.js';
import type { PaperCall } from '../grpc/call.js';

const statusOf = ({ closedAt }: PaperAccount): AccountStatus =>
  closedAt ? AccountStatus.ACCOUNT_STATUS_CLOSED : AccountStatus.ACCOUNT_STATUS_OPEN;

/** Open ones when no status is named. */
export function wantsAccount(account: PaperAccount, status: AccountStatus | undefined): boolean {
  if (status === AccountStatus.ACCOUNT_STATUS_ALL) return true;
  return statusOf(account) === (status || AccountStatus.ACCOUNT_STATUS_OPEN);
}

export function toAccount(
  account: PaperAccount,
  { readOnly, onlyAccount }: Pick<PaperCall, 'readOnly' | 'onlyAccount'>,
): Account {
  const { id, name, openedAt, closedAt } = account;
  const reached = onlyAccount === undefined || onlyAccount === id;
  const level = readOnly
    ? AccessLevel.ACCOUNT_ACCESS_LEVEL_READ_ONLY
    : AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS;
  return {
    id,
    type: AccountType.ACCOUNT_TYPE_TINKOFF,
    name,
    status: statusOf(account),
    openedDate: openedAt,
    closedDate: closedAt,
    accessLevel: reached ? level : AccessLevel.ACCOUNT_ACCESS_LEVEL_NO_ACCESS,
  };
}
