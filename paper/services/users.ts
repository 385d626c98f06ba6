import {
  AccessLevel,
  AccountStatus,
  AccountType,
  type UsersServiceImplementation,
} from 'tinkoff-invest-api/dist/generated/users.js';
import type { Exchange } from '../exchange/exchange.js';
import type { PaperContext } from '../grpc/call.js';
import { tariff } from '../limits/rate-limits.js';
import type { StreamRegistry } from '../streams/registry.js';

export const createUsersService = ({
  exchange,
  streams,
  unaryMethods,
}: {
  exchange: Exchange;
  streams: StreamRegistry;
  /** Names of unary methods by service. */
  unaryMethods: ReadonlyMap<string, readonly string[]>;
}): Partial<UsersServiceImplementation<PaperContext>> => ({
  async getAccounts({ status }, { paper }) {
    const open = [undefined, AccountStatus.ACCOUNT_STATUS_UNSPECIFIED, AccountStatus.ACCOUNT_STATUS_OPEN];
    const wanted = open.includes(status) || status === AccountStatus.ACCOUNT_STATUS_ALL;
    return {
      accounts: (wanted ? [...exchange.state.accounts.values()] : []).map(({ id, openedAt }) => ({
        id,
        type: AccountType.ACCOUNT_TYPE_TINKOFF,
        name: 'Paper account',
        status: AccountStatus.ACCOUNT_STATUS_OPEN,
        openedDate: openedAt,
        closedDate: undefined,
        accessLevel: paper.readOnly
          ? AccessLevel.ACCOUNT_ACCESS_LEVEL_READ_ONLY
          : AccessLevel.ACCOUNT_ACCESS_LEVEL_FULL_ACCESS,
      })),
    };
  },

  async getInfo() {
    return {
      premStatus: false,
      qualStatus: false,
      qualifiedForWorkWith: ['russian_shares', 'leverage', 'derivative'],
      tariff: 'trader',
    };
  },

  async getUserTariff() {
    return { unaryLimits: tariff(unaryMethods), streamLimits: streams.limits };
  },
});
